// SPDX-License-Identifier: Apache-2.0
#include "app/target_command.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <memory>

#include "app/event_ledger.hpp"
#include "app/say.hpp"
#include "app/settings.hpp"
#include "app/target_print.hpp"
#include "catalogue/csv.hpp"
#include "catalogue/directory.hpp"
#include "catalogue/import_targets.hpp"
#include "catalogue/name_book.hpp"
#include "catalogue/numbers.hpp"
#include "catalogue/targets.hpp"

namespace sejuta::app {
namespace {

using catalogue::imported_targets;
using catalogue::opened_directory;

// First the ledger, which decides; then the directory, which a restart reads before the ledger.
base::checked<void> apply(opened_directory const& into, imported_targets const& changed,
                          store_place const& where, std::string const& by)
{
    if (where.any()) {
        auto const ledger = event_ledger::open(where, *into.event);
        if (!ledger) return ledger.error();
        auto at = (*ledger)->head().now;
        for (auto const& change : changed.changes) {
            auto const now = (*ledger)->write({by, change});
            if (!now) return now.error();
            at = now->now;
        }
        fmt::print("ledger: {} change(s), revision {}\n", changed.changes.size(), at.revision);
    }
    return catalogue::replace_file(
        into.targets_file, catalogue::format_targets(changed.rows, into.regions.code_system));
}

void print_result(opened_directory const& into, imported_targets const& changed,
                  std::string const& set)
{
    for (auto const& taken : changed.aliases)
        fmt::print("line {}: {}: \"{}\" taken as {}\n", taken.line, taken.code.text(),
                   taken.printed, taken.official);
    auto event = *into.event;
    event.target_sets = catalogue::target_sets_of(changed.rows);
    event.residues = catalogue::residues_of(event.target_sets, into.regions);
    print_residues(changed.rows, event, set);
    auto const gone = std::count_if(changed.changes.begin(), changed.changes.end(),
                                    [](auto const& each) { return each.acceptors == 0; });
    if (gone != 0) fmt::print("{} target(s) of the set are not in it any more\n", gone);
}

}  // namespace

int run_target_import(target_import_options const& options)
{
    if (auto const good = check_by(options.by); !good) return refuse(good.error());
    auto const lock = catalogue::directory_lock::take(options.event_dir);
    if (!lock) return refuse(lock.error());
    auto const into = catalogue::open_directory(options.event_dir);
    if (!into) return refuse(into.error());
    catalogue::faults found;
    auto const text = catalogue::read_file(options.file, found);
    auto const names = catalogue::name_book::open(into->aliases_file, into->regions, found);
    if (!found.none()) return refuse(found.take());
    auto const result = catalogue::import_targets(
        *into, names, {*text, options.file, options.set, options.accept_aliases});
    if (!result) return refuse_import(result.error(), options.report, options.file);
    if (auto const done = apply(*into, *result, options.where, options.by); !done)
        return refuse(done.error());
    print_result(*into, *result, options.set);
    fmt::print("{}: {} row(s) in set \"{}\", {} of them changed\n", into->event->id,
               result->imported, options.set, result->changes.size());
    say_without_store(options.where);
    return write_report({}, options.report);
}

int run_target_set(target_set_options const& options)
{
    if (auto const good = check_by(options.by); !good) return refuse(good.error());
    auto const lock = catalogue::directory_lock::take(options.event_dir);
    if (!lock) return refuse(lock.error());
    auto const into = catalogue::open_directory(options.event_dir);
    if (!into) return refuse(into.error());
    auto const target = options.target == "0" ? std::optional<std::int64_t>(0)
                                              : catalogue::parse_acceptors(options.target);
    if (!target)
        return refuse(
            base::fault{fmt::format("target \"{}\": {}; 0 takes a target away", options.target,
                                    catalogue::why_no_acceptors(options.target).rule)});
    auto const month = options.month.empty() ? std::optional<std::uint32_t>(0)
                                             : catalogue::parse_month(options.month);
    if (!month)
        return refuse(base::fault{
            fmt::format("month \"{}\": a month like 2022-03 or 202203", options.month)});
    auto const result =
        catalogue::set_target(*into, {options.set, {options.node, options.group, *month}, *target});
    if (!result) return refuse(result.error());
    if (result->changes.empty()) {
        fmt::print("{}: {} has this target already; nothing changed\n", into->event->id,
                   options.node);
        return exit_ok;
    }
    if (auto const done = apply(*into, *result, options.where, options.by); !done)
        return refuse(done.error());
    print_result(*into, *result, options.set);
    fmt::print("{}: set \"{}\", {}: target {}\n", into->event->id, options.set, options.node,
               *target);
    say_without_store(options.where);
    return exit_ok;
}

int run_target_list(std::string const& event_dir)
{
    auto const opened = catalogue::open_directory(event_dir);
    if (!opened) return refuse(opened.error());
    print_target_sets(*opened);
    return exit_ok;
}

}  // namespace sejuta::app
