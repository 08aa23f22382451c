// SPDX-License-Identifier: Apache-2.0
// Bytes under a path, for readers that open a file: no disk, gone with the object.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <string>
#include <string_view>

#include "base/assert.hpp"

namespace sejuta::fuzz {

class memory_file {
public:
    explicit memory_file(std::string_view bytes) : descriptor_(::memfd_create("seed", MFD_CLOEXEC))
    {
        SEJUTA_ASSERT(descriptor_ >= 0, "memory for a file");
        auto const written = ::write(descriptor_, bytes.data(), bytes.size());
        SEJUTA_ASSERT(written == static_cast<ssize_t>(bytes.size()), "memory for its bytes");
    }
    ~memory_file() { ::close(descriptor_); }
    memory_file(memory_file const&) = delete;
    memory_file& operator=(memory_file const&) = delete;

    std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

private:
    int descriptor_;
};

}  // namespace sejuta::fuzz
