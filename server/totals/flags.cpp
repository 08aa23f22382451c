// SPDX-License-Identifier: Apache-2.0
#include "totals/flags.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

namespace sejuta::totals {
namespace {

using flag_map = std::map<std::string, std::vector<flag>>;

// A median absolute deviation times this is a normal day's standard deviation.
constexpr double mad_scale = 1.4826;

// 1200 → "1.200" in Indonesian, "1,200" in English.
std::string number_text(std::int64_t n, char separator)
{
    auto out = std::to_string(n);
    for (auto at = static_cast<std::ptrdiff_t>(out.size()) - 3; at > 0; at -= 3)
        out.insert(static_cast<std::size_t>(at), 1, separator);
    return out;
}
std::string id(std::int64_t n)
{
    return number_text(n, '.');
}
std::string en(std::int64_t n)
{
    return number_text(n, ',');
}

double median(std::vector<double> of)
{
    std::sort(of.begin(), of.end());
    auto const half = of.size() / 2;
    return of.size() % 2 == 1 ? of[half] : (of[half - 1] + of[half]) / 2;
}

struct peers {
    std::size_t sites = 0;
    double middle = 0;
    double bound = 0;
    domain::region_code region = domain::region_code::nation();
};

peers peers_of(std::vector<double> const& acceptors, domain::region_code region)
{
    auto const middle = median(acceptors);
    std::vector<double> away;
    for (auto const each : acceptors) away.push_back(std::abs(each - middle));
    // Peers that all told the same have no deviation; a quarter of the median stands for it.
    auto const deviation = std::max({mad_scale * median(away), middle / 4, 1.0});
    return {acceptors.size(), middle, middle + jump_deviations * deviation, region};
}

using peer_key = std::pair<domain::region_code, domain::place>;

std::map<peer_key, peers> all_peers(std::vector<site_facts> const& sites)
{
    std::map<peer_key, std::vector<double>> by_key;
    for (auto const& site : sites) {
        if (site.reports.empty()) continue;
        for (auto const region : {site.regency, site.regency.parent()})
            by_key[{region, site.place}].push_back(static_cast<double>(site.acceptors));
    }
    std::map<peer_key, peers> out;
    for (auto const& [key, acceptors] : by_key) out.emplace(key, peers_of(acceptors, key.first));
    return out;
}

std::string name_of(domain::event const& event, domain::region_code code)
{
    auto const* const region = event.find_region(code);
    return region ? region->name : code.text();
}

void flag_jump(site_facts const& site, std::map<peer_key, peers> const& all,
               domain::event const& event, std::vector<flag>& to)
{
    if (site.reports.empty() || site.acceptors < jump_acceptors_min) return;
    auto const* of = &all.at({site.regency, site.place});
    if (of->sites < jump_peers_min) of = &all.at({site.regency.parent(), site.place});
    if (of->sites < jump_peers_min || static_cast<double>(site.acceptors) <= of->bound) return;
    auto const middle = static_cast<std::int64_t>(std::llround(of->middle));
    auto const bound = static_cast<std::int64_t>(std::floor(of->bound));
    auto const others = static_cast<std::int64_t>(of->sites) - 1;
    auto const region = name_of(event, of->region);
    to.push_back({"jump",
                  fmt::format("{} akseptor, jauh di atas {} tempat sejenis yang melapor di {}: "
                              "mediannya {}, batas wajarnya {}.",
                              id(site.acceptors), id(others), region, id(middle), id(bound)),
                  fmt::format("{} acceptors, far above the {} reporting sites of its kind in {}: "
                              "their median is {}, the bound {}.",
                              en(site.acceptors), en(others), region, en(middle), en(bound))});
}

void flag_round_numbers(site_facts const& site, std::vector<flag>& to)
{
    std::int64_t large = 0, round = 0;
    for (auto const& report : site.reports) {
        if (report.count < 10) continue;
        ++large;
        if (report.count % 10 == 0) ++round;
    }
    if (large < static_cast<std::int64_t>(round_reports_min) ||
        round * 100 < large * round_percent_min)
        return;
    to.push_back(
        {"round_numbers",
         fmt::format("{} dari {} laporan berisi 10 atau lebih berakhiran 0.", id(round), id(large)),
         fmt::format("{} of {} reports of 10 or more end in 0.", en(round), en(large))});
}

void flag_night_burst(site_facts const& site, std::vector<flag>& to)
{
    std::vector<base::unix_ms> at_night;
    constexpr base::unix_ms hour_ms = 3'600'000;
    for (auto const& report : site.reports) {
        auto const local_ms = report.event_time_ms + static_cast<int>(site.zone) * hour_ms;
        auto const hour = local_ms / hour_ms % 24;
        if (hour >= night_from_hour && hour < night_to_hour && !report.served_at_night)
            at_night.push_back(report.event_time_ms);
    }
    std::sort(at_night.begin(), at_night.end());
    std::size_t most = 0;
    for (std::size_t from = 0, to_index = 0; to_index < at_night.size(); ++to_index) {
        while (at_night[to_index] - at_night[from] >= night_burst_ms) ++from;
        most = std::max(most, to_index - from + 1);
    }
    if (most < night_reports_min) return;
    auto const n = static_cast<std::int64_t>(most);
    to.push_back(
        {"night_burst",
         fmt::format("{} laporan dalam 10 menit antara pukul 01.00 dan 05.00 setempat.", id(n)),
         fmt::format("{} reports within 10 minutes between 01:00 and 05:00 local time.", en(n))});
}

void flag_ceiling(site_facts const& site, std::int64_t ceiling, std::vector<flag>& to)
{
    std::int64_t above = 0, largest = 0;
    for (auto const& report : site.reports) {
        if (ceiling == 0 || report.count <= ceiling) continue;
        ++above;
        largest = std::max(largest, report.count);
    }
    if (above == 0) return;
    to.push_back({"above_ceiling",
                  fmt::format("{} laporan di atas batas {} akseptor; yang terbesar {}.", id(above),
                              id(ceiling), id(largest)),
                  fmt::format("{} reports above the ceiling of {} acceptors; the largest has {}.",
                              en(above), en(ceiling), en(largest))});
}

void flag_own_and_proxy(site_facts const& site, std::vector<flag>& to)
{
    auto const proxy = std::count_if(site.reports.begin(), site.reports.end(),
                                     [](told_report const& each) { return each.by_proxy; });
    auto const own = static_cast<std::int64_t>(site.reports.size()) - proxy;
    if (proxy == 0 || own == 0) return;
    to.push_back(
        {"own_and_proxy",
         fmt::format("{} laporan dari terminal sendiri dan {} dari petugas untuk hari yang "
                     "sama: mungkin terhitung dua kali.",
                     id(own), id(proxy)),
         fmt::format("{} reports from its own terminal and {} from an officer's for the "
                     "same day: they may be counted twice.",
                     en(own), en(proxy))});
}

void flag_identical(std::vector<site_facts> const& sites, flag_map& to)
{
    std::map<std::pair<domain::region_code, decltype(site_facts::counts)>, std::vector<std::string>>
        alike;
    for (auto const& site : sites)
        if (site.counts.size() >= identical_cells_min && site.acceptors >= identical_acceptors_min)
            alike[{site.regency, site.counts}].push_back(site.code);
    for (auto const& [key, codes] : alike) {
        if (codes.size() < 2) continue;
        auto const cells = static_cast<std::int64_t>(key.second.size());
        for (auto const& code : codes) {
            auto const& other = code == codes.front() ? codes.back() : codes.front();
            to[code].push_back(
                {"identical",
                 fmt::format("Sama persis dengan {} pada {} pasangan metode dan kategori.", other,
                             id(cells)),
                 fmt::format("Exactly as {} in {} pairs of method and category.", other,
                             en(cells))});
        }
    }
}

}  // namespace

flag_map flags_of(std::vector<site_facts> const& sites, domain::event const& event)
{
    flag_map out;
    auto const all = all_peers(sites);
    for (auto const& site : sites) {
        std::vector<flag> found;
        flag_jump(site, all, event, found);
        flag_round_numbers(site, found);
        flag_night_burst(site, found);
        flag_ceiling(site, event.ceiling, found);
        flag_own_and_proxy(site, found);
        if (!found.empty()) out.emplace(site.code, std::move(found));
    }
    flag_identical(sites, out);
    return out;
}

}  // namespace sejuta::totals
