// SPDX-License-Identifier: Apache-2.0
#include "catalogue/event_loader.hpp"

#include "catalogue/csv.hpp"
#include "catalogue/directory.hpp"
#include "catalogue/event_file.hpp"
#include "catalogue/region_set.hpp"
#include "catalogue/targets.hpp"
#include "catalogue/toml_file.hpp"

namespace sejuta::catalogue {
namespace {

namespace fs = std::filesystem;

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

// The sites by code; names and districts stay in the rows.
void read_sites(fs::path const& file, opened_directory& into, domain::event& event, faults& found)
{
    into.sites_file = file;
    auto const text = read_file(file.string(), found);
    if (!text) return;
    into.sites = parse_sites(*text, file.string(), into.regions, found).rows;
    check_merges(into.sites, file.string(), found);
    event.sites.reserve(into.sites.size());
    for (auto const& row : into.sites) event.sites.emplace(row.site.code, row.site);
}

void read_targets(fs::path const& file, opened_directory& into, domain::event& event, faults& found)
{
    into.targets_file = file;
    auto const text = read_file(file.string(), found);
    if (!text) return;
    target_world const world{into.regions, event.sites, event.service_dates};
    into.targets = parse_targets(*text, file.string(), world, found).rows;
    event.target_sets = target_sets_of(into.targets);
    event.residues = residues_of(event.target_sets, into.regions);
}

void read_tables(toml_file& from, fs::path const& dir, opened_directory& into, domain::event& event,
                 faults& found)
{
    auto const regions = path_of(from, dir, "regions");
    auto const targets = path_of(from, dir, "targets");
    auto const sites = path_of(from, dir, "sites");
    from.refuse_unknown_keys();
    if (!regions) return;
    into.aliases_file = regions->parent_path() / "aliases.csv";
    auto const before = found.count();
    into.regions = read_region_set(*regions, found);
    if (found.count() != before) return;  // every row would seem wrong against half a region set
    if (sites) read_sites(*sites, into, event, found);
    if (targets) read_targets(*targets, into, event, found);
    event.region_set = into.regions.id;
    event.regions = into.regions.regions;
}

}  // namespace

loaded<opened_directory> open_directory(fs::path const& dir)
{
    faults found;
    auto from = toml_file::open((dir / "event.toml").lexically_normal().string(), found);
    if (!from) return found.take();
    opened_directory opened;
    auto event = std::make_shared<domain::event>();
    read_event_file(*from, *event);
    read_tables(*from, dir, opened, *event, found);
    if (!found.none()) return found.take();
    opened.event = std::move(event);
    return opened;
}

loaded<domain::event_ptr> load_event(fs::path const& dir)
{
    auto opened = open_directory(dir);
    if (!opened) return opened.error();
    return opened->event;
}

}  // namespace sejuta::catalogue
