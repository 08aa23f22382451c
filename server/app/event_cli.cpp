// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "app/command_line.hpp"
#include "app/event_command.hpp"

namespace sejuta::app {

void declare_event(command_line& all)
{
    auto& event = *all.top().add_subcommand("event", "Event directories and an event's status");
    event.require_subcommand(1);
    auto const with_path = [&](std::string const& name, std::string const& about,
                               std::string const& what, int (*act)(std::string const&)) {
        auto& command = *event.add_subcommand(name, about);
        auto path = std::make_shared<std::string>();
        command.add_option("DIR", *path, what)->required();
        all.on(command, [path, act] { return act(*path); });
    };
    with_path("check", "Check a directory as a whole; lists every fault", "Event directory",
              run_event_check);
    with_path("show", "What an event is, with its target sets", "Event directory", run_event_show);
    with_path("list", "The events of a folder", "Folder of event directories", run_event_list);
}

}  // namespace sejuta::app
