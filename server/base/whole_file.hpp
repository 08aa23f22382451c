// SPDX-License-Identifier: Apache-2.0
// Files that are on the disk whole or not at all. Each answers with the system's error, or none.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

namespace sejuta::base {

// What the system said to the last call that failed.
std::error_code last_error();

// All of the bytes, however often the system takes only some; not yet on the disk.
std::error_code write_all(int file, std::string_view bytes);
// What is left to read, at most so many bytes: EFBIG beyond.
std::error_code read_all(int file, std::string& into, std::size_t at_most = SIZE_MAX);
// A new or changed name is on the disk once its folder is.
std::error_code sync_folder_of(std::filesystem::path const& file);

// Puts a file with these bytes in the place of the former one, or where none was. A crash at any
// instant leaves the old or the new one, and at most a draft beside it, "<file>.<process>.draft".
std::error_code replace_file(std::filesystem::path const& file, std::string_view bytes,
                             mode_t mode);
// The same for a file that was not there before: EEXIST where it was.
std::error_code create_file(std::filesystem::path const& file, std::string_view bytes, mode_t mode);

}  // namespace sejuta::base
