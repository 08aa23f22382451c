// SPDX-License-Identifier: Apache-2.0
// A threshold is met, missed, or not judged, and every way of telling a run says which.
#include <gtest/gtest.h>
#include <boost/json.hpp>

#include "report.hpp"
#include "unit/client_sim/builders.hpp"

namespace sejuta::sim::testing {
namespace {

struct thresholds_of_a_run : ::testing::Test {
    thresholds_of_a_run() : rules(shipped("jambi-2020")), made(plan_of(2)), kept(made), none(made)
    {
        for (std::uint32_t const seq : {1U, 2U}) {
            kept.sent(0, seq);
            kept.received(0, seq, {7, seq, false, 20200629});
        }
        wanted.receipt_p95_ms = 10;
    }
    // All that came was past due when the run began.
    run_result all_backlog() const
    {
        run_result out;
        out.backlog_us.add(90'000'000);
        out.backlog_us.add(90'000'000);
        out.ending = ending::complete;
        out.verdict.outcome = outcome::agrees;
        out.thresholds = check(wanted, out, kept);
        return out;
    }
    told_run told(run_result const& run) const { return {rules, made, kept, run}; }

    scenario rules;
    plan made;
    book kept;
    book none;  // no receipt
    thresholds wanted;
};

TEST_F(thresholds_of_a_run, judge_by_what_was_due_during_the_run)
{
    run_result slow;
    slow.latency_us.add(20'000);
    auto const missed = check(wanted, slow, kept).at(0);
    EXPECT_TRUE(missed.judged);
    EXPECT_FALSE(missed.met);
    EXPECT_EQ(missed.samples, 1U);
    run_result quick;
    quick.latency_us.add(9'000);
    EXPECT_TRUE(check(wanted, quick, kept).at(0).met);
    auto const nothing = check(wanted, run_result{}, none).at(0);
    EXPECT_TRUE(nothing.judged);
    EXPECT_FALSE(nothing.met) << "no receipt at all is no good latency";
}

TEST_F(thresholds_of_a_run, stay_and_are_not_judged_where_all_was_backlog)
{
    wanted.receipt_p99_ms = 20;
    wanted.rejections_max = 0;
    auto const run = all_backlog();
    ASSERT_EQ(run.thresholds.size(), 3U);
    for (std::size_t const latency : {0U, 1U}) {
        EXPECT_FALSE(run.thresholds[latency].judged);
        EXPECT_FALSE(run.thresholds[latency].met);
        EXPECT_EQ(run.thresholds[latency].samples, 0U);
    }
    EXPECT_TRUE(run.thresholds[2].judged);
    EXPECT_EQ(exit_code_of(run), exit_ok) << "it is no failure";
}

TEST_F(thresholds_of_a_run, that_were_not_judged_stand_in_every_output)
{
    auto const run = all_backlog();
    auto const summary = summary_text(told(run), false);
    EXPECT_NE(summary.find("? receipt_p95_ms <= 10 (not judged: 0 samples)"), std::string::npos)
        << summary;
    EXPECT_NE(summary.find("latency was not judged: every receipt was of the backlog, 2 reports"),
              std::string::npos)
        << summary;
    auto const junit = junit_text(told(run));
    EXPECT_NE(junit.find("failures=\"0\" skipped=\"1\""), std::string::npos) << junit;
    EXPECT_NE(junit.find("<skipped message=\"latency was not judged"), std::string::npos) << junit;
    auto const json = summary_json(told(run));
    auto const& one = json.at("thresholds").as_array().at(0).as_object();
    EXPECT_TRUE(one.at("met").is_null());
    EXPECT_FALSE(one.at("judged").as_bool());
    EXPECT_EQ(one.at("samples").to_number<int>(), 0);
    auto const page = html_text(told(run));
    EXPECT_NE(page.find("tidak dinilai"), std::string::npos);
    EXPECT_NE(page.find("not judged"), std::string::npos);
}

TEST_F(thresholds_of_a_run, that_were_judged_say_nothing_of_it)
{
    run_result run;
    run.latency_us.add(9'000);
    run.thresholds = check(wanted, run, kept);
    EXPECT_EQ(summary_text(told(run), false).find("not judged"), std::string::npos);
    EXPECT_NE(junit_text(told(run)).find("skipped=\"0\""), std::string::npos);
    EXPECT_EQ(html_text(told(run)).find("tidak dinilai"), std::string::npos);
}

TEST_F(thresholds_of_a_run, judge_freshness_and_rate_where_they_are_asked_for)
{
    wanted = {};
    wanted.freshness_p99_ms = 400;
    wanted.receipts_per_second_min = 1;
    run_result run;
    EXPECT_FALSE(check(wanted, run, kept).at(0).met) << "nobody saw anything";
    run.freshness_us.add(399'000);
    run.load_seconds = 1;
    EXPECT_TRUE(check(wanted, run, kept).at(0).met);
    EXPECT_TRUE(check(wanted, run, kept).at(1).met);
    run.freshness_us.add(420'000);
    run.load_seconds = 1e9;
    EXPECT_FALSE(check(wanted, run, kept).at(0).met);
    EXPECT_FALSE(check(wanted, run, kept).at(1).met);
}

TEST(exit_codes, a_mismatch_outranks_an_incomplete_run_and_that_a_threshold)
{
    run_result run;
    run.ending = ending::complete;
    run.verdict.outcome = outcome::agrees;
    EXPECT_EQ(exit_code_of(run), 0);
    run.thresholds.push_back({"receipt_p99_ms", 1, 2, false});
    EXPECT_EQ(exit_code_of(run), 99);
    run.ending = ending::interrupted;
    EXPECT_EQ(exit_code_of(run), 1);
    run.verdict.outcome = outcome::mismatch;
    EXPECT_EQ(exit_code_of(run), 97);
}

}  // namespace
}  // namespace sejuta::sim::testing
