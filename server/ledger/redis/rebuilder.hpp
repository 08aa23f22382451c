// SPDX-License-Identifier: Apache-2.0
// Makes everything that is derived from an event's ledger again: head, cells, minutes, index,
// codes; then a new epoch. What no entry says (conflicts, terminals seen, what is missing) stays as
// it is. Only while nobody records: it blocks, and a rebuild that was interrupted is begun again.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "ledger/recount.hpp"
#include "ledger/redis/blocking.hpp"
#include "ledger/redis/connection.hpp"

namespace sejuta::ledger::redis {

struct rebuild_options {
    // Where entries of the ledger are damaged themselves: go back to the one before the first of
    // them. What terminals hold receipts for after it they send again; what the organisers did
    // since (status, targets, codes) is lost and has to be done again. Without it damage is a
    // fault.
    bool cut_at_damage = false;
};

struct rebuilt {
    ledger::counted counted;
    ledger::epoch epoch = 0;
    ledger::revision cut_from = 0;  // first revision that was cut off; 0: none
    std::uint64_t cut_entries = 0;
    std::vector<difference> damage;  // why it was cut
    std::uint64_t terminals = 0;
};

class rebuilder {
public:
    // As an administrator: it deletes keys and loads the functions.
    explicit rebuilder(endpoint where) : store_(std::move(where)) {}

    base::checked<void> connect() { return store_.connect(); }
    base::checked<std::vector<std::string>> events() { return store_.events(); }
    // The parts of its progress are "ledger", "check" (after a cut) and "index". A fault where the
    // ledger is damaged names the first places.
    base::checked<rebuilt> rebuild(std::string const& event, rebuild_options const& options,
                                   on_progress const& told);

private:
    struct reading;
    base::checked<void> read(std::string const& event, reading& into, on_progress const& told);
    base::checked<void> cut(std::string const& event, reading const& found, rebuilt& out);
    base::checked<void> write_counters(std::string const& event, reading const& from);
    base::checked<void> write_codes(std::string const& event, reading const& from);
    base::checked<void> write_index(std::string const& event, recount const& from,
                                    on_progress const& told);
    base::checked<void> write_head(std::string const& event, hash_fields const& expected);
    base::checked<std::map<std::string, std::string>> hash(std::string const& key);

    blocking store_;
};

}  // namespace sejuta::ledger::redis
