// SPDX-License-Identifier: Apache-2.0
// Proves that what is derived from the ledger is what the ledger says: it counts every report
// again and compares with the counters, the index and the chain. It never trusts a delta, and it
// only ever says what it compared.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/code_states.hpp"
#include "ledger/difference.hpp"
#include "ledger/entry.hpp"
#include "ledger/ledger.hpp"
#include "ledger/packed_cell.hpp"
#include "ledger/report_book.hpp"

namespace sejuta::ledger {

// What the store held at one revision, read in one atomic step.
struct counters {
    hash_fields head;
    hash_fields cells;
    hash_fields minutes;
    hash_fields codes;
    std::string last_id;  // of the newest stream entry; empty where the stream has none
};

// What the reports up to a revision add up to.
struct counted {
    sequence at;
    std::int64_t acceptors = 0;
    std::uint64_t reports = 0;  // corrections among them
    std::uint64_t closes = 0;
};

// What stands for the chain before the first entry: forty zeros.
inline constexpr std::string_view chain_start = "0000000000000000000000000000000000000000";

// The SHA-1 that an entry's field "chain" must have: over the previous entry's chain, the id and
// the fields before "chain", as sejuta_1.lua writes them.
std::string chain_of(std::string_view previous, stream_entry const& raw);

// Lifecycle: expect() the counters, then take() every entry from revision 1 until compared(); for
// the index too: begin_index(), compare_index() each part of it, take() what was recorded
// meanwhile, finish_index(). finish() where the ledger ended before the counters' revision.
// Differences add up. One thread.
class recount {
public:
    explicit recount(std::string_view event);

    // The next entry of the stream; `decoded` is what decode made of `raw`. An entry that decode
    // refused is a difference, and nothing of it is counted.
    void take(stream_entry const& raw, base::checked<entry> const& decoded);
    // Counters, to be compared when the entries up to their revision have been taken.
    void expect(counters stored);
    bool compared() const { return compared_; }
    // Compares now, whatever the revision.
    void finish();
    // Forgets what was compared of the index: it is read from its beginning (again).
    void begin_index() { book_.forget_doubts(); }
    // A part of the index, read at the counters' revision or later.
    void compare_index(hash_views const& index);
    void finish_index();

    std::string const& event() const { return event_; }
    // What was counted so far, and what when the counters were compared.
    counted now() const { return {now_, acceptors_, book_.size(), book_.closes()}; }
    counted const& when_compared() const { return when_compared_; }
    std::size_t terminals() const { return book_.terminals(); }
    ledger::differences const& differences() const { return differences_; }

    // What the entries taken so far say that the store must hold: for a rebuild.
    hash_fields expected_head() const;
    hash_fields expected_cells() const;
    hash_fields expected_minutes() const;
    code_states const& codes() const { return codes_; }
    report_book const& book() const { return book_; }

private:
    using minute_key = std::uint64_t;  // event minute << 16 | province
    // What an entry adds to a cell in a minute.
    struct slice {
        packed_cell cell;
        std::int64_t minute;  // of the event clock
        auto operator<=>(slice const&) const = default;
    };
    using changes = std::vector<std::pair<slice, std::int64_t>>;

    void take_entry(stream_entry const& raw, base::checked<entry> const& decoded);
    void check_order(stream_entry const& raw, entry const& decoded);
    void check_chain(stream_entry const& raw);
    void count(stream_entry const& raw, domain::report const& report, sequence const& at);
    void count(stream_entry const& raw, entry const& decoded, domain::day_close const& close);
    report_state correct(stream_entry const& raw, domain::report const& report,
                         std::int64_t minute);
    static void sum_up(changes& all);
    static changes written_in(entry const& decoded);
    void check_deltas(stream_entry const& raw, changes const& written, changes const& implied);
    void apply(changes const& implied);
    void begin_epoch(stream_entry const& raw, entry const& decoded);
    void compare_head(hash_fields const& head);
    void compare_cells(hash_fields const& cells);
    void compare_minutes(hash_fields const& minutes);
    void compare_codes(hash_fields const& codes);
    std::string key(std::string_view name) const;
    void differs(stream_entry const& raw, std::string_view what, std::string expected,
                 std::string found);

    std::string event_;
    sequence now_;
    domain::event_status status_ = domain::event_status::draft;
    std::string chain_{chain_start};
    hash_fields clock_;   // kind and clock as the last begin entry has them
    std::string epochs_;  // "<first revision>:<epoch> ..." of every begin entry
    std::int64_t acceptors_ = 0;
    changes changes_;  // of the entry being counted
    boost::unordered_flat_map<packed_cell, std::int64_t> cells_;
    boost::unordered_flat_map<minute_key, std::int64_t> minutes_;
    report_book book_;
    code_states codes_;
    counters stored_;
    ledger::revision stored_revision_ = 0;
    counted when_compared_;
    bool compared_ = true;  // until there is something to compare
    ledger::differences differences_;
};

}  // namespace sejuta::ledger
