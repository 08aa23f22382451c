// SPDX-License-Identifier: Apache-2.0
// A site's service date as the ledger has it, and who waits for it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "domain/change.hpp"
#include "totals/board.hpp"
#include "totals/site_day_desk.hpp"
#include "unit/totals/sample.hpp"

namespace {

using namespace sejuta;
using namespace sejuta::tests;
using namespace std::chrono_literals;
using domain::category;
using domain::method;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

struct site_day_test : testing::Test {
    std::shared_ptr<domain::event> event = sample_event();
    sample_ledger ledger{event};
    std::optional<totals::board> made;

    totals::board& board()
    {
        if (!made) made.emplace(event).reset(ledger.head());
        return *made;
    }
    totals::site_day day(char const* site, std::size_t date = 0)
    {
        return board().site_day({site, event->service_dates.at(date)});
    }
    void two_days()
    {
        event->service_dates.push_back(*domain::service_date::from_number(20200630));
    }
};

auto count(method m, category c, std::int64_t acceptors)
{
    return Pair(Pair(m, c), acceptors);
}

TEST_F(site_day_test, sums_the_reports_of_all_terminals_by_method_and_category)
{
    board().apply(ledger.reports({{.site = "jambi-pmb", .method = method::pil, .acceptors = 3},
                                  {.site = "jambi-pmb", .method = method::pil, .terminal = "t-2"},
                                  {.site = "kerinci-pkm", .acceptors = 50}}));
    ledger.advance(60'000);
    board().apply(ledger.reports({{.site = "jambi-pmb",
                                   .method = method::pil,
                                   .acceptors = 2,
                                   .category = category::ulang,
                                   .partner = domain::partner::ibi}}));
    auto const d = day("jambi-pmb");
    EXPECT_EQ(d.acceptors, 6);
    EXPECT_EQ(d.reports, 3U);
    EXPECT_EQ(d.last_event_time_ms, sample_start_ms + 60'000);
    EXPECT_THAT(d.counts, ElementsAre(count(method::pil, category::baru, 4),
                                      count(method::pil, category::ulang, 2)));
    EXPECT_EQ(d.sequence, ledger.now());
    EXPECT_FALSE(d.closed);
    EXPECT_FALSE(d.pending);
}

TEST_F(site_day_test, keeps_each_date_apart_in_whatever_order_they_came)
{
    for (std::uint32_t day = 20200630; day > 20200620; --day)
        if (day != 20200629)
            event->service_dates.push_back(*domain::service_date::from_number(day));
    std::sort(event->service_dates.begin(), event->service_dates.end());
    std::vector<std::int64_t> sums(event->service_dates.size());
    std::mt19937 random(1);
    for (int i = 0; i < 100; ++i) {
        auto const date = random() % (sums.size() - 1);  // the last one nobody reports of
        sums[date] += i;
        board().apply(ledger.reports({{.site = "jambi-pmb", .acceptors = i, .date = date}}));
    }
    board().apply(ledger.close("kerinci-pkm", 3, 4));
    for (std::size_t date = 0; date < sums.size(); ++date) {
        EXPECT_EQ(day("jambi-pmb", date).acceptors, sums[date]) << "date " << date;
        EXPECT_EQ(day("kerinci-pkm", date).closed.has_value(), date == 4) << "date " << date;
    }
    std::vector<totals::site_date> told;
    board().sites().for_each_day([&](totals::number site, totals::own_day const& each) {
        told.push_back({board().sites().site(site).code, each.date});
    });
    EXPECT_EQ(told.size(), sums.size() - 1 + 1);
    EXPECT_EQ(std::set(told.begin(), told.end()).size(), told.size());
}

TEST_F(site_day_test, follows_corrections_through_a_chain)
{
    auto const first =
        ledger.reports({{.site = "jambi-pmb", .method = method::iud, .acceptors = 5}});
    board().apply(first);
    auto const second = ledger.correct(first.reports[0], 3);
    board().apply(second);
    EXPECT_EQ(day("jambi-pmb").acceptors, 3);
    board().apply(ledger.correct(second.reports[0]));
    auto const d = day("jambi-pmb");
    EXPECT_EQ(d.acceptors, 0);
    EXPECT_EQ(d.reports, 3U);
    EXPECT_THAT(d.counts, IsEmpty());
    EXPECT_EQ(board().totals_of(code("ID"))->acceptors, 0);
}

TEST_F(site_day_test, a_replacement_may_name_another_site_and_date)
{
    two_days();
    auto const wrong = ledger.reports({{.site = "jambi-pmb", .acceptors = 5}});
    board().apply(wrong);
    auto entry = ledger.correct(wrong.reports[0], 4);
    auto& report = entry.reports[0];
    report.site = "jambi-tamu";
    report.cell.place = domain::place::imp;
    report.cell.date = event->service_dates[1];
    entry.deltas = {{domain::to_field(wrong.reports[0].cell), -5},
                    {domain::to_field(report.cell), 4}};
    board().apply(entry);
    EXPECT_EQ(day("jambi-pmb").acceptors, 0);
    EXPECT_EQ(day("jambi-tamu").acceptors, 0);
    EXPECT_EQ(day("jambi-tamu", 1).acceptors, 4);
    EXPECT_EQ(board().totals_of(code("15.71"))->acceptors, 4);
}

TEST_F(site_day_test, keeps_dates_apart)
{
    two_days();
    board().apply(ledger.reports(
        {{.site = "jambi-pmb", .acceptors = 3}, {.site = "jambi-pmb", .acceptors = 4, .date = 1}}));
    EXPECT_EQ(day("jambi-pmb", 0).acceptors, 3);
    EXPECT_EQ(day("jambi-pmb", 1).acceptors, 4);
}

TEST_F(site_day_test, tells_the_newest_close)
{
    board().apply(ledger.close("jambi-pmb", 7));
    ledger.advance(1'000);
    board().apply(ledger.close("jambi-pmb", 9));
    auto const d = day("jambi-pmb");
    ASSERT_TRUE(d.closed);
    EXPECT_EQ(*d.closed, (totals::day_closing{9, sample_start_ms + 1'000, 2}));
    EXPECT_EQ(d.acceptors, 0);
    EXPECT_EQ(board().totals_of(code("ID"))->acceptors, 0);
}

TEST_F(site_day_test, a_merged_site_s_day_is_its_successor_s)
{
    board().apply(ledger.reports(
        {{.site = "jambi-tamu", .acceptors = 2}, {.site = "jambi-pmb", .acceptors = 5}}));
    auto const before = board().totals_of(code("15.71"));
    board().apply(ledger.change(domain::site_merge{"jambi-tamu", "jambi-pmb"}));
    EXPECT_EQ(day("jambi-pmb").acceptors, 7);
    EXPECT_EQ(day("jambi-tamu").acceptors, 7);
    EXPECT_EQ(day("jambi-tamu").of.site, "jambi-tamu");
    EXPECT_EQ(board().totals_of(code("15.71"))->acceptors, before->acceptors);
    EXPECT_EQ(board().totals_of(code("15.71"))->by_place, before->by_place);
    board().apply(ledger.reports({{.site = "jambi-tamu", .acceptors = 1}}));
    EXPECT_EQ(day("jambi-pmb").acceptors, 8);
}

TEST_F(site_day_test, of_a_site_that_nobody_named_is_empty)
{
    auto const d = day("nobody");
    EXPECT_EQ(d.acceptors, 0);
    EXPECT_EQ(d.reports, 0U);
    EXPECT_FALSE(d.pending);
}

TEST_F(site_day_test, is_forgotten_on_reset)
{
    board().apply(ledger.reports({{.site = "jambi-pmb", .acceptors = 3}}));
    board().apply(ledger.close("jambi-pmb", 3));
    board().reset(ledger.head());
    EXPECT_EQ(day("jambi-pmb").acceptors, 0);
    EXPECT_FALSE(day("jambi-pmb").closed);
}

struct site_day_desk_test : site_day_test {
    totals::site_day_desk desk;
    std::vector<std::vector<totals::site_day>> answers;

    void ask(ledger::revision at_least, std::chrono::nanoseconds deadline)
    {
        desk.ask(
            {{"jambi-pmb", event->service_dates[0]}}, at_least, deadline,
            [this](std::vector<totals::site_day> days) { answers.push_back(std::move(days)); });
    }
};

TEST_F(site_day_desk_test, answers_as_soon_as_the_board_has_the_revision)
{
    ask(2, 1s);
    ask(1, 1s);
    desk.answer(board());
    EXPECT_THAT(answers, IsEmpty());
    board().apply(ledger.reports({{.site = "jambi-pmb", .acceptors = 3}}));
    desk.answer(board());
    EXPECT_THAT(answers, IsEmpty()) << "half a ledger is nobody's total";
    board().caught_up(ledger.now(), ledger.now().as_of_ms);
    desk.answer(board());
    ASSERT_EQ(answers.size(), 1U);
    EXPECT_EQ(answers[0].at(0).acceptors, 3);
    board().apply(ledger.reports({{.site = "jambi-pmb", .acceptors = 4}}));
    desk.answer(board());
    ASSERT_EQ(answers.size(), 2U);
    EXPECT_EQ(answers[1].at(0).acceptors, 7);
    EXPECT_TRUE(desk.is_empty());
}

TEST_F(site_day_desk_test, answers_pending_at_the_deadline_and_not_before)
{
    ask(1, 1s);
    desk.expire(1s - 1ns);
    EXPECT_THAT(answers, IsEmpty());
    desk.expire(1s);
    ASSERT_EQ(answers.size(), 1U);
    EXPECT_TRUE(answers[0].at(0).pending);
    EXPECT_EQ(answers[0].at(0).of.site, "jambi-pmb");
    EXPECT_TRUE(desk.is_empty());
}

}  // namespace
