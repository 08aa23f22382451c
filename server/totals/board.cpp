// SPDX-License-Identifier: Apache-2.0
#include "totals/board.hpp"

#include "base/assert.hpp"
#include "totals/tally.hpp"

namespace sejuta::totals {
namespace {

constexpr base::unix_ms ms_per_minute = 60'000;

std::optional<target> target_of(domain::event const& event, domain::region_code code)
{
    for (auto const& set : event.target_sets)
        if (auto const it = set.by_region.find(code); it != set.by_region.end())
            return target{set.name, it->second};
    return std::nullopt;
}

std::map<std::string, target> group_targets_of(domain::event const& event, domain::region_code code)
{
    for (auto const& set : event.target_sets) {
        auto const it = set.by_group.find(code);
        if (it == set.by_group.end()) continue;
        std::map<std::string, target> named;
        for (auto const& [group, acceptors] : it->second) named[group] = {set.name, acceptors};
        return named;
    }
    return {};
}

}  // namespace

struct board::node {
    domain::region_code code = domain::region_code::nation();
    node* parent = nullptr;       // null for the nation
    std::vector<node*> children;  // by code
    std::optional<totals::target> target;
    std::map<std::string, totals::target> group_targets;
    std::uint32_t expected = 0;
    tally sum{};
    ledger::revision changed_at = 0;

    totals::coverage coverage() const { return {sum.reported, expected}; }
};

board::board(domain::event_ptr event) : event_(std::move(event))
{
    add_regions();
    add_sites();
}

board::~board() = default;

// Every region of the event has a node, under its nearest ancestor that has one; the nation always
// has one, so that nothing on the ledger is left out of the total.
void board::add_regions()
{
    auto const make = [this](domain::region_code code) {
        auto& made = nodes_[code] = std::make_unique<node>();
        made->code = code;
        made->target = target_of(*event_, code);
        made->group_targets = group_targets_of(*event_, code);
    };
    make(domain::region_code::nation());
    for (auto const& [code, region] : event_->regions)
        if (!code.is_nation()) make(code);
    for (auto const& [code, made] : nodes_) {
        if (code.is_nation()) continue;
        auto* const above = find(code.parent());
        made->parent = above ? above : find(domain::region_code::nation());
        if (above) above->children.push_back(made.get());
    }
}

void board::add_sites()
{
    for (auto const& [code, site] : event_->sites) {
        auto* const lowest = lowest_with(site.regency);
        reporters_.emplace(code, reporter{lowest, site.expected});
        if (!site.expected) continue;
        for (auto* at = lowest; at; at = at->parent) ++at->expected;
    }
}

board::node* board::find(domain::region_code code) const
{
    auto const it = nodes_.find(code);
    return it == nodes_.end() ? nullptr : it->second.get();
}

board::node* board::lowest_with(domain::region_code regency) const
{
    for (auto code : {regency, regency.parent()})
        if (auto* const found = find(code)) return found;
    return find(domain::region_code::nation());
}

void board::reset(ledger::head const& now)
{
    head_ = now;
    now_ = {now.now.epoch, 0, 0};
    ready_ = false;
    connected_ = true;
    checked_at_ms_ = 0;
    unreadable_cells_ = 0;
    slots_.clear();
    for (auto const& [code, at] : nodes_) {
        at->sum = {};
        at->changed_at = 0;
    }
    for (auto& [code, site] : reporters_) site.reported = false;
    ++resets_;
    ++heard_;
}

void board::apply(ledger::entry const& entry)
{
    SEJUTA_ASSERT(entry.sequence.epoch != now_.epoch || entry.sequence.revision > now_.revision,
                  "a follower hands every entry over once, in order");
    now_ = entry.sequence;
    connected_ = true;
    ++heard_;
    if (entry.what != ledger::entry::kind::reports) {
        head_.status = entry.status;
        return;
    }
    auto const minute = static_cast<std::uint32_t>(entry.sequence.as_of_ms / ms_per_minute);
    for (auto const& [field, acceptors] : entry.deltas) add(slot_of(field), acceptors, minute);
    for (auto const& report : entry.reports) mark_reported(report.site);
}

void board::caught_up(ledger::sequence now, base::unix_ms checked_at_ms)
{
    // An empty ledger has no entry that could have told its epoch.
    SEJUTA_ASSERT(now.revision == now_.revision && (now.revision == 0 || now.epoch == now_.epoch),
                  "caught up means that every entry was handed over");
    checked_at_ms_ = checked_at_ms;
    ready_ = true;
    connected_ = true;
    ++heard_;
}

void board::lost()
{
    connected_ = false;
}

board::slot& board::slot_of(std::string const& field)
{
    auto const [it, is_new] = slots_.try_emplace(field);
    auto& slot = it->second;
    if (!is_new) return slot;
    slot.cell = domain::from_field(field);
    if (!slot.cell) {
        ++unreadable_cells_;
        return slot;
    }
    slot.lowest = lowest_with(slot.cell->regency);
    return slot;
}

void board::add(slot& to, std::int64_t acceptors, std::uint32_t minute)
{
    to.acceptors += acceptors;
    for (auto* at = to.lowest; at; at = at->parent) {
        at->sum.add(*to.cell, acceptors, minute);
        at->changed_at = now_.revision;
    }
}

// A site whose only report was voided still reported: it is not silent.
void board::mark_reported(std::string const& site)
{
    auto const it = reporters_.find(site);
    if (it == reporters_.end() || it->second.reported || !it->second.expected) return;
    it->second.reported = true;
    for (auto* at = it->second.lowest; at; at = at->parent) {
        ++at->sum.reported;
        at->changed_at = now_.revision;
    }
}

std::optional<region_totals> board::totals_of(domain::region_code code) const
{
    auto const* const at = find(code);
    if (!at) return std::nullopt;
    region_totals out{.code = code,
                      .acceptors = at->sum.acceptors,
                      .target = at->target,
                      .coverage = at->coverage(),
                      .by_method = at->sum.by_method.rows(),
                      .by_category = at->sum.by_category.rows(),
                      .by_postpartum = at->sum.by_postpartum.rows(),
                      .by_place = at->sum.by_place.rows(),
                      .by_partner = at->sum.by_partner.rows(),
                      .by_region = {},
                      .by_minute = at->sum.by_minute.rows(),
                      .group_targets = at->group_targets};
    out.by_region.reserve(at->children.size());
    for (auto const* child : at->children)
        out.by_region.push_back(
            {child->code, child->sum.acceptors, child->target, child->coverage()});
    return out;
}

ledger::revision board::changed_at(domain::region_code code) const
{
    auto const* const at = find(code);
    return at ? at->changed_at : 0;
}

std::map<std::string, std::int64_t> board::cells() const
{
    std::map<std::string, std::int64_t> out;
    for (auto const& [field, slot] : slots_) out.emplace(field, slot.acceptors);
    return out;
}

}  // namespace sejuta::totals
