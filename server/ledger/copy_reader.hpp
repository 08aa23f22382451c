// SPDX-License-Identifier: Apache-2.0
// Reads a backup file or a second copy, and believes nothing: every checksum, and of every event
// each entry from revision 1 on by revision and chain.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "ledger/copy_writer.hpp"
#include "ledger/entry.hpp"

namespace sejuta::ledger {

struct copy_source {
    std::filesystem::path from;  // a backup's file, or a second copy's directory
    unsigned line = 0;           // of a second copy; 0: the newest
};

struct copied_event {
    std::string id;
    copy_end end;
};

struct copy_contents {
    std::vector<copied_event> events;
    std::vector<std::string> files;  // names
    std::uint64_t entries = 0;
};

// Who takes what is read. Each call may refuse with a fault, which ends the reading.
class copy_visitor {
public:
    virtual ~copy_visitor() = default;
    virtual base::checked<void> file(std::string_view name, std::string_view bytes) = 0;
    virtual base::checked<void> event(std::string_view id) = 0;
    virtual base::checked<void> entry(stream_entry const& raw) = 0;
};

// Reads everything; `to` may be null: then it is only proven. A fault says what is damaged and
// where, or that a second copy has several lines and the newest is not the longest.
base::checked<copy_contents> read_copy(copy_source const& source, copy_visitor* to);

// Below a line: the files of the data directory that belong to it.
inline constexpr std::string_view copy_files_folder = "files";

}  // namespace sejuta::ledger
