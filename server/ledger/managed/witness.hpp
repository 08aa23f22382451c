// SPDX-License-Identifier: Apache-2.0
// What was seen of the ledger last, in files beside it, so that an older ledger is noticed: a
// backup copied over the data directory answers like a healthy store, and its revisions would name
// two states.
//
//   DATA/redis/witness     nothing but a line; written once. A copy of it has another inode or
//   ctime. DATA/redis/last-seen   "witness <inode> <ctime, ns>" and a line for each event:
//                          "<event> <epoch> <revision> <chain of that entry>"
//
// A snapshot of the whole file system brings both back unnoticed: then `sejuta rebuild`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "ledger/ledger.hpp"
#include "ledger/managed/data_directory.hpp"

namespace sejuta::ledger::managed {

struct seen_ledger {
    std::string event;
    std::string epoch;  // 16 hex digits
    ledger::revision revision = 0;
    std::string chain;  // 40 hex digits

    bool operator==(seen_ledger const&) const = default;
};

struct testimony {
    bool copied = false;  // the files are not the ones that were written here
    std::vector<seen_ledger> ledgers;
};

class witness {
public:
    // The folder of Redis's files, DATA/redis; it exists.
    explicit witness(std::filesystem::path folder) : folder_(std::move(folder)) {}

    // Nothing where nothing was seen yet, or where the file is not one of ours.
    std::optional<testimony> read() const;
    // On disk when it returns. Ledgers that are not named keep their lines.
    base::checked<void> write(std::vector<seen_ledger> const& ledgers) const;

private:
    std::filesystem::path folder_;
};

// Why this ledger is not the one that was seen last, or one that has grown from it, for people;
// nothing where it is. `chain` is that of the entry at the revision last seen, empty where it is
// gone.
std::optional<std::string> regression(seen_ledger const& before, std::string const& chain);

}  // namespace sejuta::ledger::managed
