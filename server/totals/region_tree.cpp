// SPDX-License-Identifier: Apache-2.0
#include "totals/region_tree.hpp"

#include "totals/projection.hpp"

namespace sejuta::totals {

coverage region_node::all_coverage() const
{
    coverage all;
    for (auto const& each : coverage_by_place) all += each;
    return all;
}

std::optional<target> region_node::first_target() const
{
    if (targets.empty()) return std::nullopt;
    return targets.front();
}

region_tree::region_tree(domain::event const& event)
{
    auto const make = [this, &event](domain::region_code code) {
        auto& made = nodes_[code] = std::make_unique<region_node>();
        made->code = code;
        read_targets(event, *made);
    };
    make(domain::region_code::nation());
    for (auto const& [code, region] : event.regions)
        if (!code.is_nation()) make(code);
    for (auto const& [code, made] : nodes_) {
        if (code.is_nation()) continue;
        auto* const above = find(code.parent());
        made->parent = above ? above : find(domain::region_code::nation());
        if (above) above->children.push_back(made.get());
    }
}

void region_tree::read_targets(domain::event const& event, region_node& into)
{
    into.targets.clear();
    into.group_targets.clear();
    for (auto const& set : event.target_sets) {
        if (auto const it = set.by_region.find(into.code); it != set.by_region.end())
            into.targets.push_back({set.name, it->second});
        auto const groups = set.by_group.find(into.code);
        if (groups == set.by_group.end() || !into.group_targets.empty()) continue;
        for (auto const& [group, acceptors] : groups->second)
            into.group_targets[group] = {set.name, acceptors};
    }
}

region_node* region_tree::find(domain::region_code code) const
{
    auto const it = nodes_.find(code);
    return it == nodes_.end() ? nullptr : it->second.get();
}

region_node* region_tree::lowest_with(domain::region_code regency) const
{
    for (auto code : {regency, regency.parent()})
        if (auto* const found = find(code)) return found;
    return find(domain::region_code::nation());
}

void region_tree::clear(domain::event const& event)
{
    for (auto const& [code, at] : nodes_) {
        at->sum = {};
        at->coverage_by_place = {};
        at->changed_at = 0;
        at->counted_at_ms = 0;
        read_targets(event, *at);
    }
}

void region_tree::take_targets(domain::event const& event, domain::region_code code,
                               ledger::revision at)
{
    auto* const changed = find(code);
    if (!changed) return;
    read_targets(event, *changed);
    changed->changed_at = at;
    if (changed->parent) changed->parent->changed_at = at;  // whose row of it has the target
}

void region_tree::mark_all(ledger::revision at)
{
    for (auto const& [code, node] : nodes_) node->changed_at = at;
}

// Of the nation and of provinces: a regency's day is too small for a band that holds. As of what
// was counted last, so that it changes only when a row does.
std::optional<projection> region_tree::projection_of(region_node const& of,
                                                     domain::event const& event) const
{
    auto const sites = of.all_coverage();
    if (of.code.is_regency() || sites.expected == 0 ||
        std::uint64_t{sites.reported} * 100 <
            std::uint64_t{sites.expected} * projection_coverage_percent_min)
        return std::nullopt;
    std::vector<counted_part> parts;
    auto const add = [&](region_node const& province) {
        auto const* const region = event.find_region(province.code);
        for (auto const& [place, acceptors] : province.sum.by_place.rows())
            parts.push_back({region ? region->zone : domain::zone::wib, place, acceptors});
    };
    if (of.code.is_nation())
        for (auto const* province : of.children) add(*province);
    else
        add(of);
    return project(parts, event.service_dates, event.deadline_ms, of.counted_at_ms);
}

std::optional<region_totals> region_tree::totals_of(domain::region_code code,
                                                    domain::event const& event, bool is_open) const
{
    auto const* const at = find(code);
    if (!at) return std::nullopt;
    auto const& sum = at->sum;
    region_totals out{.code = code,
                      .acceptors = sum.acceptors,
                      .target = at->first_target(),
                      .targets = at->targets,
                      .coverage = at->all_coverage(),
                      .coverage_by_place = {},
                      .by_method = sum.by_method.rows(),
                      .by_category = sum.by_category.rows(),
                      .by_postpartum = sum.by_postpartum.rows(),
                      .by_place = sum.by_place.rows(),
                      .by_partner = sum.by_partner.rows(),
                      .by_region = {},
                      .by_minute = sum.by_minute.rows(),
                      .minute_step = sum.by_minute.step(),
                      .group_targets = at->group_targets,
                      .projection = {}};
    for (auto const& token : domain::place_tokens) {
        auto const& part = at->coverage_by_place[static_cast<std::size_t>(token.value)];
        if (part != coverage{}) out.coverage_by_place.emplace(token.value, part);
    }
    out.by_region.reserve(at->children.size());
    for (auto const* child : at->children)
        out.by_region.push_back({child->code, child->sum.acceptors, child->first_target(),
                                 child->all_coverage(), child->targets});
    if (is_open) out.projection = projection_of(*at, event);
    return out;
}

}  // namespace sejuta::totals
