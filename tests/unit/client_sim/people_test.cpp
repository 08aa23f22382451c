// SPDX-License-Identifier: Apache-2.0
// People make slips and correct them: the sums stay exact, and what must be refused is known
// before.
#include "people.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "book.hpp"
#include "catalogue/event_loader.hpp"
#include "unit/client_sim/builders.hpp"

namespace sejuta::sim::testing {
namespace {

scenario busy()
{
    auto out = shipped("jambi-2020");
    out.scale = 0.2;
    out.habits = {.batching_share = 0.3,
                  .batching_minutes = 30,
                  .corrections_share = 0.1,
                  .fat_fingers_share = 0.1,
                  .voids_share = 0.1,
                  .corrected_after_minutes = 20,
                  .errors_share = 0.1,
                  .close_day_share = 1,
                  .close_day_minute = 15 * 60};
    return out;
}

domain::event const& harganas()
{
    static auto const loaded =
        catalogue::load_event(std::string(SEJUTA_SOURCE_DIR) + "/data/events/harganas-2020")
            .value();
    return *loaded;
}

// The book of a server that does what the rules say.
book obeyed(plan const& made)
{
    book out(made);
    std::uint64_t revision = 0;
    for (std::size_t i = 0; i < made.terminals.size(); ++i)
        for (auto const& one : made.terminals[i].reports) {
            out.sent(i, one.seq);
            if (one.expected_rejection != 0)
                out.rejected(i, one.seq, one.expected_rejection, turned_down::for_good);
            else
                out.received(i, one.seq, {7, ++revision, false, one.service_date});
        }
    return out;
}

TEST(people, slips_and_corrections_leave_the_amounts_exact)
{
    auto const rules = busy();
    auto const made = make_plan(rules, harganas(), 5).value();
    auto const kept = obeyed(made);
    auto const reached = kept.receipted();
    EXPECT_EQ(reached.acceptors, made.wanted.total());
    for (auto const& [regency, acceptors] : made.wanted.by_regency)
        EXPECT_EQ(reached.by_regency.at(regency), acceptors) << regency.text();
    EXPECT_TRUE(kept.contradictions().empty()) << kept.contradictions().front().en;
    EXPECT_GT(kept.refused_as_expected(), 0U);
    EXPECT_EQ(kept.refused_as_expected(), made.expected_rejections);
    EXPECT_EQ(kept.unexpected_rejections(), 0U);
    std::int64_t of_sites = 0;
    for (auto const& [day, methods] : kept.by_site_day())
        for (auto const& [method, acceptors] : methods) of_sites += acceptors;
    EXPECT_EQ(of_sites, made.wanted.total());
}

TEST(people, a_correction_names_an_earlier_seq_and_comes_later)
{
    auto const made = make_plan(busy(), harganas(), 6).value();
    std::map<item_kind, std::size_t> found;
    for (auto const& terminal : made.terminals)
        for (auto const& one : terminal.reports) {
            ++found[one.kind];
            if (one.corrects == 0) continue;
            ASSERT_LT(one.corrects, one.seq);
            auto const& before = terminal.reports[one.corrects - 1];
            EXPECT_EQ(before.kind, item_kind::report);
            EXPECT_LE(before.due_ms(), one.due_ms());
            EXPECT_EQ(before.service_date, one.service_date);
        }
    for (auto const kind : {item_kind::report, item_kind::replace, item_kind::take_back})
        EXPECT_GT(found[kind], 0U);
    EXPECT_EQ(found[item_kind::close_day], made.terminals.size());
}

TEST(people, what_is_planted_is_wanted_too)
{
    auto rules = busy();
    auto const before = make_plan(rules, harganas(), 7).value();
    rules.anomalies = {{anomaly_kind::jump, 2}, {anomaly_kind::night_burst, 1}};
    auto const made = make_plan(rules, harganas(), 7).value();
    EXPECT_GT(made.wanted.total(), before.wanted.total());
    EXPECT_EQ(made.planted.at("jump"), 2U);
    EXPECT_EQ(obeyed(made).receipted().acceptors, made.wanted.total());
}

TEST(people, an_answer_other_than_the_rules_contradicts)
{
    auto const made = make_plan(busy(), harganas(), 8).value();
    for (std::size_t i = 0; i < made.terminals.size(); ++i)
        for (auto const& one : made.terminals[i].reports) {
            if (one.expected_rejection == 0) continue;
            book counted(made);
            counted.sent(i, one.seq);
            counted.received(i, one.seq, {7, 1, false, one.service_date});
            EXPECT_EQ(counted.contradictions().size(), 1U) << "counted what the rules refuse";
            book other(made);
            other.sent(i, one.seq);
            other.rejected(i, one.seq, one.expected_rejection + 1, turned_down::for_good);
            EXPECT_EQ(other.contradictions().size(), 1U) << "refused for another reason";
            return;
        }
    FAIL() << "no report of the plan is to be refused";
}

// Of an event of several days each date is closed, with what was counted on it.
TEST(people, every_date_of_a_site_is_closed_with_its_own_total)
{
    auto event = harganas();
    for (auto const number : {20200630U, 20200701U})
        event.service_dates.push_back(domain::service_date::from_number(number).value());
    auto rules = busy();
    rules.habits.errors_share = 0;
    auto const made = make_plan(rules, event, 3).value();
    for (auto const& terminal : made.terminals) {
        std::map<std::uint32_t, std::int64_t> counted;
        std::map<std::uint32_t, std::int64_t> closed;
        for (auto const& one : terminal.reports) {
            if (one.kind == item_kind::close_day) {
                EXPECT_TRUE(closed.emplace(one.service_date, one.count).second);
                continue;
            }
            if (one.kind != item_kind::take_back) counted[one.service_date] += one.count;
            if (one.corrects != 0)
                counted[one.service_date] -= terminal.reports[one.corrects - 1].count;
        }
        EXPECT_EQ(closed, counted) << terminal.id;
    }
}

TEST(closed_loop, shares_all_reports_out_evenly)
{
    auto rules = shipped("jabar-2020");
    rules.scale = 0.05;
    rules.load = {.closed = true, .connections = 120, .window = 8, .frame_reports = 1};
    auto const made = make_plan(rules, harganas(), 1).value();
    ASSERT_EQ(made.terminals.size(), 120U);
    auto const [least, most] = std::minmax_element(
        made.terminals.begin(), made.terminals.end(),
        [](auto const& a, auto const& b) { return a.reports.size() < b.reports.size(); });
    EXPECT_LE(most->reports.size() - least->reports.size(), 1U);
    EXPECT_EQ(obeyed(made).receipted().acceptors, made.wanted.total());

    rules.load.connections = 2;
    auto const few = make_plan(rules, harganas(), 1);
    ASSERT_FALSE(few.has_value());
    EXPECT_NE(few.error().sentence.find("too few for so many sites"), std::string::npos);
    rules.load.connections = 60'000;
    EXPECT_FALSE(make_plan(rules, harganas(), 1).has_value()) << "more connections than reports";
}

TEST(scale, takes_the_same_share_of_both_margins)
{
    auto rules = shipped("jambi-2020");
    rules.scale = 0.01;
    auto const small = wanted_of(rules, harganas()).value();
    EXPECT_EQ(small.total(), 111);
    std::int64_t groups = 0;
    for (auto const& [group, acceptors] : small.by_group) groups += acceptors;
    EXPECT_EQ(groups, 111);
}

}  // namespace
}  // namespace sejuta::sim::testing
