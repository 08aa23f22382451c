// SPDX-License-Identifier: Apache-2.0
// What is wanted, and the pairing that reaches it. See margins.hpp.
#include "margins.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/assert.hpp"
#include "random.hpp"

namespace sejuta::sim {
namespace {

using domain::method;
using domain::region_code;

std::int64_t sum_of(auto const& map)
{
    std::int64_t sum = 0;
    for (auto const& [key, value] : map) sum += value;
    return sum;
}

domain::target_set const* find_targets(scenario const& from, domain::event const& event)
{
    for (auto const& set : event.target_sets) {
        bool const named = from.target_set.empty() || set.name == from.target_set;
        if (named && set.by_group.contains(from.region)) return &set;
    }
    return nullptr;
}

base::checked<amounts> published_targets(scenario const& from, domain::event const& event)
{
    auto const* set = find_targets(from, event);
    if (!set)
        return base::fault{"Event " + event.id + " has no target set" +
                           (from.target_set.empty() ? "" : " \"" + from.target_set + "\"") +
                           " with method groups for region " + from.region.text() + "."};
    amounts out;
    out.by_group = set->by_group.at(from.region);
    for (auto const& [region, acceptors] : set->by_region)
        if (region.is_regency() && from.region.contains(region))
            out.by_regency.emplace(region, acceptors);
    if (sum_of(out.by_regency) != sum_of(out.by_group))
        return base::fault{"Target set \"" + set->name + "\" of " + from.region.text() +
                           " cannot be reached exactly: its regencies add up to " +
                           std::to_string(sum_of(out.by_regency)) + ", its method groups to " +
                           std::to_string(sum_of(out.by_group)) + "."};
    return out;
}

base::checked<amounts> spread_result(scenario const& from, domain::event const& event)
{
    std::map<region_code, double> weights;
    for (auto const& [code, site] : event.sites)
        if (from.region.contains(site.regency)) weights[site.regency] += 1;
    for (auto const& [regency, weight] : from.regency_weights) {
        if (!weights.contains(regency))
            return base::fault{"The scenario weighs regency " + regency.text() + ", where event " +
                               event.id + " has no site."};
    }
    if (!from.regency_weights.empty()) weights = from.regency_weights;
    if (weights.empty())
        return base::fault{"Event " + event.id + " has no site in region " + from.region.text() +
                           "."};
    std::vector<double> in_order;
    for (auto const& [regency, weight] : weights) in_order.push_back(weight);
    amounts out;
    out.by_group = from.by_group;
    auto const parts = apportion(sum_of(from.by_group), in_order);
    auto part = parts.begin();
    for (auto const& [regency, weight] : weights) out.by_regency.emplace(regency, *part++);
    return out;
}

}  // namespace

std::int64_t amounts::total() const
{
    return sum_of(by_regency);
}

std::vector<std::int64_t> apportion(std::int64_t whole, std::vector<double> const& weights)
{
    double const sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    SEJUTA_ASSERT(whole >= 0 && sum > 0, "a whole is split by weights that are not all zero");
    std::vector<std::int64_t> parts;
    std::vector<std::pair<double, std::size_t>> remainders;
    std::int64_t left = whole;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        double const exact = static_cast<double>(whole) * weights[i] / sum;
        parts.push_back(static_cast<std::int64_t>(std::floor(exact)));
        left -= parts.back();
        if (weights[i] > 0) remainders.emplace_back(exact - std::floor(exact), i);
    }
    std::stable_sort(remainders.begin(), remainders.end(),
                     [](auto const& one, auto const& two) { return one.first > two.first; });
    for (std::size_t i = 0; left > 0; ++i, --left)
        ++parts[remainders[i % remainders.size()].second];
    return parts;
}

shares<method> methods_of(scenario const& from, std::string const& group)
{
    auto const found = from.methods_of_group.find(group);
    if (found != from.methods_of_group.end()) return found->second;
    auto const alone = domain::from_word<method>(group);
    SEJUTA_ASSERT(alone, "the scenario was checked: a group without shares is a method");
    return {{*alone, 1.0}};
}

namespace {

// Both margins by the same share, so that both still add up to one sum.
void scale_down(amounts& out, double scale)
{
    auto const whole =
        std::max<std::int64_t>(1, std::llround(static_cast<double>(out.total()) * scale));
    auto const resize = [&](auto& rows) {
        std::vector<double> weights;
        for (auto const& [key, acceptors] : rows) weights.push_back(static_cast<double>(acceptors));
        auto const parts = apportion(whole, weights);
        auto part = parts.begin();
        for (auto& [key, acceptors] : rows) acceptors = *part++;
    };
    resize(out.by_regency);
    resize(out.by_group);
}

}  // namespace

base::checked<amounts> wanted_of(scenario const& from, domain::event const& event)
{
    auto out = from.from_targets ? published_targets(from, event) : spread_result(from, event);
    if (!out) return out;
    for (auto const& [group, acceptors] : out->by_group)
        if (!from.methods_of_group.contains(group) && !domain::from_word<method>(group))
            return base::fault{"The scenario's [methods] gives no shares for method group \"" +
                               group + "\"."};
    if (out->total() == 0)
        return base::fault{"There is nothing to report: the amounts of region " +
                           from.region.text() + " add up to 0."};
    if (from.scale < 1) scale_down(*out, from.scale);
    return out;
}

margin_cells pair_margins(amounts const& wanted, scenario const& from, std::uint64_t seed)
{
    std::vector<region_code> regencies;
    for (auto const& [regency, acceptors] : wanted.by_regency)
        regencies.insert(regencies.end(), static_cast<std::size_t>(acceptors), regency);
    std::vector<method> methods;
    for (auto const& [group, acceptors] : wanted.by_group) {
        auto const split = methods_of(from, group);
        std::vector<double> weights;
        for (auto const& [given, share] : split) weights.push_back(share);
        auto const parts = apportion(acceptors, weights);
        for (std::size_t i = 0; i < split.size(); ++i)
            methods.insert(methods.end(), static_cast<std::size_t>(parts[i]), split[i].first);
    }
    SEJUTA_ASSERT(regencies.size() == methods.size(), "both margins have the same sum");
    prng random(seed, "margins");
    random.shuffle(methods);
    margin_cells cells;
    for (std::size_t i = 0; i < methods.size(); ++i) ++cells[{regencies[i], methods[i]}];
    return cells;
}

}  // namespace sejuta::sim
