// SPDX-License-Identifier: Apache-2.0
#include "catalogue/event_loader.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "catalogue/region_set.hpp"
#include "catalogue/sites.hpp"
#include "catalogue/targets.hpp"
#include "catalogue/toml_file.hpp"
#include "catalogue/utf8.hpp"

namespace sejuta::catalogue {
namespace {

namespace fs = std::filesystem;

// Lower-case letters, digits and '-': the id is part of Redis keys, file names and addresses.
bool is_event_id(std::string_view id)
{
    auto const is_part = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    };
    return id.size() >= limits::event_id_bytes_min && id.size() <= limits::event_id_bytes_max &&
           id.front() != '-' && std::all_of(id.begin(), id.end(), is_part);
}

void read_name(toml_file& from, domain::event& into)
{
    into.id = from.text("id").value_or("");
    if (from.has("id") && !is_event_id(into.id))
        from.refuse("id", "3 to 40 of a-z, 0-9 and '-', not beginning with '-'");
    into.name = from.text("name").value_or("");
    auto const length = characters(into.name);
    if (from.has("name") && (length == 0 || length > limits::event_name_characters_max))
        from.refuse("name", "1 to 120 characters");
}

void read_kind_and_status(toml_file& from, domain::event& into)
{
    if (auto const word = from.text("kind")) {
        auto const kind = domain::from_word<domain::event_kind>(*word);
        if (kind)
            into.kind = *kind;
        else
            from.refuse("kind", "real or rehearsal");
    }
    if (auto const word = from.text("initial_status")) {
        if (*word == "draft" || *word == "open")
            into.initial_status = *domain::from_word<domain::event_status>(*word);
        else
            from.refuse("initial_status", "draft or open; later states are set while it runs");
    }
}

void read_dates(toml_file& from, domain::event& into)
{
    into.service_dates = from.dates("service_dates");
    auto const& days = into.service_dates;
    if (std::adjacent_find(days.begin(), days.end(), std::greater_equal<>()) != days.end())
        from.refuse("service_dates", "ascending, each date once");
    if (days.size() > limits::service_dates_max) from.refuse("service_dates", "at most 366 dates");
    auto const deadline = from.instant("deadline");
    if (!deadline) return;
    into.deadline_ms = *deadline;
    if (!days.empty() && *deadline <= days.back().begins_ms(domain::zone::wib))
        from.refuse("deadline", "after the last service date has begun in every zone");
}

void read_ceiling(toml_file& from, domain::event& into)
{
    auto const ceiling = from.integer("ceiling");
    if (!ceiling) return;
    if (*ceiling < 0 || *ceiling > limits::count_max)
        from.refuse("ceiling", "0 (none) to " + std::to_string(limits::count_max) + " acceptors");
    else
        into.ceiling = static_cast<std::uint32_t>(*ceiling);
}

void read_clock(toml_file& from, domain::event& into)
{
    bool const any = from.has("clock");
    auto const absent_or = [&](std::string_view key) { return any && from.has(key); };
    if (!any) return;
    if (into.kind == domain::event_kind::real && from.has("kind")) {
        for (auto const* key : {"clock.starts_at", "clock.ends_at", "clock.speed"})
            if (absent_or(key))
                from.refuse(key, "a real event runs on real time; only a rehearsal has a clock");
        return;
    }
    auto const starts_at = from.instant("clock.starts_at");
    auto const ends_at = from.has("clock.ends_at") ? from.instant("clock.ends_at") : std::nullopt;
    auto const speed = from.number("clock.speed");
    into.clock.starts_at_ms = starts_at.value_or(0);
    into.clock.ends_at_ms = ends_at.value_or(0);
    into.clock.speed = speed.value_or(1);
    if (starts_at && ends_at && *ends_at <= *starts_at)
        from.refuse("clock.ends_at", "after clock.starts_at");
    if (speed && (*speed <= 0 || *speed > limits::clock_speed_max))
        from.refuse("clock.speed", "more than 0, at most 100000 seconds a second");
    auto const& days = into.service_dates;
    if (ends_at && !days.empty() && *ends_at <= days.front().begins_ms(domain::zone::wit))
        from.refuse("clock.ends_at", "after the first service date has begun");
}

// A file of the directory by its key; nothing, and a fault, where the key is missing or absolute.
std::optional<fs::path> path_of(toml_file& from, fs::path const& dir, std::string_view key)
{
    auto const text = from.text(key);
    if (!text) return std::nullopt;
    if (text->empty() || fs::path(*text).is_absolute()) {
        from.refuse(key, "a path relative to the event's directory");
        return std::nullopt;
    }
    return (dir / *text).lexically_normal();
}

void read_tables(toml_file& from, fs::path const& dir, domain::event& into, faults& found)
{
    auto const regions = path_of(from, dir, "regions");
    auto const targets = path_of(from, dir, "targets");
    auto const sites = path_of(from, dir, "sites");
    from.refuse_unknown_keys();
    if (!regions) return;
    auto const before = found.count();
    auto set = read_region_set(*regions, found);
    if (found.count() != before) return;  // every row would seem wrong against half a region set
    if (targets) into.target_sets = read_targets(targets->string(), set, found);
    if (sites) into.sites = read_sites(sites->string(), set, found);
    into.residues = residues_of(into.target_sets, set);
    into.region_set = std::move(set.id);
    into.regions = std::move(set.regions);
}

}  // namespace

loaded<domain::event_ptr> load_event(fs::path const& dir)
{
    faults found;
    auto from = toml_file::open((dir / "event.toml").lexically_normal().string(), found);
    if (!from) return found.take();
    auto event = std::make_shared<domain::event>();
    read_name(*from, *event);
    read_kind_and_status(*from, *event);
    read_dates(*from, *event);
    read_ceiling(*from, *event);
    read_clock(*from, *event);
    read_tables(*from, dir, *event, found);
    if (!found.none()) return found.take();
    return domain::event_ptr(std::move(event));
}

}  // namespace sejuta::catalogue
