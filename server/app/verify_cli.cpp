// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "app/command_line.hpp"
#include "app/verify_command.hpp"

namespace sejuta::app {

void declare_verify(command_line& all)
{
    auto& verify =
        *all.top().add_subcommand("verify", "Recount the ledger and compare every counter");
    auto with = std::make_shared<verify_command>();
    declare_place(verify, with->where, "The ledger to recount")->require_option(1);
    verify.add_option("--event", with->events, "Event id; without it every event of the store");
    verify.add_flag("--audit", with->audit,
                    "Only the chain: finds every entry that was altered, removed or moved, and "
                    "counts nothing");
    verify.footer(
        "The last line is the verdict. Exit 0: difference zero; 1: differences, or it "
        "could not be read.");
    all.on(verify, [with] { return run_verify_command(*with); });
}

}  // namespace sejuta::app
