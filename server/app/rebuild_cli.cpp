// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "app/command_line.hpp"
#include "app/rebuild.hpp"

namespace sejuta::app {

void declare_rebuild(command_line& all)
{
    auto& rebuild = *all.top().add_subcommand(
        "rebuild", "Make the counters of a stopped server again from its ledger");
    auto with = std::make_shared<rebuild_command>();
    rebuild.add_option("--data-dir", with->data_dir, "Data directory of a managed Redis")
        ->required();
    rebuild.add_option("--event", with->events, "Event id; without it every event of the store");
    rebuild.add_flag("--cut-at-damage", with->cut_at_damage,
                     "Where the ledger is damaged itself, go back to before the damage; terminals "
                     "send what came after again");
    rebuild.footer(
        "Begins a new epoch. Run sejuta verify afterwards. Exit 0: made; 1: not, and why.\n"
        "Example:\n  sejuta rebuild --data-dir sejuta-data");
    all.on(rebuild, [with] { return run_rebuild(*with); });
}

}  // namespace sejuta::app
