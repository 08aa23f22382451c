// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "app/command_line.hpp"
#include "app/event_command.hpp"
#include "app/event_create_command.hpp"
#include "app/event_status_command.hpp"
#include "app/readiness_command.hpp"
#include "app/settings.hpp"

namespace sejuta::app {
namespace {

using domain::event_status;

constexpr auto create_help = R"(
Example:
  sejuta event create data/events/harganas-2027 --id harganas-2027 --name "Harganas 34" \
    --kind real --date 2027-06-29 --deadline 2027-06-29T22:00:00+07:00 --regions 2025 \
    --template harganas)";

void declare_create(command_line& all, CLI::App& event)
{
    auto& command = *event.add_subcommand("create", "Make a new event directory");
    auto with = std::make_shared<event_create_options>();
    command.add_option("DIR", with->dir, "Where; must not be there yet")->required();
    command.add_option("--id", with->id, "3 to 40 of a-z, 0-9 and '-'")->required();
    command.add_option("--name", with->name, "As screens show it")->required();
    command.add_option("--kind", with->kind, "real or rehearsal, for ever")->required();
    command.add_option("--rehearses", with->rehearses, "Of a rehearsal: the event's id");
    command.add_option("--date", with->days, "A service date, or first..last; several")->required();
    command.add_option("--deadline", with->deadline, "2027-06-29T22:00:00+07:00")->required();
    command.add_option("--regions", with->regions, "A dated region set: 2025, or its folder")
        ->required();
    command.add_option("--template", with->from_template, "harganas: the million, 38 provinces");
    command.footer(create_help);
    all.on(command, [with] { return run_event_create(*with); });
}

void declare_check(command_line& all, CLI::App& event)
{
    auto& command = *event.add_subcommand("check", "Check a directory; lists every fault");
    auto with = std::make_shared<readiness_options>();
    auto readiness = std::make_shared<bool>(false);
    command.add_option("DIR", with->event_dir, "Event directory")->required();
    command.add_flag("--readiness", *readiness,
                     "Also whether every expected site is enrolled, seen and rehearsed");
    command.add_option("--rehearsal", with->rehearsals,
                       "A rehearsal's directory; those beside DIR are found");
    command.add_flag("--json", with->json, "Readiness as JSON");
    declare_place(command, with->where, "The ledgers that readiness is read from");
    command.footer(
        "Exit 0: no fault, and go where --readiness is given; 1: faults, or no-go in a province.");
    all.on(command, [with, readiness] {
        auto const code = *readiness && with->json ? exit_ok : run_event_check(with->event_dir);
        return code == exit_ok && *readiness ? run_readiness(*with) : code;
    });
}

void declare_show(command_line& all, CLI::App& event)
{
    auto& command = *event.add_subcommand("show", "What an event is, with its target sets");
    auto dir = std::make_shared<std::string>();
    auto where = std::make_shared<store_place>();
    command.add_option("DIR", *dir, "Event directory")->required();
    declare_place(command, *where, "Its ledger, for the status");
    all.on(command, [dir, where] {
        auto const code = run_event_show(*dir);
        return code == exit_ok && where->any() ? print_event_status(*dir, *where) : code;
    });
    auto& list = *event.add_subcommand("list", "The events of a folder");
    auto folder = std::make_shared<std::string>("data/events");
    list.add_option("DIR", *folder, "Folder of event directories")->capture_default_str();
    all.on(list, [folder] { return run_event_list(*folder); });
}

void declare_status(command_line& all, CLI::App& event, std::string const& name,
                    std::string const& about, std::optional<event_status> to)
{
    auto& command = *event.add_subcommand(name, about);
    auto with = std::make_shared<event_status_options>();
    with->to = to;
    command.add_option("--event", with->event_dir, "Event directory")->required();
    command.add_option("--by", with->by, "Who changes it: a role or account, never a name")
        ->capture_default_str();
    declare_place(command, with->where, "Its ledger")->require_option(1);
    if (to == event_status::final)
        command.add_flag("--accept-missing", with->accept_missing,
                         "Although the ledger lacks reports that have a receipt");
    all.on(command, [with] { return run_event_status(*with); });
}

}  // namespace

void declare_event(command_line& all)
{
    auto& event = *all.top().add_subcommand("event", "Event directories and an event's status");
    event.require_subcommand(1);
    declare_create(all, event);
    declare_check(all, event);
    declare_show(all, event);
    declare_status(all, event, "open", "Take reports", event_status::open);
    declare_status(all, event, "late", "Take reports, and count them as late", event_status::late);
    declare_status(all, event, "close", "Take no new reports", event_status::closed);
    declare_status(all, event, "provisional", "Figures for those who verify them",
                   event_status::provisional);
    declare_status(all, event, "verify", "Figures are verified", event_status::verified);
    declare_status(all, event, "reopen", "One step back: closed to open, verified to provisional",
                   std::nullopt);
    declare_status(all, event, "finalise", "Final, for ever", event_status::final);
}

}  // namespace sejuta::app
