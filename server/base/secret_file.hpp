// SPDX-License-Identifier: Apache-2.0
// A key of the server on disk: raw bytes of a fixed length that only their owner may read.
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string>

#include "base/error.hpp"

namespace sejuta::base {

struct secret_file {
    std::filesystem::path file;
    std::string what;          // "the signing key"
    std::string when_damaged;  // what to do where it is not whole
};

// Reads the file into `bytes`, whose length it must have. Where it is missing, `make` fills the
// bytes and the file appears, whole or not at all, with mode 0600: two programs that start at once
// agree on one. The directory is made where it is missing, for its owner alone.
checked<void> load_or_make_secret(secret_file const& where, std::span<unsigned char> bytes,
                                  std::function<void(std::span<unsigned char>)> const& make);

}  // namespace sejuta::base
