// SPDX-License-Identifier: Apache-2.0
// One event's ledger in a second copy: every entry, in segments that are only ever appended to.
//
//   COPY/<event>/line-0001/000000000001.segment     from revision 1
//   COPY/<event>/line-0001/000000034711.segment     goes on after 64 MiB
//   COPY/<event>/line-0001/files/receipt.key ...    the keys that belong to it: as secret as they
//   are COPY/<event>/line-0002/000000000001.segment     the ledger went another way: from the
//   beginning
//
// A line is one ledger from revision 1, whatever epochs it has. Where the store holds another
// ledger than the newest line (it was restored from an older backup, or began anew), the line stays
// as it is and a new one begins.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "ledger/entry.hpp"
#include "ledger/ledger.hpp"

namespace sejuta::ledger {

// Where a line ends.
struct copy_end {
    ledger::revision revision = 0;  // 0: it has no entry
    std::string chain;              // of that entry; of none, chain_start
};

// Lines ascending by number, and segments by revision; empty where there are none.
std::vector<std::filesystem::path> lines_of(std::filesystem::path const& event);
std::vector<std::filesystem::path> segments_of(std::filesystem::path const& line);

// Blocks: it writes and syncs. One thread.
class copy_writer {
public:
    copy_writer(std::filesystem::path const& copy, std::string_view event);
    ~copy_writer();
    copy_writer(copy_writer const&) = delete;
    copy_writer& operator=(copy_writer const&) = delete;

    // Finds where the newest line ends; nothing is written. A torn end is none.
    base::checked<void> open();
    copy_end const& end() const { return end_; }
    // The folder of the newest line; empty where there is none.
    std::filesystem::path const& line() const { return line_; }
    // Goes on after end(); what is torn behind it is cut off.
    base::checked<void> resume();
    // Begins another line. The first line begins by itself with resume().
    base::checked<void> begin_line();
    // Takes the next entry of the ledger: a fault where it does not follow end() by revision and
    // chain. It is on disk after sync() only.
    base::checked<void> append(stream_entry const& entry);
    base::checked<void> sync();

private:
    void read(std::filesystem::path const& segment);
    base::checked<void> begin_segment();
    base::checked<void> open_file(std::filesystem::path const& file, bool fresh);
    base::fault failed(std::string_view doing) const;
    void close();

    std::filesystem::path folder_;
    std::string event_;
    std::filesystem::path line_;     // the newest; empty: none
    std::filesystem::path segment_;  // its last; empty: none
    std::uint64_t bytes_ = 0;        // of the segment's whole records
    copy_end end_;
    std::string unwritten_;
    int file_ = -1;
};

}  // namespace sejuta::ledger
