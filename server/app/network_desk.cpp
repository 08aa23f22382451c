// SPDX-License-Identifier: Apache-2.0
// A network thread's part in what people with an account do: the desk's surroundings, and entries
// for the audit.
#include "app/centre.hpp"
#include "app/network_app.hpp"

namespace sejuta::app {

desk_world network_app::desk_surroundings()
{
    return {
        .io = io_,
        .centre = centre_,
        .store = connection_,
        .endpoint = with_.store,
        .terminals = terminals_,
        .may_record = with_.may_record,
        .people = *with_.people,
        .gate = *with_.desk,
        .registrar = *with_.registrar,
        .exporter = *with_.exporter,
        .event_of = [this](std::string const& id) { return event_of(id); },
        .is_revoked = [this](std::string const& event,
                             std::string const& terminal) { return is_revoked(event, terminal); },
        .register_of =
            [this](std::string const& event) {
                for (auto const& each : with_.events)
                    if (each.event->id == event)
                        return desk_register{each.directory, each.site_names};
                return desk_register{};
            },
    };
}

void network_app::note(std::vector<domain::change> const& what)
{
    for (auto const& each : what) audit_.note(events_, each);
}

}  // namespace sejuta::app
