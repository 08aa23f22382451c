// SPDX-License-Identifier: Apache-2.0
#include "app/rebuild.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/progress_line.hpp"
#include "base/limits.hpp"
#include "ledger/redis/rebuilder.hpp"

namespace sejuta::app {
namespace {

using ledger::redis::rebuilder;
using ledger::redis::rebuilt;

int fail(std::ostream& out, std::string const& sentence)
{
    out << "rebuild: " << sentence << std::endl;
    return 1;
}

void print(std::string const& event, rebuilt const& made, std::ostream& out)
{
    auto const shown = std::min(made.damage.size(), limits::differences_printed_max);
    for (std::size_t i = 0; i < shown; ++i)
        out << fmt::format("  damage {} {}: expected {}, found {}\n", made.damage[i].key,
                           made.damage[i].field, made.damage[i].expected, made.damage[i].found);
    if (made.cut_from != 0)
        out << fmt::format(
            "  cut off {} entries from revision {} on: check status, targets, sites "
            "and codes, and let every terminal connect\n",
            made.cut_entries, made.cut_from);
    out << fmt::format(
               "rebuild: {}: {} acceptors in {} reports and {} closes of {} terminals, revision "
               "{}, "
               "epoch {}: head, cells, minutes, index and codes are the ledger's",
               event, made.counted.acceptors, made.counted.reports, made.counted.closes,
               made.terminals, made.counted.at.revision, ledger::to_hex(made.epoch))
        << std::endl;
}

}  // namespace

int rebuild_at(ledger::redis::endpoint const& admin, rebuild_command const& command,
               std::ostream& out, std::ostream* progress)
{
    rebuilder store(admin);
    if (auto const connected = store.connect(); !connected)
        return fail(out, connected.error().sentence);
    auto events = command.events;
    if (events.empty()) {
        auto found = store.events();
        if (!found) return fail(out, found.error().sentence);
        events = std::move(*found);
    }
    if (events.empty()) return fail(out, "no event has begun in this store: nothing to make");
    for (auto const& event : events) {
        auto const made = [&] {
            progress_line line(progress ? *progress : out, progress != nullptr, "rebuild");
            return store.rebuild(
                event, {command.cut_at_damage},
                [&](auto part, auto done, auto of) { line.show(event, part, done, of); });
        }();
        if (!made) return fail(out, made.error().sentence);
        print(event, *made, out);
    }
    return 0;
}

}  // namespace sejuta::app
