// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/assert.hpp"
#include "catalogue/event_file.hpp"
#include "catalogue/import_sites.hpp"
#include "catalogue/import_targets.hpp"
#include "fuzz/memory_file.hpp"
#include "fuzz/targets.hpp"
#include "unit/catalogue/event_directory.hpp"

namespace sejuta::fuzz {
namespace {

using namespace catalogue;

opened_directory const& opened()
{
    static event_directory const dir;
    static auto const result = open_directory(dir.path()).value();
    return result;
}

name_book const& names()
{
    static faults none;
    static auto const book = name_book::open(opened().aliases_file, opened().regions, none);
    return book;
}

}  // namespace

void take_event_file(std::string_view bytes)
{
    memory_file const file(bytes);
    faults found;
    auto toml = toml_file::open(file.path(), found);
    if (!toml) {
        SEJUTA_ASSERT(!found.none(), "a file that is no TOML is a fault");
        return;
    }
    domain::event event;
    read_event_file(*toml, event);
    toml->refuse_unknown_keys();
    if (!found.none()) return;
    SEJUTA_ASSERT(is_event_id(event.id) && !event.service_dates.empty(), "a whole event");
    SEJUTA_ASSERT(std::is_sorted(event.service_dates.begin(), event.service_dates.end()), "dates");
}

// A table is refused with reasons, or taken whole: what is written is read back the same.
void take_sites(std::string_view bytes)
{
    auto const taken = import_sites(opened(), names(), {bytes, "s.csv", true});
    if (!taken) {
        SEJUTA_ASSERT(!taken.error().lines.empty(), "a refusal has a line");
        return;
    }
    SEJUTA_ASSERT(taken->rows.size() >= opened().sites.size(), "no site is deleted");
    faults found;
    auto const again = parse_sites(format_sites(taken->rows), "again", opened().regions, found);
    SEJUTA_ASSERT(found.none() && again.rows == taken->rows, "sites are read back");
}

void take_targets(std::string_view bytes)
{
    auto const taken = import_targets(opened(), names(), {bytes, "t.csv", "A", true});
    if (!taken) {
        SEJUTA_ASSERT(!taken.error().lines.empty(), "a refusal has a line");
        return;
    }
    faults found;
    target_world const world{opened().regions, opened().event->sites,
                             opened().event->service_dates};
    auto const again =
        parse_targets(format_targets(taken->rows, "kemendagri"), "again", world, found);
    SEJUTA_ASSERT(found.none() && again.rows == taken->rows, "targets are read back");
}

}  // namespace sejuta::fuzz
