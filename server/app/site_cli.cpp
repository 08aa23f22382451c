// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "app/command_line.hpp"
#include "app/site_command.hpp"

namespace sejuta::app {
namespace {

constexpr auto site_import_help = R"(
Columns: code,name,kind,regency,expected and, where there are, regency_name, district, officer.
Sites are added or updated, never deleted. Any fault refuses the table: exit 1, nothing changed.
Example:
  sejuta site import register.csv --event data/events/harganas-2020 --report faults.csv)";

void declare_common(CLI::App& command, site_options& into)
{
    command.add_option("--event", into.event_dir, "Event directory")->required();
    command.add_option("--by", into.by, "Who changes it: a role or account, never a name")
        ->capture_default_str();
    declare_place(command, into.where, "The ledger of an event that has begun");
}

void declare_site_import(command_line& all, CLI::App& site)
{
    auto& command = *site.add_subcommand("import", "Take a table of sites into the register");
    auto with = std::make_shared<site_import_options>();
    command.add_option("FILE", with->file, "The table, CSV in UTF-8")->required();
    command.add_flag("--accept-aliases", with->accept_aliases,
                     "Take spellings that were suggested");
    command.add_option("--report", with->report, "Write every fault as a table here");
    declare_common(command, with->common);
    command.footer(site_import_help);
    all.on(command, [with] { return run_site_import(*with); });
}

void declare_add(command_line& all, CLI::App& site)
{
    auto& command = *site.add_subcommand("add", "Add one site, also during the event");
    auto with = std::make_shared<site_add_options>();
    command.add_option("CODE", with->code, "Its code: A-Z, 0-9 and '-'")->required();
    command.add_option("--kind", with->kind, "puskesmas, pmb, imp, rs or kb_bergerak")->required();
    command.add_option("--regency", with->regency, "15.07")->required();
    command.add_option("--name", with->name, "Stays in the directory");
    command.add_option("--district", with->district, "Stays in the directory");
    command.add_option("--officer", with->officer, "The field officer's code");
    command.add_flag("--unexpected", with->unexpected, "Not counted in ada");
    declare_common(command, with->common);
    all.on(command, [with] { return run_site_add(*with); });
}

void declare_activate(command_line& all, CLI::App& site, bool active)
{
    auto& command =
        active ? *site.add_subcommand("activate", "Take a site's reports again")
               : *site.add_subcommand("deactivate", "Take no more reports; the history stays");
    auto with = std::make_shared<site_options>();
    auto code = std::make_shared<std::string>();
    command.add_option("CODE", *code, "The site's code")->required();
    declare_common(command, *with);
    all.on(command, [with, code, active] { return run_site_activate(*with, *code, active); });
}

void declare_merge(command_line& all, CLI::App& site)
{
    auto& command = *site.add_subcommand("merge", "Let one site count as another of its regency");
    auto with = std::make_shared<site_options>();
    auto from = std::make_shared<std::string>();
    auto into = std::make_shared<std::string>();
    command.add_option("FROM", *from, "The site that is no more")->required();
    command.add_option("INTO", *into, "The site that it counts as")->required();
    declare_common(command, *with);
    all.on(command, [with, from, into] { return run_site_merge(*with, *from, *into); });
}

}  // namespace

void declare_site(command_line& all)
{
    auto& site = *all.top().add_subcommand("site", "The register of sites of an event");
    site.require_subcommand(1);
    declare_site_import(all, site);
    declare_add(all, site);
    declare_activate(all, site, false);
    declare_activate(all, site, true);
    declare_merge(all, site);
}

}  // namespace sejuta::app
