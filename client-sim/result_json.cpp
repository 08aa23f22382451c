// SPDX-License-Identifier: Apache-2.0
// The end of a run for tools: one JSON object; its keys are only ever added to.
#include <boost/json.hpp>
#include <cmath>

#include "report.hpp"
#include "words.hpp"

namespace sejuta::sim {
namespace {

namespace json = boost::json;

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
    for (auto const& one : from.reasons) reasons.emplace_back(one.en);
    return {{"outcome", word_of(from.outcome)},
            {"compared", from.compared},
            {"findings", std::move(findings)},
            {"reasons", std::move(reasons)},
            {"sentence", from.sentence}};
}

json::value recount_json(run_result const& run)
{
    auto const& from = run.recount;
    if (!from.made())
        return json::object{{"made", false},
                            {"by", from.by},
                            {"reason", from.by.empty() ? run.no_recount : from.trouble}};
    json::array differences;
    for (auto const& one : from.differences) differences.emplace_back(one);
    return json::object{{"made", true},
                        {"by", from.by},
                        {"compared", run.verdict.recount_compared},
                        {"revision", from.revision},
                        {"acceptors", from.acceptors},
                        {"reports", from.reports},
                        {"closes", from.closes},
                        {"difference_count", from.difference_count},
                        {"differences", std::move(differences)}};
}

json::array incidents_json(run_result const& run)
{
    json::array out;
    for (auto const& one : run.incidents)
        out.push_back({{"kind", word_of(one.kind)},
                       {"from_seconds", one.from_seconds},
                       {"to_seconds", one.to_seconds},
                       {"open", one.open},
                       {"count", one.count},
                       {"text", in_english(one)}});
    return out;
}

json::array losses_json(run_result const& run)
{
    json::array out;
    for (auto const& one : run.losses)
        out.push_back({{"process", one.of.index + 1},
                       {"pid", one.pid},
                       {"signal", one.signal},
                       {"exit_code", one.exit_code},
                       {"mute", one.mute},
                       {"text", in_english(one)}});
    return out;
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

json::object summary_json(told_run const& day)
{
    auto const& [from, planned, kept, run] = day;
    auto const sums = kept.receipted();
    json::object rejections;
    for (auto const& [code, times] : kept.rejections()) rejections[std::to_string(code)] = times;
    json::array thresholds;
    for (auto const& one : run.thresholds)
        thresholds.push_back(
            {{"name", one.name},
             {"limit", one.limit},
             {"found", std::isfinite(one.found) ? json::value(one.found) : json::value(nullptr)},
             {"met", one.judged ? json::value(one.met) : json::value(nullptr)},
             {"judged", one.judged},
             {"samples", one.samples ? json::value(*one.samples) : json::value(nullptr)}});
    json::object out{{"scenario", from.name},
                     {"seed", run.seed},
                     {"event", run.event},
                     {"region", from.region.text()},
                     {"server", run.server},
                     {"begun_at_ms", run.begun_ms},
                     {"ending", word_of(run.ending)},
                     {"failure", run.failure.en},
                     {"exit_code", static_cast<int>(exit_code_of(run))},
                     {"seconds", run.seconds},
                     {"load_seconds", run.load_seconds},
                     {"reports_per_second",
                      run.load_seconds > 0 ? double(kept.counted()) / run.load_seconds : 0.0},
                     {"model", from.load.closed ? "closed" : "open"},
                     {"window", from.load.window},
                     {"frame_reports", from.load.closed ? from.load.frame_reports : 0},
                     {"terminals", planned.terminals.size()},
                     {"connected_max", run.connected_max},
                     {"reconnects", run.reconnects},
                     {"reports", kept.reports()},
                     {"acceptors", sums.acceptors},
                     {"acceptors_planned", planned.wanted.total()},
                     {"receipts", kept.counted()},
                     {"refused", kept.refused()},
                     {"unknown", kept.unknown()},
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
                     {"backlog_ms", latency_json(run.backlog_us)},
                     {"freshness_ms", latency_json(run.freshness_us)},
                     {"refused_as_expected", kept.refused_as_expected()},
                     {"processes", run.processes},
                     {"lost_processes", losses_json(run)},
                     {"viewers", from.viewers},
                     {"scale", from.scale},
                     {"audit",
                      {{"terminals", run.audited_terminals},
                       {"receipts", run.audited_receipts},
                       {"site_days", run.audited_days}}},
                     {"incidents", incidents_json(run)},
                     {"recount", recount_json(run)},
                     {"newest_revision", kept.newest().revision},
                     {"thresholds", std::move(thresholds)}};
    for (auto& [key, value] : sums_json(from, planned, sums)) out[key] = value;
    out["verdict"] = verdict_json(run.verdict);
    return out;
}

}  // namespace sejuta::sim
