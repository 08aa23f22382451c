// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "app/backup.hpp"
#include "app/command_line.hpp"

namespace sejuta::app {

void declare_backup(command_line& all)
{
    auto& backup = *all.top().add_subcommand(
        "backup", "Write every event's ledger and the keys into one file, and read it back");
    auto with = std::make_shared<backup_command>();
    auto* place = declare_place(backup, with->where, "The ledger, of a server that runs or not");
    place->add_option("--copy", with->copy, "A second copy (sejuta serve --second-copy)");
    place->require_option(1);
    backup.add_option("--line", with->line, "Which line of the second copy; without it the newest");
    backup.add_option("--to", with->to, "The file to write; it must not be there")->required();
    backup.footer(
        "The file is as secret as the data directory. Exit 0: written and proven; 1: not, and "
        "why.\nExample:\n  sejuta backup --data-dir sejuta-data --to /mnt/usb/harganas.backup");
    all.on(backup, [with] { return run_backup(*with); });
}

void declare_restore(command_line& all)
{
    auto& restore = *all.top().add_subcommand(
        "restore", "Make a data directory from a backup or a second copy");
    auto with = std::make_shared<restore_command>();
    restore.add_option("--from", with->from, "A backup's file, or a second copy's directory")
        ->required();
    restore.add_option("--line", with->line,
                       "Which line of the second copy; without it the newest");
    restore.add_option("--data-dir", with->data_dir, "An empty directory, or none yet")->required();
    restore.footer(
        "Every checksum and the chain are proven before anything is written; counters are made "
        "again from the ledger, in a new epoch. Start the server then: terminals send what came "
        "after the copy.\nExample:\n  sejuta restore --from /mnt/copy --data-dir sejuta-data");
    all.on(restore, [with] { return run_restore(*with); });
}

}  // namespace sejuta::app
