// SPDX-License-Identifier: Apache-2.0
// Every report and close of the ledger by (terminal, seq), as small as it goes: what a correction
// takes back, and what the index must say. About 100 bytes a report.
#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text_hash.hpp"
#include "domain/day_close.hpp"
#include "domain/report.hpp"
#include "ledger/difference.hpp"
#include "ledger/index_value.hpp"
#include "ledger/ledger.hpp"
#include "ledger/packed_cell.hpp"

namespace sejuta::ledger {

// A hash of the store as it is: fields and values.
using hash_fields = std::vector<std::pair<std::string, std::string>>;
// The same without owning it.
using hash_views = std::vector<std::pair<std::string_view, std::string_view>>;

// What became of a report. A void counts nothing itself; a close is none, but has an id beside
// them.
enum class report_state : std::uint8_t { recorded, voided, replaced, voiding, closing };

struct booked_report {
    std::array<char, identity_bytes> identity;
    packed_cell cell;
    ledger::revision revision;
    base::unix_ms event_time_ms;
    std::uint32_t terminal;  // the book's own number of it
    std::uint32_t seq;
    std::uint32_t count;  // of a close its own total
    report_state state;
    bool indexed;  // the index was seen to have it
};

class report_book {
public:
    // The report, or null. Valid until the next add().
    booked_report* find(std::string_view terminal, std::uint32_t seq);
    // Only where find() has nothing.
    void add(domain::report const& report, sequence const& at, report_state state);
    void add(domain::day_close const& close, domain::lateness late, sequence const& at);

    // Reports, corrections among them, without the closes.
    std::uint64_t size() const { return reports_.size() - closes_; }
    std::uint64_t closes() const { return closes_; }
    std::size_t terminals() const { return names_.size(); }

    // Each booked report with its terminal and the value that the index must have, in the order in
    // which they were booked.
    void each(std::function<void(std::string const& terminal, std::uint32_t seq,
                                 std::string const& value)> const& told) const;

    // Compares a part of the index, "<terminal>/<seq>" -> value, with the book. A value that
    // differs is kept aside, since a report that the book has not seen yet may explain it.
    void look_up(hash_views const& index);
    // Before an index is looked up again, whose values may be other ones by then.
    void forget_doubts() { doubtful_.clear(); }
    // Once the book has seen all that was recorded while the index was read: what still differs,
    // and what the index lacks of the revisions up to `complete_to`. `key` is that of the index.
    void settle(std::string_view key, ledger::revision complete_to, differences& out);

private:
    struct doubtful {
        std::string id;
        std::string value;
        auto operator<=>(doubtful const&) const = default;
    };

    booked_report* find_id(std::string_view id);
    void book(std::string const& terminal, std::uint32_t seq, std::string_view identity,
              booked_report as);

    std::vector<booked_report> reports_;
    std::uint64_t closes_ = 0;
    boost::unordered_flat_map<std::uint64_t, std::uint32_t> by_id_;  // terminal << 32 | seq
    // Of terminals.
    boost::unordered_flat_map<std::string, std::uint32_t, base::text_hash, std::equal_to<>>
        numbers_;
    std::vector<std::string> names_;
    std::vector<doubtful> doubtful_;
};

}  // namespace sejuta::ledger
