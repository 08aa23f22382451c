// SPDX-License-Identifier: Apache-2.0
// See report.hpp.
#include "report.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <cstdio>
#include <limits>

#include "words.hpp"

namespace sejuta::sim {
namespace {

namespace json = boost::json;

template <class... values>
std::string format(char const* pattern, values... given)
{
    char out[512];
    std::snprintf(out, sizeof out, pattern, given...);
    return out;
}

std::string count_text(std::uint64_t number)
{
    return grouped(static_cast<std::int64_t>(number));
}

// The columns of a line: every byte of UTF-8 but continuations.
std::size_t columns(std::string const& text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
}

std::string bar_of(double share)
{
    constexpr int cells = 24;
    int const full = std::clamp(static_cast<int>(share * cells), 0, cells);
    std::string out = "[";
    for (int i = 0; i < cells; ++i) out += i < full ? "█" : "·";
    return out + "]";
}

std::string clock_text(double seconds)
{
    auto const whole = static_cast<int>(seconds + 0.5);
    return format("%d:%02d", whole / 60, whole % 60);
}

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

std::string rejection_name(int code)
{
    return "code " + std::to_string(code);
}

std::string thresholds_text(run_result const& from, paint const& in)
{
    std::string out;
    for (auto const& one : from.thresholds)
        out += "  " + (one.met ? in("32", "✓") : in("31", "✗")) + " " + one.name +
               format(" <= %.15g", one.limit) + format(" (found %.1f)\n", one.found);
    return out.empty() ? "" : "thresholds\n" + out;
}

std::string figures_text(plan const& from, book const& kept, run_result const& run)
{
    auto const sums = kept.receipted();
    auto const ms = [&](double percent) {
        return duration_text(run.latency_us.percentile(percent));
    };
    std::string out = "figures\n";
    out += row("acceptors", grouped(sums.acceptors) + " of " + grouped(from.wanted.total()));
    out += row("reports", count_text(kept.reports()) + " planned, " + count_text(kept.counted()) +
                              " with a receipt, " + count_text(kept.refused()) + " refused");
    out += row("sendings", count_text(kept.sendings()));
    out += row("duplicates", count_text(kept.duplicates()) + " receipts of an earlier sending");
    out += row("receipts per second",
               format("%.1f/s", run.seconds > 0 ? double(kept.counted()) / run.seconds : 0.0));
    out += row("latency of receipts", "p50 " + ms(50) + ", p95 " + ms(95) + ", p99 " + ms(99) +
                                          ", max " + duration_text(run.latency_us.max()));
    out += row("terminals", count_text(from.terminals.size()) + ", at most " +
                                count_text(run.connected_max) + " connected at once, " +
                                count_text(run.reconnects) + " reconnects");
    out += row("receipts not in time", count_text(run.receipt_timeouts));
    out += row("live frames",
               count_text(run.live_frames) + ", " + count_text(run.live_gaps) + " asked for again");
    for (auto const& [code, times] : kept.rejections())
        out += row("rejected, " + rejection_name(code), count_text(times));
    out += row("duration", format("%.1f s", run.seconds));
    return out;
}

std::string verdict_text(run_result const& run, paint const& in)
{
    std::string out;
    if (!run.failure.empty()) out += in("31", run.failure) + "\n";
    std::size_t shown_findings = 0;
    for (auto const& one : run.verdict.findings) {
        if (++shown_findings > 20) break;
        out += "  " + in("31", "✗") + " " + one.who + ", " + one.what + ": " + grouped(one.found) +
               ", book " + grouped(one.book) + "\n";
    }
    for (auto const& one : run.verdict.reasons) out += "  " + in("31", "✗") + " " + one + "\n";
    bool const good = run.verdict.outcome == outcome::agrees;
    return out + in(good ? "1;32" : "1;31", (good ? "✓ " : "✗ ") + run.verdict.sentence) + "\n";
}

char const* word_of(outcome value)
{
    switch (value) {
    case outcome::agrees: return "agrees";
    case outcome::short_: return "short";
    case outcome::mismatch: return "mismatch";
    case outcome::unproven: break;
    }
    return "unproven";
}

char const* word_of(ending value)
{
    switch (value) {
    case ending::complete: return "complete";
    case ending::interrupted: return "interrupted";
    case ending::out_of_time: return "out_of_time";
    case ending::failed: break;
    }
    return "failed";
}

json::object verdict_json(verdict const& from)
{
    json::array findings;
    for (auto const& one : from.findings)
        findings.push_back(
            {{"what", one.what}, {"who", one.who}, {"book", one.book}, {"found", one.found}});
    json::array reasons;
    for (auto const& one : from.reasons) reasons.emplace_back(one);
    return {{"outcome", word_of(from.outcome)},
            {"compared", from.compared},
            {"findings", std::move(findings)},
            {"reasons", std::move(reasons)},
            {"sentence", from.sentence}};
}

json::object latency_json(histogram const& from)
{
    auto const ms = [&](double percent) { return double(from.percentile(percent)) / 1000; };
    return {{"p50", ms(50)},
            {"p95", ms(95)},
            {"p99", ms(99)},
            {"p999", ms(99.9)},
            {"max", double(from.max()) / 1000},
            {"mean", from.mean() / 1000},
            {"count", from.count()}};
}

json::object sums_json(scenario const& from, plan const& planned, sums const& sums)
{
    json::object regencies;
    for (auto const& [regency, acceptors] : sums.by_regency) regencies[regency.text()] = acceptors;
    std::map<std::string_view, std::int64_t> printed;
    for (auto const& [given, acceptors] : sums.by_method)
        printed[printed_method(given)] += acceptors;
    json::object methods;
    for (auto const& [word, acceptors] : printed) methods[word] = acceptors;
    json::object groups;
    for (auto const& [group, acceptors] : by_group(sums.by_method, from, planned.wanted))
        groups[group] = acceptors;
    return {{"by_regency", std::move(regencies)},
            {"by_method", std::move(methods)},
            {"by_group", std::move(groups)}};
}

}  // namespace

std::vector<threshold_result> check(thresholds const& wanted, histogram const& latency_us,
                                    book const& kept)
{
    std::vector<threshold_result> out;
    auto const add = [&](char const* name, auto const& limit, double found) {
        if (limit)
            out.push_back(
                {name, static_cast<double>(*limit), found, found <= static_cast<double>(*limit)});
    };
    // A run without receipts has no latency, not a good one.
    auto const ms = [&](double percent) {
        return latency_us.count() == 0 ? std::numeric_limits<double>::infinity()
                                       : double(latency_us.percentile(percent)) / 1000;
    };
    add("receipt_p95_ms", wanted.receipt_p95_ms, ms(95));
    add("receipt_p99_ms", wanted.receipt_p99_ms, ms(99));
    add("rejections", wanted.rejections_max, double(kept.rejections_total()));
    return out;
}

exit_code exit_code_of(run_result const& run)
{
    if (run.verdict.outcome == outcome::mismatch) return exit_mismatch;
    if (run.ending != ending::complete || run.verdict.outcome != outcome::agrees)
        return exit_failed;
    bool const met = std::all_of(run.thresholds.begin(), run.thresholds.end(),
                                 [](auto const& one) { return one.met; });
    return met ? exit_ok : exit_threshold;
}

std::string duration_text(std::uint64_t microseconds)
{
    if (microseconds < 1'000)
        return format("%llu µs", static_cast<unsigned long long>(microseconds));
    double const ms = double(microseconds) / 1000;
    if (ms < 10) return format("%.2f ms", ms);
    return ms < 1'000 ? format("%.0f ms", ms) : format("%.1f s", ms / 1000);
}

std::string progress_line(moment const& now, bool bar, std::size_t width)
{
    double const share = now.reports == 0 ? 0 : double(now.receipts) / double(now.reports);
    std::vector<std::string> parts;
    if (bar) parts.push_back(bar_of(share));
    parts.push_back(format("%3.0f %%", share * 100));
    parts.push_back(count_text(now.receipts) + "/" + count_text(now.reports) + " receipts");
    parts.push_back(format("%.0f/s", now.receipts_per_second));
    parts.push_back("p50 " + duration_text(now.p50_us) + " p95 " + duration_text(now.p95_us) +
                    " p99 " + duration_text(now.p99_us));
    parts.push_back(std::to_string(now.connections) + "/" + std::to_string(now.terminals) +
                    " connected");
    parts.push_back(count_text(now.rejections) + " rejected");
    parts.push_back(count_text(now.reconnects) + " reconnects");
    parts.push_back(clock_text(now.elapsed_seconds) + " ETA " + clock_text(now.eta_seconds));
    std::string out;
    for (auto const& part : parts) {
        std::string const next = out.empty() ? part : out + "  " + part;
        if (width != 0 && columns(next) > width) break;
        out = next;
    }
    return out;
}

std::string summary_text(scenario const& from, plan const& planned, book const& kept,
                         run_result const& run, bool color)
{
    paint const in{color};
    auto const heading = "\n" + in("1", from.title) + " (scenario " + from.name + ", seed " +
                         std::to_string(run.seed) + ")\n";
    if (kept.sendings() == 0) return heading + verdict_text(run, in);
    return heading + thresholds_text(run, in) + figures_text(planned, kept, run) +
           verdict_text(run, in);
}

json::object summary_json(scenario const& from, plan const& planned, book const& kept,
                          run_result const& run)
{
    auto const sums = kept.receipted();
    json::object rejections;
    for (auto const& [code, times] : kept.rejections()) rejections[std::to_string(code)] = times;
    json::array thresholds;
    for (auto const& one : run.thresholds)
        thresholds.push_back(
            {{"name", one.name},
             {"limit", one.limit},
             {"found", std::isfinite(one.found) ? json::value(one.found) : json::value(nullptr)},
             {"met", one.met}});
    json::object out{{"scenario", from.name},
                     {"seed", run.seed},
                     {"event", run.event},
                     {"region", from.region.text()},
                     {"server", run.server},
                     {"ending", word_of(run.ending)},
                     {"failure", run.failure},
                     {"exit_code", static_cast<int>(exit_code_of(run))},
                     {"seconds", run.seconds},
                     {"terminals", planned.terminals.size()},
                     {"connected_max", run.connected_max},
                     {"reconnects", run.reconnects},
                     {"reports", kept.reports()},
                     {"acceptors", sums.acceptors},
                     {"acceptors_planned", planned.wanted.total()},
                     {"receipts", kept.counted()},
                     {"refused", kept.refused()},
                     {"sendings", kept.sendings()},
                     {"duplicates", kept.duplicates()},
                     {"repeated_receipts", kept.repeated()},
                     {"reopened", kept.reopened_count()},
                     {"receipt_timeouts", run.receipt_timeouts},
                     {"nonsense", run.nonsense},
                     {"rejections", std::move(rejections)},
                     {"live_frames", run.live_frames},
                     {"live_gaps", run.live_gaps},
                     {"latency_ms", latency_json(run.latency_us)},
                     {"newest_revision", kept.newest().revision},
                     {"thresholds", std::move(thresholds)}};
    for (auto& [key, value] : sums_json(from, planned, sums)) out[key] = value;
    out["verdict"] = verdict_json(run.verdict);
    return out;
}

}  // namespace sejuta::sim
