// SPDX-License-Identifier: Apache-2.0
// The live totals of one event, derived from the ledger alone: the cube (cells), the curve, which
// sites reported. It is a ledger::follower_sink; lives on the totals thread. Reads are pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "domain/event.hpp"
#include "ledger/ledger.hpp"

namespace sejuta::totals {

struct coverage {
    std::uint32_t reported = 0;  // expected sites with at least one accepted report
    std::uint32_t expected = 0;
    bool operator==(coverage const&) const = default;
};

struct target {
    std::string set;
    std::int64_t acceptors = 0;
    bool operator==(target const&) const = default;
};

struct region_row {
    domain::region_code code = domain::region_code::nation();
    std::int64_t acceptors = 0;
    std::optional<totals::target> target;
    totals::coverage coverage;
    bool operator==(region_row const&) const = default;
};

// The totals of one region at one sequence. Rows with zero acceptors are left out, but every child
// region has a row.
struct region_totals {
    domain::region_code code = domain::region_code::nation();
    std::int64_t acceptors = 0;
    std::optional<totals::target> target;
    totals::coverage coverage;
    std::map<domain::method, std::int64_t> by_method;
    std::map<domain::category, std::int64_t> by_category;
    std::map<domain::postpartum, std::int64_t> by_postpartum;
    std::map<domain::place, std::int64_t> by_place;
    std::map<domain::partner, std::int64_t> by_partner;
    std::vector<region_row> by_region;                // children, by code
    std::map<std::uint32_t, std::int64_t> by_minute;  // event-clock minute since 1970 → acceptors
    std::map<std::string, std::int64_t> group_targets;
    bool operator==(region_totals const&) const = default;
};

class board final : public ledger::follower_sink {
public:
    explicit board(domain::event_ptr event);

    void reset(ledger::head const& now) override;
    void apply(ledger::entry const& entry) override;
    void caught_up(ledger::sequence now, base::unix_ms checked_at_ms) override;
    void lost() override;

    // Nothing where the event's region set has no such region.
    std::optional<region_totals> totals_of(domain::region_code) const;
    ledger::sequence sequence() const { return now_; }
    ledger::head const& head() const { return head_; }
    domain::event_status status() const { return head_.status; }
    domain::event const& event() const { return *event_; }
    base::unix_ms checked_at_ms() const { return checked_at_ms_; }
    bool is_ready() const { return ready_; }  // caught up at least once since the last reset
    bool is_connected() const { return connected_; }
    // The cells as counted from the ledger, to compare with the counters.
    std::unordered_map<std::string, std::int64_t> const& cells() const { return cells_; }

private:
    struct node;  // one region's running totals

    void add(domain::cell const& cell, std::int64_t acceptors, std::uint32_t minute);
    void mark_reported(domain::report const& report);

    domain::event_ptr event_;
    ledger::head head_;
    ledger::sequence now_;
    base::unix_ms checked_at_ms_ = 0;
    bool ready_ = false;
    bool connected_ = false;
    std::unordered_map<std::string, std::int64_t> cells_;
    std::map<domain::region_code, region_totals> regions_;
    std::unordered_set<std::string> reported_sites_;
};

}  // namespace sejuta::totals
