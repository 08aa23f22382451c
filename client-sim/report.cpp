// SPDX-License-Identifier: Apache-2.0
// What the run's figures mean: thresholds, exit code, the line of progress. See report.hpp.
#include "report.hpp"

#include <algorithm>
#include <limits>

#include "sejuta/v1/dimensions.pb.h"
#include "words.hpp"

namespace sejuta::sim {
namespace {

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

}  // namespace

std::vector<threshold_result> check(thresholds const& wanted, run_result const& run,
                                    book const& kept)
{
    auto const& latency_us = run.latency_us;
    std::vector<threshold_result> out;
    auto const add = [&](char const* name, auto const& limit, double found) {
        if (limit)
            out.push_back({name, static_cast<double>(*limit), found,
                           found <= static_cast<double>(*limit), false});
    };
    // A run without receipts has no latency, not a good one.
    auto const add_wait = [&](char const* name, auto const& limit, histogram const& waits,
                              double percent) {
        if (!limit) return;
        add(name, limit,
            waits.count() == 0 ? std::numeric_limits<double>::infinity()
                               : double(waits.percentile(percent)) / 1000);
        out.back().samples = waits.count();
    };
    add_wait("receipt_p95_ms", wanted.receipt_p95_ms, latency_us, 95);
    add_wait("receipt_p99_ms", wanted.receipt_p99_ms, latency_us, 99);
    if (latency_us.count() == 0 && kept.counted() > 0)
        for (auto& one : out) one.judged = false;
    add_wait("freshness_p99_ms", wanted.freshness_p99_ms, run.freshness_us, 99);
    if (wanted.receipts_per_second_min) {
        double const rate = run.load_seconds > 0 ? double(kept.counted()) / run.load_seconds : 0;
        out.push_back({"receipts_per_second", *wanted.receipts_per_second_min, rate,
                       rate >= *wanted.receipts_per_second_min, true});
    }
    add("rejections", wanted.rejections_max, double(kept.unexpected_rejections()));
    return out;
}

std::string unjudged_text(run_result const& run)
{
    if (std::all_of(run.thresholds.begin(), run.thresholds.end(),
                    [](auto const& one) { return one.judged; }))
        return "";
    return "latency was not judged: every receipt was of the backlog, " +
           counted_of(run.backlog_us.count(), "report") + " past due when the run began";
}

std::size_t missed_thresholds(run_result const& run)
{
    return static_cast<std::size_t>(
        std::count_if(run.thresholds.begin(), run.thresholds.end(),
                      [](auto const& one) { return one.judged && !one.met; }));
}

exit_code exit_code_of(run_result const& run)
{
    if (run.verdict.outcome == outcome::mismatch) return exit_mismatch;
    if (run.ending != ending::complete || run.verdict.outcome != outcome::agrees)
        return exit_failed;
    return missed_thresholds(run) == 0 ? exit_ok : exit_threshold;
}

std::string rejection_name(int code)
{
    constexpr std::string_view prefix = "REJECTION_CODE_";
    std::string const name = v1::RejectionCode_Name(code);
    return std::to_string(code) + (name.empty() ? "" : " " + name.substr(prefix.size()));
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
    double const share = now.reports == 0 ? 0 : double(now.settled) / double(now.reports);
    std::vector<std::string> parts;
    if (bar) parts.push_back(bar_of(share));
    parts.push_back(format("%3.0f %%", share * 100));
    parts.push_back(count_text(now.receipts) + "/" + count_text(now.reports) + " receipts");
    parts.push_back(format("%.0f/s", now.receipts_per_second));
    parts.push_back("p50 " + duration_text(now.p50_us) + " p95 " + duration_text(now.p95_us) +
                    " p99 " + duration_text(now.p99_us));
    if (now.freshness_p99_us > 0)
        parts.push_back("seen p99 " + duration_text(now.freshness_p99_us));
    parts.push_back(std::to_string(now.connections) + "/" + std::to_string(now.terminals) +
                    " connected");
    parts.push_back(count_text(now.rejections) + " errors");
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

}  // namespace sejuta::sim
