// SPDX-License-Identifier: Apache-2.0
// The same verdict on the phone and on the server: 10,000 reports that the terminal judged
// (tests/fixtures/rules_cases.txt, made from data/rules/cases.mjs) are judged here.
#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <map>
#include <sstream>

#include "ingest/validate/validate.hpp"
#include "support/event_builder.hpp"

namespace sejuta::ingest {
namespace {

constexpr base::unix_ms now_ms = 1'593'399'600'000;

struct judged_case {
    domain::sent_report sent;
    base::unix_ms skew_ms = 0;
    int verdict = 0;  // a RejectionCode, or 0
};

domain::sent_correction correction_of(std::string const& text)
{
    domain::sent_correction correction;
    char colon = 0;
    std::istringstream(text) >> correction.seq >> colon >> correction.kind >> colon >>
        correction.reason;
    return correction;
}

judged_case case_of(std::string const& line)
{
    judged_case read;
    auto& sent = read.sent;
    std::string correction;
    std::istringstream in(line);
    in >> sent.seq >> sent.site >> sent.service_date >> sent.date_chosen >> sent.method >>
        sent.category >> sent.postpartum >> sent.partner >> sent.count >> sent.confirmed >>
        sent.device_time_ms >> read.skew_ms >> correction >> read.verdict;
    EXPECT_TRUE(in) << line;
    if (sent.site == "-") sent.site.clear();
    if (correction != "-") sent.correction = correction_of(correction);
    return read;
}

TEST(rules_cases_test, ten_thousand_reports_get_the_terminals_verdict_here_too)
{
    auto event = tests::small_event();
    event.service_dates.push_back(domain::service_date::from_number(20200630).value());
    std::string const terminal = "terminal-1";
    std::ifstream file(SEJUTA_SOURCE_DIR "/tests/fixtures/rules_cases.txt");
    std::map<int, int> verdicts;
    int differences = 0;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with('#')) continue;
        auto const one = case_of(line);
        auto const judged = validate(one.sent, {event, terminal, now_ms, one.skew_ms});
        int const verdict = judged ? 0 : static_cast<int>(judged.error().code);
        ++verdicts[one.verdict];
        if (verdict == one.verdict) continue;
        if (++differences <= 10) ADD_FAILURE() << "here " << verdict << ": " << line;
    }
    EXPECT_EQ(differences, 0);
    int cases = 0;
    for (auto const& [verdict, count] : verdicts) cases += count;
    EXPECT_EQ(cases, 10'000);
    // Accepted ones, and every rejection that a terminal decides itself about a report.
    for (int verdict : {0, 3, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 22, 23, 25})
        EXPECT_GT(verdicts[verdict], 0) << verdict;
}

}  // namespace
}  // namespace sejuta::ingest
