// SPDX-License-Identifier: Apache-2.0
// The live totals of one event, derived from the ledger alone: the cube (cells), the curve, which
// sites reported. It is a ledger::follower_sink; lives on the totals thread. Reads are pure.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
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

struct minute_row {
    std::uint32_t minute = 0;  // of the event clock, since 1970-01-01T00:00Z
    std::int64_t acceptors = 0;
    bool operator==(minute_row const&) const = default;
};

// The totals of one region at one sequence. Rows with zero acceptors are left out, but every child
// region has a row.
struct region_totals {
    domain::region_code code = domain::region_code::nation();
    std::int64_t acceptors = 0;
    // Of the first target set that names the region.
    std::optional<totals::target> target;
    totals::coverage coverage;
    std::map<domain::method, std::int64_t> by_method;
    std::map<domain::category, std::int64_t> by_category;
    std::map<domain::postpartum, std::int64_t> by_postpartum;
    std::map<domain::place, std::int64_t> by_place;
    std::map<domain::partner, std::int64_t> by_partner;
    std::vector<region_row> by_region;  // children, by code
    std::vector<minute_row> by_minute;  // by minute
    // By method group, of the first target set that names groups in the region.
    std::map<std::string, totals::target> group_targets;
    bool operator==(region_totals const&) const = default;
};

class board final : public ledger::follower_sink {
public:
    explicit board(domain::event_ptr event);
    ~board() override;
    board(board const&) = delete;
    board& operator=(board const&) = delete;

    void reset(ledger::head const& now) override;
    void apply(ledger::entry const& entry) override;
    void caught_up(ledger::sequence now, base::unix_ms checked_at_ms) override;
    void lost() override;

    // Nothing where the event's region set has no such region.
    std::optional<region_totals> totals_of(domain::region_code) const;
    // The last revision that changed a row of the region; 0 where none did or there is no such
    // region.
    ledger::revision changed_at(domain::region_code) const;

    ledger::sequence sequence() const { return now_; }
    ledger::head const& head() const { return head_; }
    domain::event_status status() const { return head_.status; }
    domain::event const& event() const { return *event_; }
    base::unix_ms checked_at_ms() const { return checked_at_ms_; }
    bool is_ready() const { return ready_; }  // caught up at least once since the last reset
    bool is_connected() const { return connected_; }
    // Grows with every reset: what was read under another number is void.
    std::uint64_t resets() const { return resets_; }
    // Grows with every word from the ledger, "nothing new" included.
    std::uint64_t heard() const { return heard_; }
    // The cells as counted from the ledger, to compare with the counters. A copy: for commands.
    std::map<std::string, std::int64_t> cells() const;
    // Fields that are no cell: 0 unless somebody wrote to the ledger by hand. Never in the totals.
    std::size_t unreadable_cells() const { return unreadable_cells_; }

private:
    struct node;  // one region's running totals
    // One distinct cell, parsed once.
    struct slot {
        std::int64_t acceptors = 0;
        std::optional<domain::cell> cell;  // nothing where the field is unreadable
        node* lowest = nullptr;            // the lowest region of the event that has the cell
    };
    // One site of the register.
    struct reporter {
        node* lowest = nullptr;
        bool expected = true;
        bool reported = false;
    };

    void add_regions();
    void add_sites();
    node* find(domain::region_code) const;
    node* lowest_with(domain::region_code regency) const;
    slot& slot_of(std::string const& field);
    void add(slot& to, std::int64_t acceptors, std::uint32_t minute);
    void mark_reported(std::string const& site);

    domain::event_ptr event_;
    ledger::head head_;
    ledger::sequence now_;
    base::unix_ms checked_at_ms_ = 0;
    bool ready_ = false;
    bool connected_ = false;
    std::uint64_t resets_ = 0;
    std::uint64_t heard_ = 0;
    std::size_t unreadable_cells_ = 0;
    std::map<domain::region_code, std::unique_ptr<node>> nodes_;  // nodes never move
    std::unordered_map<std::string, slot> slots_;                 // by domain::to_field
    std::unordered_map<std::string_view, reporter> reporters_;    // by the event's own site codes
};

}  // namespace sejuta::totals
