// SPDX-License-Identifier: Apache-2.0
#include "app/verify.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <string_view>

#include "app/progress_line.hpp"
#include "base/limits.hpp"
#include "ledger/redis/verifier.hpp"

namespace sejuta::app {
namespace {

using ledger::redis::verification;

std::string utc(base::unix_ms instant)
{
    using namespace std::chrono;
    auto const whole = floor<seconds>(sys_time<milliseconds>(milliseconds(instant)));
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", whole);
}

std::string difference_text(std::uint64_t total)
{
    if (total == 0) return "difference 0";
    return fmt::format("{} difference{}", total, total == 1 ? "" : "s");
}

// What was compared, no more; then what was found.
std::string verdict(verification const& v)
{
    auto const index = v.searched ? "index" : "index of the ledger's terminals";
    auto const total = v.differences.total();
    return fmt::format(
        "verify: {}: {} acceptors in {} reports, revision {}: ledger, cells, minutes, codes, {} "
        "and "
        "chain {}: {}",
        v.event, v.counted.acceptors, v.counted.reports, v.counted.at.revision, index,
        total == 0 ? "agree" : "compared", difference_text(total));
}

void print(verification const& v, std::ostream& out)
{
    auto const row = [&out](std::string_view name, auto const& value) {
        out << fmt::format("  {:<10} {}\n", name, value);
    };
    out << v.event << '\n';
    row("epoch", ledger::to_hex(v.counted.at.epoch));
    row("revision", v.counted.at.revision);
    row("as of", utc(v.counted.at.as_of_ms));
    row("acceptors", v.counted.acceptors);
    row("reports", v.counted.reports);
    row("closes", v.counted.closes);
    row("cells", v.cells);
    row("minutes", v.minutes);
    row("codes", v.codes);
    row("terminals", v.terminals);
    auto const& kept = v.differences.kept();
    auto const printed = std::min(kept.size(), limits::differences_printed_max);
    for (std::size_t i = 0; i < printed; ++i)
        out << fmt::format("  difference {} {}: expected {}, found {}\n", kept[i].key,
                           kept[i].field, kept[i].expected, kept[i].found);
    if (v.differences.total() > printed)
        out << fmt::format("  and {} more\n", v.differences.total() - printed);
}

int fail(std::ostream& out, std::string const& sentence)
{
    out << "verify: " << sentence << std::endl;
    return 1;
}

}  // namespace

int run_verify(verify_options const& options)
{
    return run_verify(options, std::cout, std::cerr);
}

int run_verify(verify_options const& options, std::ostream& out, std::ostream& progress)
{
    ledger::redis::verifier verifier(options.store);
    if (auto const connected = verifier.connect(); !connected)
        return fail(out, connected.error().sentence);
    auto events = options.events;
    if (events.empty()) {
        auto found = verifier.events();
        if (!found)
            return fail(out,
                        fmt::format("cannot list the store's events: {}; name one with --event",
                                    found.error().sentence));
        events = std::move(*found);
    }
    if (events.empty()) return fail(out, "no event has begun in this store: nothing to compare");
    std::uint64_t total = 0;
    for (auto const& event : events) {
        auto const found = [&] {
            progress_line line(progress, options.progress, "verify");
            return verifier.verify(
                event, [&](auto part, auto done, auto of) { line.show(event, part, done, of); });
        }();
        if (!found) return fail(out, fmt::format("{}: {}", event, found.error().sentence));
        print(*found, out);
        out << verdict(*found) << std::endl;
        total += found->differences.total();
    }
    if (events.size() > 1)
        out << fmt::format("verify: {} events: {}", events.size(), difference_text(total))
            << std::endl;
    return total == 0 ? 0 : 1;
}

}  // namespace sejuta::app
