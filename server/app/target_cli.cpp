// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "app/command_line.hpp"
#include "app/target_command.hpp"

namespace sejuta::app {
namespace {

constexpr auto target_import_help = R"(
Columns: code_system,code,name,target and, where there are, method_group, month, officer, source.
The set is replaced as a whole; other sets stay. Any fault refuses the table, and nothing changes.
Example:
  sejuta target import jambi.csv --event data/events/harganas-2020 --set "Panitia Pusat")";

constexpr auto set_help = R"(
Nodes: ID, 15, 15.07, site:S1571-PMB-001, officer:PLKB-07. Target 0 takes one away.
Example:
  sejuta target set --event data/events/harganas-2020 --set Provinsi --node 15 --target 12.000 \
    --by provinsi-15 --data-dir /var/lib/sejuta)";

void declare_target_import(command_line& all, CLI::App& target)
{
    auto& command = *target.add_subcommand("import", "Take a table of targets into an event");
    auto with = std::make_shared<target_import_options>();
    command.add_option("FILE", with->file, "The table, CSV in UTF-8")->required();
    command.add_option("--event", with->event_dir, "Event directory")->required();
    command.add_option("--set", with->set, "Name of the target set")->required();
    command.add_flag("--accept-aliases", with->accept_aliases,
                     "Take spellings that were suggested for the same code");
    command.add_option("--report", with->report, "Write every fault as a table here");
    command.add_option("--by", with->by, "Who changes it: a role or account, never a name")
        ->capture_default_str();
    declare_place(command, with->where, "The ledger of an event that has begun");
    command.footer(target_import_help);
    all.on(command, [with] { return run_target_import(*with); });
}

void declare_set(command_line& all, CLI::App& target)
{
    auto& command = *target.add_subcommand("set", "Change one target, also during the event");
    auto with = std::make_shared<target_set_options>();
    command.add_option("--event", with->event_dir, "Event directory")->required();
    command.add_option("--set", with->set, "Name of the target set")->required();
    command.add_option("--node", with->node, "Region, site or officer")->required();
    command.add_option("--group", with->group, "implan+iud, suntik or kondom+pil");
    command.add_option("--month", with->month, "yyyy-mm");
    command.add_option("--target", with->target, "Acceptors")->required();
    command.add_option("--by", with->by, "Who changes it: a role or account, never a name")
        ->required();
    declare_place(command, with->where, "The ledger of an event that has begun");
    command.footer(set_help);
    all.on(command, [with] { return run_target_set(*with); });
}

}  // namespace

void declare_target(command_line& all)
{
    auto& target = *all.top().add_subcommand("target", "Target sets of an event");
    target.require_subcommand(1);
    declare_target_import(all, target);
    declare_set(all, target);
    auto& list = *target.add_subcommand("list", "Target sets with what their parts add up to");
    auto event_dir = std::make_shared<std::string>();
    list.add_option("--event", *event_dir, "Event directory")->required();
    all.on(list, [event_dir] { return run_target_list(*event_dir); });
}

}  // namespace sejuta::app
