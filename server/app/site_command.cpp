// SPDX-License-Identifier: Apache-2.0
#include "app/site_command.hpp"

#include <fmt/core.h>

#include <functional>
#include <optional>

#include "app/event_ledger.hpp"
#include "app/say.hpp"
#include "app/settings.hpp"
#include "catalogue/csv.hpp"
#include "catalogue/directory.hpp"
#include "catalogue/import_sites.hpp"
#include "catalogue/name_book.hpp"

namespace sejuta::app {
namespace {

using catalogue::imported_sites;
using catalogue::opened_directory;

// First the ledger, which decides; then the directory, which a restart reads before the ledger.
base::checked<void> apply(opened_directory const& into, imported_sites const& changed,
                          site_options const& options)
{
    if (options.where.any() && !changed.changes.empty()) {
        auto const ledger = event_ledger::open(options.where, *into.event);
        if (!ledger) return ledger.error();
        auto at = (*ledger)->head().now;
        for (auto const& change : changed.changes) {
            domain::change entry{options.by, domain::site_merge{}};
            std::visit([&entry](auto const& what) { entry.what = what; }, change);
            auto const now = (*ledger)->write(entry);
            if (!now) return now.error();
            at = now->now;
        }
        fmt::print("ledger: {} change(s), revision {}\n", changed.changes.size(), at.revision);
    }
    return catalogue::replace_file(into.sites_file, catalogue::format_sites(changed.rows));
}

using change_of = std::function<catalogue::loaded<imported_sites>(opened_directory const&)>;

// One change of one site, from the directory to the ledger and back.
int change(site_options const& options, std::string const& done_text, change_of const& how)
{
    if (auto const good = check_by(options.by); !good) return refuse(good.error());
    auto const lock = catalogue::directory_lock::take(options.event_dir);
    if (!lock) return refuse(lock.error());
    auto const into = catalogue::open_directory(options.event_dir);
    if (!into) return refuse(into.error());
    auto const result = how(*into);
    if (!result) return refuse(result.error());
    if (result->unchanged != 0) {
        fmt::print("{}: {} already; nothing changed\n", into->event->id, done_text);
        return exit_ok;
    }
    if (auto const done = apply(*into, *result, options); !done) return refuse(done.error());
    fmt::print("{}: {}\n", into->event->id, done_text);
    say_without_store(options.where);
    return exit_ok;
}

}  // namespace

int run_site_import(site_import_options const& options)
{
    auto const& common = options.common;
    if (auto const good = check_by(common.by); !good) return refuse(good.error());
    auto const lock = catalogue::directory_lock::take(common.event_dir);
    if (!lock) return refuse(lock.error());
    auto const into = catalogue::open_directory(common.event_dir);
    if (!into) return refuse(into.error());
    catalogue::faults found;
    auto const text = catalogue::read_file(options.file, found);
    auto const names = catalogue::name_book::open(into->aliases_file, into->regions, found);
    if (!found.none()) return refuse(found.take());
    auto const result =
        catalogue::import_sites(*into, names, {*text, options.file, options.accept_aliases});
    if (!result) return refuse_import(result.error(), options.report, options.file);
    if (auto const done = apply(*into, *result, common); !done) return refuse(done.error());
    fmt::print("{}: {} site(s) added, {} updated, {} unchanged; the register has {}\n",
               into->event->id, result->added, result->updated, result->unchanged,
               result->rows.size());
    say_without_store(common.where);
    return write_report({}, options.report);
}

int run_site_add(site_add_options const& options)
{
    auto const place = domain::from_word<domain::place>(options.kind);
    auto const regency = domain::region_code::from_text(options.regency);
    if (!place)
        return refuse(base::fault{
            fmt::format("kind \"{}\": puskesmas, pmb, imp, rs or kb_bergerak", options.kind)});
    if (!regency)
        return refuse(base::fault{
            fmt::format("regency \"{}\": a regency or city like 15.07", options.regency)});
    catalogue::site_row const row{
        {options.code, *place, *regency, !options.unexpected, true, options.officer, {}},
        options.name,
        options.district};
    return change(options.common, options.code + " added",
                  [&](opened_directory const& into) { return catalogue::add_site(into, row); });
}

int run_site_activate(site_options const& options, std::string const& code, bool active)
{
    return change(
        options, code + (active ? " is active" : " is not active"),
        [&](opened_directory const& into) { return catalogue::activate_site(into, code, active); });
}

int run_site_merge(site_options const& options, std::string const& from, std::string const& into)
{
    return change(options, from + " counts as " + into, [&](opened_directory const& directory) {
        return catalogue::merge_sites(directory, {from, into});
    });
}

}  // namespace sejuta::app
