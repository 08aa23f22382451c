// SPDX-License-Identifier: Apache-2.0
#include "totals/site_reports.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "unit/totals/sample.hpp"

namespace {

using namespace sejuta;
using namespace sejuta::tests;
using domain::correction_reason;
using testing::ElementsAre;
using testing::IsEmpty;
using totals::report_fate;

struct site_reports_test : testing::Test {
    std::shared_ptr<domain::event> event = sample_event();
    sample_ledger ledger{event};
    totals::board board{event};

    site_reports_test() { board.reset(ledger.head()); }
    ledger::entry apply(ledger::entry entry)
    {
        ledger.advance(1'000);
        board.apply(entry);
        return entry;
    }
    std::vector<report_fate> fates(char const* site) const
    {
        std::vector<report_fate> out;
        for (auto const& each : totals::reports_of(board, site).reports) out.push_back(each.fate);
        return out;
    }
};

TEST_F(site_reports_test, a_sites_reports_are_newest_first_with_what_became_of_them)
{
    // Two with the same content: only one of them is taken back.
    auto const twins = apply(ledger.reports({{.site = "jambi-pmb", .acceptors = 7},
                                             {.site = "jambi-pmb", .acceptors = 7},
                                             {.site = "kerinci-pkm", .acceptors = 9}}));
    auto const third = apply(ledger.reports({{.site = "jambi-pmb", .acceptors = 4}}));
    apply(ledger.correct(twins.reports[0]));
    auto const better = apply(ledger.correct(third.reports[0], 5));
    auto const found = totals::reports_of(board, "jambi-pmb");
    EXPECT_EQ(found.total, 4U);
    ASSERT_EQ(found.reports.size(), 4U);
    EXPECT_THAT(fates("jambi-pmb"), ElementsAre(report_fate::counted, report_fate::replaced,
                                                report_fate::counted, report_fate::voided));
    EXPECT_EQ(found.reports[0].row.seq, better.reports[0].seq);
    EXPECT_EQ(found.reports[0].row.corrects, third.reports[0].seq);
    EXPECT_EQ(found.reports[0].row.acceptors, 5);
    EXPECT_EQ(found.reports[3].row.seq, twins.reports[0].seq);
    EXPECT_EQ(found.reports[3].row.corrects, 0U);
    EXPECT_THAT(totals::reports_of(board, "nowhere").reports, IsEmpty());
}

TEST_F(site_reports_test, of_many_reports_the_newest_are_shown_and_all_are_counted)
{
    for (std::size_t i = 0; i <= limits::desk_reports_max; ++i)
        apply(ledger.reports({{.site = "jambi-pmb", .acceptors = static_cast<int>(i) + 1}}));
    auto const found = totals::reports_of(board, "jambi-pmb");
    EXPECT_EQ(found.total, limits::desk_reports_max + 1);
    ASSERT_EQ(found.reports.size(), limits::desk_reports_max);
    EXPECT_EQ(found.reports.back().row.acceptors, 2) << "the oldest one is left out";
}

TEST_F(site_reports_test, a_terminal_is_of_the_sites_it_was_enrolled_for_or_reported_for)
{
    apply(ledger.change(domain::enrolment{{}, "t-8", {"jambi-pmb", "jambi-tamu"}}));
    apply(ledger.reports(
        {{.site = "denpasar-rs", .terminal = "t-8"}, {.site = "jambi-pmb", .terminal = "t-9"}}));
    EXPECT_THAT(totals::sites_of_terminal(board, "t-8"),
                ElementsAre("denpasar-rs", "jambi-pmb", "jambi-tamu"));
    EXPECT_THAT(totals::sites_of_terminal(board, "t-9"), ElementsAre("jambi-pmb"));
    EXPECT_THAT(totals::sites_of_terminal(board, "t-0"), IsEmpty());
    EXPECT_THAT(totals::reports_of(board, "jambi-pmb").terminals, ElementsAre("t-8", "t-9"));
    EXPECT_THAT(totals::reports_of(board, "jambi-tamu").terminals, ElementsAre("t-8"));
}

TEST_F(site_reports_test, a_report_is_known_with_what_took_it_back)
{
    auto const first = apply(ledger.reports({{.site = "jambi-pmb", .acceptors = 7}})).reports[0];
    auto const known = totals::report_of(board, "t-1", first.seq);
    ASSERT_TRUE(known);
    EXPECT_EQ(known->site, "jambi-pmb");
    EXPECT_EQ(known->row.acceptors, 7);
    EXPECT_FALSE(known->taken_back);
    auto const better = apply(ledger.correct(first, 5, correction_reason::salah_hitung)).reports[0];
    auto const gone = totals::report_of(board, "t-1", first.seq);
    ASSERT_TRUE(gone && gone->taken_back && gone->taken_back->instead);
    EXPECT_EQ(gone->taken_back->row.seq, better.seq);
    EXPECT_EQ(gone->taken_back->instead->acceptors, 5);
    auto const voiding = apply(ledger.correct(better)).reports[0];
    EXPECT_FALSE(totals::report_of(board, "t-1", voiding.seq)) << "a void is no report to correct";
    EXPECT_FALSE(totals::report_of(board, "t-2", first.seq));
    EXPECT_FALSE(totals::report_of(board, "t-1", 99));
    auto const second = totals::report_of(board, "t-1", better.seq);
    ASSERT_TRUE(second && second->taken_back);
    EXPECT_FALSE(second->taken_back->instead);
}

}  // namespace
