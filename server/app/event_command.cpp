// SPDX-License-Identifier: Apache-2.0
#include "app/event_command.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <vector>

#include "app/say.hpp"
#include "app/settings.hpp"
#include "app/target_print.hpp"
#include "catalogue/directory.hpp"

namespace sejuta::app {
namespace {

namespace fs = std::filesystem;

std::string days_of(domain::event const& event)
{
    auto const& days = event.service_dates;
    if (days.size() == 1) return days.front().text();
    return fmt::format("{} to {} ({} days)", days.front().text(), days.back().text(), days.size());
}

std::size_t expected_sites(domain::event const& event)
{
    return static_cast<std::size_t>(
        std::count_if(event.sites.begin(), event.sites.end(),
                      [](auto const& each) { return each.second.expected; }));
}

// One line that says what the directory is.
void print_summary(domain::event const& event)
{
    fmt::print("event {}: \"{}\", {}, {}, {} sites ({} expected), {} target set(s), regions {}\n",
               event.id, event.name, domain::word(event.kind), days_of(event), event.sites.size(),
               expected_sites(event), event.target_sets.size(), event.region_set);
}

void print_sites(domain::event const& event)
{
    std::map<domain::place, std::size_t> kinds;
    for (auto const& [code, site] : event.sites) ++kinds[site.place];
    for (auto const& [kind, count] : kinds) fmt::print("  {:<12} {}\n", domain::word(kind), count);
}

void print_indicators(domain::event const& event)
{
    for (auto const& each : event.indicators)
        fmt::print("  indicator {} {} of {}, {} is better ({})\n", each.name, each.value,
                   each.target.empty() ? "no target" : each.target,
                   each.lower_is_better ? "lower" : "higher", each.source);
}

}  // namespace

int run_event_check(std::string const& directory)
{
    auto const opened = catalogue::open_directory(directory);
    if (!opened) {
        refuse(opened.error());
        fmt::print(stderr, "sejuta: {}: {} fault(s)\n", directory, opened.error().rows.size());
        return exit_failed;
    }
    print_summary(*opened->event);
    print_residues(opened->targets, *opened->event);
    fmt::print("{}: no fault\n", directory);
    return exit_ok;
}

int run_event_show(std::string const& directory)
{
    auto const opened = catalogue::open_directory(directory);
    if (!opened) return refuse(opened.error());
    auto const& event = *opened->event;
    print_summary(event);
    if (!event.rehearses.empty()) fmt::print("  rehearses    {}\n", event.rehearses);
    fmt::print("  begins as    {}\n", domain::word(event.initial_status));
    print_sites(event);
    print_indicators(event);
    print_target_sets(*opened);
    return exit_ok;
}

int run_event_list(std::string const& folder)
{
    std::error_code failed;
    std::vector<fs::path> found;
    for (auto const& entry : fs::directory_iterator(folder, failed))
        if (fs::exists(entry.path() / "event.toml", failed)) found.push_back(entry.path());
    if (found.empty()) return refuse(base::fault{folder + ": no event directory is in it"});
    std::sort(found.begin(), found.end());
    bool good = true;
    for (auto const& each : found) {
        auto const event = catalogue::open_directory(each);
        if (event) {
            print_summary(*event->event);
        } else {
            fmt::print("{}: {} fault(s); `sejuta event check {}` lists them\n", each.string(),
                       event.error().rows.size(), each.string());
            good = false;
        }
    }
    return good ? exit_ok : exit_failed;
}

}  // namespace sejuta::app
