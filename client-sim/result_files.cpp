// SPDX-License-Identifier: Apache-2.0
// The end of a run as JUnit's XML, for a CI that shows test cases, and as CSV, for a spreadsheet.
#include "report.hpp"
#include "words.hpp"

namespace sejuta::sim {
namespace {

struct test_case {
    std::string group;
    std::string name;
    bool met;
    std::string why;
    bool judged = true;
};

std::vector<test_case> cases_of(told_run const& day)
{
    std::vector<test_case> out;
    for (auto const& one : day.run.thresholds)
        out.push_back(
            {"thresholds", one.name + (one.at_least ? " >= " : " <= ") + format("%.15g", one.limit),
             one.met, one.judged ? "found " + format("%.3f", one.found) : unjudged_text(day.run),
             one.judged});
    std::string why = day.run.verdict.sentence;
    for (auto const& one : day.run.verdict.findings)
        why += "\n" + one.who + ", " + one.what + ": " + std::to_string(one.found) + ", book " +
               std::to_string(one.book);
    for (auto const& one : day.run.verdict.reasons) why += "\n" + one.en;
    out.push_back({"ledger", "the ledger and the book of receipts agree",
                   day.run.verdict.outcome == outcome::agrees, why});
    out.push_back(
        {"run", "the run was complete", day.run.ending == ending::complete, day.run.failure.en});
    return out;
}

}  // namespace

std::string junit_text(told_run const& day)
{
    auto const cases = cases_of(day);
    std::size_t failed = 0;
    std::size_t skipped = 0;
    std::string rows;
    for (auto const& one : cases) {
        rows += "  <testcase classname=\"" + in_markup(day.from.name + "." + one.group) +
                "\" name=\"" + in_markup(one.name) + "\"";
        if (one.met) {
            rows += "/>\n";
            continue;
        }
        if (!one.judged) {
            ++skipped;
            rows += ">\n    <skipped message=\"" + in_markup(one.why) + "\"/>\n  </testcase>\n";
            continue;
        }
        ++failed;
        rows += ">\n    <failure message=\"" + in_markup(one.why.substr(0, one.why.find('\n'))) +
                "\">" + in_markup(one.why) + "</failure>\n  </testcase>\n";
    }
    std::string told;
    for (auto const& one : day.run.incidents)
        told +=
            format("%.1f s to %.1f s: ", one.from_seconds, one.to_seconds) + in_english(one) + "\n";
    if (!told.empty()) rows += "  <system-out>" + in_markup(told) + "</system-out>\n";
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"" +
           in_markup("sejuta-sim " + day.from.name) + "\" tests=\"" + std::to_string(cases.size()) +
           "\" failures=\"" + std::to_string(failed) + "\" skipped=\"" + std::to_string(skipped) +
           "\" time=\"" + format("%.3f", day.run.seconds) + "\">\n" + rows + "</testsuite>\n";
}

std::string csv_text(run_result const& run)
{
    std::string out =
        "seconds,receipts,receipts_per_second,connections,rejections,receipt_p50_ms,"
        "receipt_p95_ms,receipt_p99_ms,freshness_p50_ms,freshness_p99_ms\n";
    for (auto const& one : run.samples) {
        out += format("%.3f,%llu,%.1f,%zu,%llu", one.seconds,
                      static_cast<unsigned long long>(one.receipts), one.receipts_per_second,
                      one.connections, static_cast<unsigned long long>(one.rejections));
        for (auto const us :
             {one.p50_us, one.p95_us, one.p99_us, one.freshness_p50_us, one.freshness_p99_us})
            out += format(",%.3f", double(us) / 1'000);
        out += "\n";
    }
    return out;
}

}  // namespace sejuta::sim
