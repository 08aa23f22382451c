// SPDX-License-Identifier: Apache-2.0
// The end of a run for people: thresholds first, then figures with units, then the verdict in words
// as the last line.
#include "report.hpp"
#include "words.hpp"

namespace sejuta::sim {
namespace {

struct paint {
    bool on;
    std::string operator()(char const* code, std::string const& text) const
    {
        return on ? "\x1b[" + std::string(code) + "m" + text + "\x1b[0m" : text;
    }
};

std::string row(std::string const& name, std::string const& value)
{
    constexpr std::size_t width = 26;
    std::string out = "  " + name;
    while (out.size() < width + 2) out += '.';
    return out + ": " + value + "\n";
}

std::string thresholds_text(run_result const& from, paint const& in)
{
    std::string out;
    for (auto const& one : from.thresholds) {
        auto const mark = one.met ? in("32", "✓") : in("31", "✗");
        std::string const of = one.samples ? counted_of(*one.samples, "sample") : std::string();
        out += "  " + (one.judged ? mark : in("33", "?")) + " " + one.name +
               format(one.at_least ? " >= %.15g" : " <= %.15g", one.limit) +
               (one.judged ? format(" (found %.1f", one.found) + (of.empty() ? "" : " in " + of)
                           : " (not judged: " + of) +
               ")\n";
    }
    if (auto const why = unjudged_text(from); !why.empty())
        out += "  " + in("1;33", "! " + why) + "\n";
    return out.empty() ? "" : "thresholds\n" + out;
}

std::string latency_text(histogram const& from)
{
    auto const at = [&](double percent) { return duration_text(from.percentile(percent)); };
    return "p50 " + at(50) + ", p95 " + at(95) + ", p99 " + at(99) + ", max " +
           duration_text(from.max());
}

std::string figures_text(told_run const& day)
{
    auto const& [scenario, from, kept, run] = day;
    auto const sums = kept.receipted();
    std::string out = "figures\n";
    out += row("acceptors", grouped(sums.acceptors) + " of " + grouped(from.wanted.total()));
    out += row("reports",
               count_text(kept.reports()) + " planned, " + count_text(kept.counted()) +
                   " with a receipt, " + count_text(kept.refused()) + " refused" +
                   (from.expected_rejections > 0
                        ? " (" + count_text(kept.refused_as_expected()) + " as the rules want)"
                        : std::string()));
    out += row("sendings", count_text(kept.sendings()));
    out += row("duplicates", count_text(kept.duplicates()) + " receipts of an earlier sending");
    out += row(
        "receipts per second",
        format("%.1f/s", run.load_seconds > 0 ? double(kept.counted()) / run.load_seconds : 0.0));
    if (kept.unknown() > 0)
        out += row("in a lost book",
                   counted_of(kept.unknown(), "report") + ", of which nothing is known");
    if (kept.open() > 0 && run.ending != ending::complete)
        out += row("without a receipt",
                   counted_of(kept.open(), "report") +
                       ", of which those that were due count with their wait until the end");
    if (run.latency_us.count() > 0) out += row("latency of receipts", latency_text(run.latency_us));
    if (run.backlog_us.count() > 0)
        out += row("backlog at the begin", counted_of(run.backlog_us.count(), "report") + ", " +
                                               latency_text(run.backlog_us));
    if (run.freshness_us.count() > 0)
        out += row("receipt to viewer", latency_text(run.freshness_us));
    out += row("terminals", count_text(from.terminals.size()) + ", at most " +
                                count_text(run.connected_max) + " connected at once, " +
                                count_text(run.reconnects) + " reconnects");
    out += row("receipts not in time", count_text(run.receipt_timeouts));
    out += row("live frames",
               count_text(run.live_frames) + ", " + count_text(run.live_gaps) + " asked for again");
    for (auto const& [code, times] : kept.rejections())
        out += row("rejected, " + rejection_name(code), count_text(times));
    for (auto const& [kind, sites] : from.planted)
        out += row("planted, " + kind, count_text(sites) + " sites");
    if (run.audited_terminals > 0)
        out += row("asked the ledger", count_text(run.audited_terminals) + " terminals for " +
                                           count_text(run.audited_receipts) + " receipts and " +
                                           counted_of(run.audited_days, "day") + " of sites");
    if (run.recount.made())
        out += row("recount", run.recount.by + ": " + grouped(run.recount.acceptors) +
                                  " acceptors in " + counted_of(run.recount.reports, "report") +
                                  " and " + counted_of(run.recount.closes, "close") +
                                  ", revision " + std::to_string(run.recount.revision) + ", " +
                                  counted_of(run.recount.difference_count, "difference"));
    else if (!run.no_recount.empty())
        out += row("recount", "none: " + run.no_recount);
    out += row("duration", format("%.1f s", run.seconds));
    return out;
}

// In the order in which it began; nothing where nothing happened.
std::string incidents_text(run_result const& run, paint const& in)
{
    std::string out;
    for (auto const& one : run.incidents) {
        out += "  " + in("33", "!") + format(" %.1f s: ", one.from_seconds) + in_english(one);
        if (lasts(one)) out += format(", %.1f s", one.to_seconds - one.from_seconds);
        out += one.open ? ", to the end\n" : "\n";
    }
    return out.empty() ? "" : "what happened\n" + out;
}

std::string verdict_text(run_result const& run, paint const& in)
{
    std::string out;
    if (!run.failure.en.empty() && run.verdict.outcome != outcome::unproven)
        out += "  " + in("31", "✗") + " " + run.failure.en + "\n";
    constexpr std::size_t shown_max = 20;
    std::size_t told = 0;
    for (auto const& one : run.verdict.findings) {
        if (++told > shown_max) break;
        out += "  " + in("31", "✗") + " " + one.who + ", " + one.what + ": " + grouped(one.found) +
               ", book " + grouped(one.book) + "\n";
    }
    if (run.verdict.findings.size() > shown_max)
        out += "  … and " + count_text(run.verdict.findings.size() - shown_max) +
               " more, all of them in --out json=FILE\n";
    for (auto const& one : run.verdict.reasons) out += "  " + in("31", "✗") + " " + one.en + "\n";
    bool const good = run.verdict.outcome == outcome::agrees;
    if (exit_code_of(run) == exit_threshold)
        out += "  " + in("31", "✗") + " " + counted_of(missed_thresholds(run), "threshold") +
               " not met\n";
    return out + in(good ? "1;32" : "1;31", (good ? "✓ " : "✗ ") + run.verdict.sentence) + "\n";
}

}  // namespace

std::string summary_text(told_run const& day, bool color)
{
    paint const in{color};
    auto const heading = "\n" + in("1", day.from.title) + " (scenario " + day.from.name +
                         ", seed " + std::to_string(day.run.seed) +
                         (day.from.scale < 1 ? format(", scale %g", day.from.scale) : "") + ")\n";
    if (day.kept.sendings() == 0) return heading + verdict_text(day.run, in);
    return heading + thresholds_text(day.run, in) + figures_text(day) +
           incidents_text(day.run, in) + verdict_text(day.run, in);
}

}  // namespace sejuta::sim
