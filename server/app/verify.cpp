// SPDX-License-Identifier: Apache-2.0
#include "app/verify.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <optional>
#include <string_view>

#include "app/progress_line.hpp"
#include "base/limits.hpp"
#include "ledger/redis/auditor.hpp"
#include "ledger/redis/verifier.hpp"
#include "totals/derived.hpp"

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
    auto const total = v.differences.total();
    return fmt::format(
        "verify: {}: {} acceptors in {} reports, revision {}: ledger, cells, minutes, codes, "
        "index{} and chain {}: {}",
        v.event, v.counted.acceptors, v.counted.reports, v.counted.at.revision,
        v.followed ? ", what followers derive" : "", total == 0 ? "agree" : "compared",
        difference_text(total));
}

void print(ledger::differences const& differences, std::ostream& out)
{
    auto const& kept = differences.kept();
    auto const printed = std::min(kept.size(), limits::differences_printed_max);
    for (std::size_t i = 0; i < printed; ++i)
        out << fmt::format("  difference {} {}: expected {}, found {}\n", kept[i].key,
                           kept[i].field, kept[i].expected, kept[i].found);
    if (differences.total() > printed)
        out << fmt::format("  and {} more\n", differences.total() - printed);
}

void print(verification const& v, std::uint64_t site_days, std::ostream& out)
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
    row("site days", site_days);
    print(v.differences, out);
}

int fail(std::ostream& out, std::string const& sentence)
{
    out << "verify: " << sentence << std::endl;
    return 1;
}

// How many differences one event has; nothing where it could not be told, which was said.
using judged = std::optional<std::uint64_t>;

judged verify_one(ledger::redis::verifier& verifier, std::string const& event, progress_line& line,
                  std::ostream& out)
{
    totals::derived derived(event);
    auto const found = verifier.verify(
        event, [&](auto part, auto done, auto of) { line.show(event, part, done, of); },
        {[&](auto const& entry) { derived.take(entry); },
         [&](auto const& counted, auto& into) { derived.compare(counted, into); }});
    line.clear();
    if (!found) {
        fail(out, fmt::format("{}: {}", event, found.error().sentence));
        return std::nullopt;
    }
    print(*found, derived.days(), out);
    out << verdict(*found) << std::endl;
    return found->differences.total();
}

judged audit_one(ledger::redis::auditor& auditor, std::string const& event, progress_line& line,
                 std::ostream& out)
{
    auto const found = auditor.audit(
        event, [&](auto part, auto done, auto of) { line.show(event, part, done, of); });
    line.clear();
    if (!found) {
        fail(out, fmt::format("{}: {}", event, found.error().sentence));
        return std::nullopt;
    }
    print(found->differences, out);
    out << fmt::format("audit: {}: {} entries, revision {}, chain {}: {}", event, found->entries,
                       found->revision, found->chain, difference_text(found->differences.total()))
        << std::endl;
    return found->differences.total();
}

// Each event that was named, or each of the store, and their sum.
template <class Store, class One>
int run(Store& store, verify_options const& options, std::ostream& out, One one)
{
    if (auto const connected = store.connect(); !connected)
        return fail(out, connected.error().sentence);
    auto events = options.events;
    if (events.empty()) {
        auto found = store.events();
        if (!found)
            return fail(out,
                        fmt::format("cannot list the store's events: {}; name one with --event",
                                    found.error().sentence));
        events = std::move(*found);
    }
    if (events.empty()) return fail(out, "no event has begun in this store: nothing to compare");
    std::uint64_t total = 0;
    for (auto const& event : events) {
        judged const differences = one(event);
        if (!differences) return 1;
        total += *differences;
    }
    if (events.size() > 1)
        out << fmt::format("verify: {} events: {}", events.size(), difference_text(total))
            << std::endl;
    return total == 0 ? 0 : 1;
}

}  // namespace

int run_verify(verify_options const& options)
{
    return run_verify(options, std::cout, std::cerr);
}

int run_verify(verify_options const& options, std::ostream& out, std::ostream& progress)
{
    if (options.audit) {
        ledger::redis::auditor auditor(options.store);
        return run(auditor, options, out, [&](std::string const& event) {
            progress_line line(progress, options.progress, "audit");
            return audit_one(auditor, event, line, out);
        });
    }
    ledger::redis::verifier verifier(options.store);
    return run(verifier, options, out, [&](std::string const& event) {
        progress_line line(progress, options.progress, "verify");
        return verify_one(verifier, event, line, out);
    });
}

}  // namespace sejuta::app
