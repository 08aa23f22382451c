// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "app/command_line.hpp"
#include "app/enrol.hpp"

namespace sejuta::app {

void declare_enrol(command_line& all)
{
    auto& enrol =
        *all.top().add_subcommand("enrol", "Make a signed token for a new terminal of a site");
    auto with = std::make_shared<enrol_options>();
    enrol.add_option("--token", with->sites, "Site code; several for a proxy terminal")->required();
    enrol.add_option("--event", with->event_dir, "Event directory")->required();
    enrol.add_option("--data-dir", with->data_dir, "Where the server's key is")->required();
    enrol.add_option("--days", with->days, "Days until it expires")
        ->check(CLI::Range(1, 366))
        ->capture_default_str();
    enrol.footer(
        "Example:\n  sejuta enrol --token S1571-PMB-001 --event data/events/harganas-2020 "
        "--data-dir sejuta-data");
    all.on(enrol, [with] { return run_enrol(*with); });
}

}  // namespace sejuta::app
