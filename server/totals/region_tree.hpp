// SPDX-License-Identifier: Apache-2.0
// The regions of an event as a tree with their running sums. Adding something to a region adds it
// to every region above. The regions of an event are fixed, so nodes never move; targets and sites
// may change while the event runs.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "domain/event.hpp"
#include "ledger/ledger.hpp"
#include "totals/tally.hpp"

namespace sejuta::totals {

// Coverage by kind of place; index 0 is unused, as enumerators begin at 1.
using place_coverage = std::array<coverage, domain::place_tokens.size() + 1>;

struct region_node {
    domain::region_code code = domain::region_code::nation();
    region_node* parent = nullptr;       // null for the nation
    std::vector<region_node*> children;  // by code
    std::vector<target> targets;         // of every set that names the region
    std::map<std::string, target> group_targets;
    place_coverage coverage_by_place{};
    tally sum{};
    ledger::revision changed_at = 0;  // of a row of this region
    base::unix_ms counted_at_ms = 0;  // the newest event time of what was counted here

    coverage all_coverage() const;
    std::optional<target> first_target() const;
};

class region_tree {
public:
    explicit region_tree(domain::event const& event);
    region_tree(region_tree const&) = delete;
    region_tree& operator=(region_tree const&) = delete;

    // Null where the event has no such region.
    region_node* find(domain::region_code) const;
    // The lowest region of the event that has the regency; the nation has everything, so that
    // nothing on the ledger is left out of the total.
    region_node* lowest_with(domain::region_code regency) const;
    // Sums, coverage and revisions are forgotten, targets taken from the event.
    void clear(domain::event const& event);
    // A region's targets as the event has them now.
    void take_targets(domain::event const& event, domain::region_code, ledger::revision at);

    // All rows, also the projection where `is_open`.
    std::optional<region_totals> totals_of(domain::region_code, domain::event const& event,
                                           bool is_open) const;
    // Something that every region shows has changed.
    void mark_all(ledger::revision at);

private:
    std::optional<totals::projection> projection_of(region_node const& of,
                                                    domain::event const& event) const;
    static void read_targets(domain::event const& event, region_node& into);

    std::map<domain::region_code, std::unique_ptr<region_node>> nodes_;
};

}  // namespace sejuta::totals
