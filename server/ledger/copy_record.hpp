// SPDX-License-Identifier: Apache-2.0
// The bytes of second copies and backups: records one after the other, each with a checksum, so
// that a reader knows whole ones from torn and altered ones.
//
//    kind  1   'L' a ledger begins or goes on: event, revision before, its chain
//              'E' an entry: id, then field and value, field and value ... in the stream's order
//              'F' a file of the data directory: name, content
//              'Z' the end of a backup: how many entries it has
//    size  4   bytes of all words, big-endian
//    check 4   of kind and size, so that an altered size is no torn end
//    words     each 4 bytes of size, then its bytes
//    sum  16   BLAKE2b-128 of all of the above
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "ledger/entry.hpp"

namespace sejuta::ledger {

struct copy_record {
    char kind = 0;
    std::vector<std::string_view> words;
};

void append_record(std::string& out, char kind, std::span<std::string_view const> words);
void append_entry(std::string& out, stream_entry const& entry);
// The entry of a record of kind 'E'; nothing where its words are no pairs.
std::optional<stream_entry> entry_in(copy_record const& record);

// Reads one file from its beginning.
class record_reader {
public:
    explicit record_reader(std::filesystem::path const& file);

    // The next record, valid until the next call; nothing at the end of the file. A fault names the
    // byte from where the file is torn or altered.
    base::checked<std::optional<copy_record>> next();
    // Where the last whole record ended.
    std::uint64_t good_bytes() const { return good_; }
    // After a fault: whether the file ends inside that record, as after a power cut.
    bool torn() const { return torn_; }

private:
    base::fault damaged(std::string_view how) const;

    std::filesystem::path file_;
    std::ifstream in_;
    std::string held_;
    std::uint64_t good_ = 0;
    bool torn_ = false;
};

}  // namespace sejuta::ledger
