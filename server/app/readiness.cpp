// SPDX-License-Identifier: Apache-2.0
#include "app/readiness.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace sejuta::app {
namespace {

using domain::region_code;

constexpr std::size_t missing_shown_max = 5;  // codes of a province's step; the count says the rest

bool counts(domain::site const& site)
{
    return site.expected && site.active && site.merged_into.empty();
}

region_code province_of(region_code regency)
{
    return regency.is_regency() ? regency.parent() : regency;
}

readiness_step step_of(std::vector<std::string> const& expected, std::set<std::string> const& done)
{
    readiness_step step;
    for (auto const& code : expected) {
        if (done.contains(code)) {
            ++step.done;
            continue;
        }
        ++step.lacking;
        if (step.first_missing.size() < missing_shown_max) step.first_missing.push_back(code);
    }
    return step;
}

std::optional<std::int64_t> target_of(domain::event const& event, region_code region)
{
    if (event.target_sets.empty()) return std::nullopt;
    auto const& targets = event.target_sets.front().by_region;
    auto const found = targets.find(region);
    return found == targets.end() ? std::nullopt : std::optional(found->second);
}

std::vector<province_readiness> provinces_of(readiness_facts const& facts)
{
    auto const& event = *facts.event;
    std::map<region_code, std::vector<std::string>> expected;
    for (auto const& [code, site] : event.sites)
        if (counts(site)) expected[province_of(site.regency)].push_back(code);
    std::vector<province_readiness> all;
    for (auto const& [code, region] : event.regions) {
        if (!code.is_province()) continue;
        auto& sites = expected[code];
        auto const target = target_of(event, code);
        if (sites.empty() && !target) continue;
        std::sort(sites.begin(), sites.end());
        province_readiness one{code, region.name, sites.size(), target, {}, {}, {}, false};
        one.enrolled = step_of(sites, facts.enrolled);
        one.seen = step_of(sites, facts.seen);
        bool const is_rehearsal = event.kind == domain::event_kind::rehearsal;
        one.rehearsed =
            is_rehearsal ? readiness_step{sites.size(), 0, {}} : step_of(sites, facts.rehearsed);
        one.go = one.expected > 0 && one.enrolled.lacking == 0 && one.seen.lacking == 0 &&
                 one.rehearsed.lacking == 0;
        all.push_back(std::move(one));
    }
    return all;
}

readiness_check code_lists(readiness_facts const& facts)
{
    auto const& event = *facts.event;
    std::string others;
    for (auto const& each : facts.rehearsals)
        if (each.region_set != event.region_set)
            others += fmt::format("; rehearsal {} has {}", each.id, each.region_set);
    return {"code_lists", others.empty(),
            fmt::format("regions, targets and sites are of {}{}", event.region_set, others)};
}

readiness_check targets(domain::event const& event)
{
    if (event.target_sets.empty()) return {"targets", false, "no target set is loaded"};
    std::string residues;
    for (auto const& each : event.residues)
        if (each.summed != each.printed)
            residues += fmt::format(
                "; {} {}: the {} sum to {:+} against the printed {}", each.set, each.region.text(),
                each.over == domain::summed_over::children ? "regions" : "method groups",
                each.summed - each.printed, each.printed);
    auto const& first = event.target_sets.front();
    return {"targets", !first.by_region.empty() || !first.finer.empty(),
            fmt::format("{} set(s), percentages are of \"{}\"{}", event.target_sets.size(),
                        first.name, residues.empty() ? "; no residue" : residues)};
}

readiness_check sites(std::vector<province_readiness> const& provinces)
{
    std::size_t expected = 0;
    std::string without;
    for (auto const& each : provinces) {
        expected += each.expected;
        if (each.expected == 0) without += (without.empty() ? "" : ", ") + each.code.text();
    }
    bool const good = expected > 0 && without.empty();
    return {
        "sites", good,
        fmt::format("{} expected{}", expected,
                    without.empty() ? "" : "; provinces with a target and no site: " + without)};
}

readiness_check step(std::string name, std::vector<province_readiness> const& provinces,
                     readiness_step province_readiness::* which, std::string_view words)
{
    std::size_t done = 0;
    std::size_t lacking = 0;
    for (auto const& each : provinces) {
        done += (each.*which).done;
        lacking += (each.*which).lacking;
    }
    return {std::move(name), lacking == 0 && done > 0,
            fmt::format("{} of {} expected sites {}", done, done + lacking, words)};
}

readiness_check rehearsed(readiness_facts const& facts,
                          std::vector<province_readiness> const& provinces)
{
    if (facts.event->kind == domain::event_kind::rehearsal)
        return {"rehearsed", true, "this is a rehearsal of " + facts.event->rehearses};
    auto check = step("rehearsed", provinces, &province_readiness::rehearsed,
                      "told something in a rehearsal");
    std::string ids;
    for (auto const& each : facts.rehearsals) ids += (ids.empty() ? ": " : ", ") + each.id;
    check.text += ids.empty() ? "; no rehearsal of this event was found" : ids;
    return check;
}

}  // namespace

readiness assess(readiness_facts const& facts)
{
    readiness out;
    out.event = facts.event->id;
    out.provinces = provinces_of(facts);
    out.checks = {
        code_lists(facts),
        targets(*facts.event),
        sites(out.provinces),
        step("enrolled", out.provinces, &province_readiness::enrolled, "have a terminal"),
        step("seen", out.provinces, &province_readiness::seen, "were connected once"),
        rehearsed(facts, out.provinces),
    };
    out.go = std::all_of(out.checks.begin(), out.checks.end(), [](auto const& c) { return c.go; });
    return out;
}

}  // namespace sejuta::app
