// SPDX-License-Identifier: Apache-2.0
#include "domain/change.hpp"

#include <algorithm>

namespace sejuta::domain {
namespace {

template <class Map, class Key>
void set_or_erase(Map& in, Key const& key, std::int64_t acceptors)
{
    if (acceptors == 0)
        in.erase(key);
    else
        in[key] = acceptors;
}

void change_target(event& in, target_change const& changed)
{
    auto set = std::find_if(in.target_sets.begin(), in.target_sets.end(),
                            [&](target_set const& each) { return each.name == changed.set; });
    if (set == in.target_sets.end()) {
        if (changed.acceptors == 0) return;
        set = in.target_sets.insert(set, target_set{changed.set, {}, {}, {}});
    }
    auto const region = region_code::from_text(changed.key.node);
    if (!region || changed.key.month != 0)
        set_or_erase(set->finer, changed.key, changed.acceptors);
    else if (!in.find_region(*region))
        return;
    else if (changed.key.group.empty())
        set_or_erase(set->by_region, *region, changed.acceptors);
    else
        set_or_erase(set->by_group[*region], changed.key.group, changed.acceptors);
}

void change_site(event& in, site const& now)
{
    auto const there = in.sites.find(now.code);
    if (there == in.sites.end()) {
        if (in.find_region(now.regency)) in.sites.emplace(now.code, now);
    } else if (there->second.regency == now.regency) {
        there->second = now;
    }
}

void merge_sites(event& in, site_merge const& merge)
{
    auto const from = in.sites.find(merge.from);
    auto const* into = in.find_site(merge.into);
    if (from == in.sites.end() || !into || merge.from == merge.into ||
        from->second.regency != into->regency || !into->merged_into.empty())
        return;
    from->second.merged_into = merge.into;
    from->second.expected = false;
    for (auto& [code, site] : in.sites)
        if (site.merged_into == merge.from) site.merged_into = merge.into;
}

}  // namespace

void apply_change(event& to, change const& changed)
{
    if (auto const* target = std::get_if<target_change>(&changed.what)) change_target(to, *target);
    if (auto const* site = std::get_if<site_change>(&changed.what)) change_site(to, site->site);
    if (auto const* merge = std::get_if<site_merge>(&changed.what)) merge_sites(to, *merge);
}

event_ptr with_change(event_ptr const& before, change const& changed)
{
    bool const alters = std::holds_alternative<target_change>(changed.what) ||
                        std::holds_alternative<site_change>(changed.what) ||
                        std::holds_alternative<site_merge>(changed.what);
    if (!alters) return before;
    auto after = std::make_shared<event>(*before);
    apply_change(*after, changed);
    return after;
}

}  // namespace sejuta::domain
