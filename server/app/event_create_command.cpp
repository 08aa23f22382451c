// SPDX-License-Identifier: Apache-2.0
#include "app/event_create_command.hpp"

#include <fmt/core.h>

#include "app/say.hpp"
#include "app/settings.hpp"
#include "catalogue/create_event.hpp"

namespace sejuta::app {

int run_event_create(event_create_options const& options)
{
    auto const kind = domain::from_word<domain::event_kind>(options.kind);
    if (!kind)
        return refuse(base::fault{
            fmt::format("kind \"{}\": real or rehearsal, and never changed later", options.kind)});
    if (*kind == domain::event_kind::rehearsal && options.rehearses.empty())
        return refuse(base::fault{
            "rehearses: a rehearsal names the event that it rehearses, --rehearses ID"});
    if (!options.from_template.empty() && options.from_template != "harganas")
        return refuse(
            base::fault{fmt::format("template \"{}\": harganas, or none", options.from_template)});
    auto const regions = catalogue::find_region_set(options.regions, options.dir);
    if (regions.empty())
        return refuse(base::fault{fmt::format(
            "regions \"{}\": no such region set; name a folder with set.toml, or one of "
            "data/regions",
            options.regions)});
    auto const made = catalogue::create_event(
        options.dir, {options.id, options.name, *kind, options.rehearses, options.days,
                      options.deadline, regions, options.from_template == "harganas"});
    if (!made) return refuse(made.error());
    fmt::print(
        "{}: event {}, {}, draft; next: sejuta site import, sejuta target import, sejuta "
        "event check\n",
        options.dir, (*made)->id, domain::word((*made)->kind));
    return exit_ok;
}

}  // namespace sejuta::app
