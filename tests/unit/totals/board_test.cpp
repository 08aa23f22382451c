// SPDX-License-Identifier: Apache-2.0
#include "totals/board.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>

#include "unit/totals/sample.hpp"

namespace {

using namespace sejuta;
using namespace sejuta::tests;
using domain::method;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

struct board_test : testing::Test {
    domain::event_ptr event = sample_event();
    sample_ledger ledger{event};
    totals::board board{event};

    board_test() { board.reset(ledger.head()); }
    totals::region_totals of(char const* region) { return board.totals_of(code(region)).value(); }
};

TEST_F(board_test, adds_a_report_to_its_regency_its_province_and_the_nation)
{
    board.apply(ledger.reports({{.site = "jambi-pmb",
                                 .method = method::iud,
                                 .acceptors = 3,
                                 .category = domain::category::ulang,
                                 .postpartum = domain::postpartum::kb_pp,
                                 .partner = domain::partner::ibi}}));
    for (auto const* region : {"ID", "15", "15.71"}) {
        auto const t = of(region);
        EXPECT_EQ(t.acceptors, 3) << region;
        EXPECT_THAT(t.by_method, ElementsAre(Pair(method::iud, 3)));
        EXPECT_THAT(t.by_category, ElementsAre(Pair(domain::category::ulang, 3)));
        EXPECT_THAT(t.by_postpartum, ElementsAre(Pair(domain::postpartum::kb_pp, 3)));
        EXPECT_THAT(t.by_place, ElementsAre(Pair(domain::place::pmb, 3)));
        EXPECT_THAT(t.by_partner, ElementsAre(Pair(domain::partner::ibi, 3)));
    }
    for (auto const* region : {"15.01", "51", "51.71"}) EXPECT_EQ(of(region).acceptors, 0);
    EXPECT_EQ(board.sequence(), ledger.now());
}

TEST_F(board_test, lists_every_child_region_also_with_nothing)
{
    board.apply(ledger.reports({{.site = "kerinci-pkm", .acceptors = 7}}));
    auto const nation = of("ID").by_region;
    ASSERT_EQ(nation.size(), 2U);
    EXPECT_EQ(nation[0].code, code("15"));
    EXPECT_EQ(nation[0].acceptors, 7);
    EXPECT_EQ(nation[1].code, code("51"));
    EXPECT_EQ(nation[1].acceptors, 0);
    EXPECT_EQ(of("15").by_region.size(), 2U);
    EXPECT_THAT(of("15.01").by_region, IsEmpty());
}

TEST_F(board_test, takes_back_what_a_correction_took)
{
    board.apply(ledger.reports({{.method = method::pil, .acceptors = 5}}));
    board.apply(ledger.reports(
        {{.method = method::pil, .acceptors = -5}, {.method = method::kondom, .acceptors = 4}}));
    EXPECT_EQ(of("ID").acceptors, 4);
    EXPECT_THAT(of("ID").by_method, ElementsAre(Pair(method::kondom, 4)));
}

TEST_F(board_test, keeps_the_curve_by_minute_of_the_event_clock)
{
    auto const first = static_cast<std::uint32_t>(sample_start_ms / 60'000);
    board.apply(ledger.reports({{.acceptors = 2}}));
    ledger.advance(59'999);
    board.apply(ledger.reports({{.acceptors = 3}}));
    ledger.advance(1);
    board.apply(ledger.reports({{.acceptors = 4}}));
    ledger.advance(180'000);
    board.apply(ledger.reports({{.acceptors = -1}}));
    EXPECT_THAT(of("15.01").by_minute,
                ElementsAre(totals::minute_row{first, 5}, totals::minute_row{first + 1, 4},
                            totals::minute_row{first + 4, -1}));
    EXPECT_THAT(of("51").by_minute, IsEmpty());
}

TEST_F(board_test, counts_coverage_over_expected_sites_only)
{
    EXPECT_EQ(of("ID").coverage, (totals::coverage{0, 3}));
    board.apply(ledger.reports({{.site = "jambi-pmb"}, {.site = "jambi-tamu"}}));
    board.apply(ledger.reports({{.site = "jambi-pmb"}}));
    EXPECT_EQ(of("ID").coverage, (totals::coverage{1, 3, 0, 1}));
    EXPECT_EQ(of("15").coverage, (totals::coverage{1, 2, 0, 1}));
    EXPECT_EQ(of("15").by_region[1].coverage, (totals::coverage{1, 1, 0, 1}));
    EXPECT_EQ(of("51").coverage, (totals::coverage{0, 1}));
    EXPECT_EQ(of("ID").acceptors, 3);
}

TEST_F(board_test, a_site_whose_only_report_was_voided_still_reported)
{
    board.apply(ledger.reports({{.site = "denpasar-rs", .acceptors = 9}}));
    board.apply(ledger.reports({{.site = "denpasar-rs", .acceptors = -9}}));
    EXPECT_EQ(of("51").acceptors, 0);
    EXPECT_EQ(of("51").coverage, (totals::coverage{1, 1}));
}

TEST_F(board_test, takes_the_target_of_the_first_set_that_names_the_region)
{
    EXPECT_EQ(of("ID").target, (totals::target{"Panitia Pusat", 1'000'000}));
    EXPECT_EQ(of("15").target, (totals::target{"Panitia Pusat", 11'093}));
    EXPECT_EQ(of("51").target, (totals::target{"Provinsi", 500}));
    EXPECT_EQ(of("15.71").target, std::nullopt);
    EXPECT_EQ(of("15").group_targets.at("suntik"), (totals::target{"Panitia Pusat", 3'702}));
    EXPECT_THAT(of("ID").group_targets, IsEmpty());
}

TEST_F(board_test, follows_the_status)
{
    EXPECT_EQ(board.status(), domain::event_status::open);
    board.apply(ledger.status(domain::event_status::closed));
    EXPECT_EQ(board.status(), domain::event_status::closed);
    EXPECT_EQ(board.sequence().revision, 1U);
}

TEST_F(board_test, is_ready_once_it_has_caught_up_and_forgets_all_on_reset)
{
    EXPECT_FALSE(board.is_ready());
    board.apply(ledger.reports({{.acceptors = 5}}));
    EXPECT_FALSE(board.is_ready());
    board.caught_up(ledger.now(), 1234);
    EXPECT_TRUE(board.is_ready());
    EXPECT_EQ(board.checked_at_ms(), 1234);
    board.lost();
    EXPECT_TRUE(board.is_ready());
    EXPECT_FALSE(board.is_connected());

    sample_ledger restored(event, 77);
    auto const resets = board.resets();
    board.reset(restored.head());
    EXPECT_GT(board.resets(), resets);
    EXPECT_FALSE(board.is_ready());
    EXPECT_EQ(of("ID").acceptors, 0);
    EXPECT_EQ(of("ID").coverage, (totals::coverage{0, 3}));
    EXPECT_THAT(of("ID").by_minute, IsEmpty());
    EXPECT_THAT(board.cells(), IsEmpty());
    board.apply(restored.reports({{.acceptors = 2}}));
    EXPECT_EQ(of("ID").acceptors, 2);
    EXPECT_EQ(board.sequence().epoch, 77U);
}

TEST_F(board_test, knows_when_each_region_last_changed)
{
    board.apply(ledger.reports({{.site = "denpasar-rs"}}));
    board.apply(ledger.reports({{.site = "jambi-pmb"}}));
    EXPECT_EQ(board.changed_at(code("51")), 1U);
    EXPECT_EQ(board.changed_at(code("15.71")), 2U);
    EXPECT_EQ(board.changed_at(code("15.01")), 0U);
    EXPECT_EQ(board.changed_at(code("ID")), 2U);
}

TEST_F(board_test, has_nothing_of_a_region_that_the_event_does_not_have)
{
    EXPECT_FALSE(board.totals_of(code("99")));
    EXPECT_FALSE(board.totals_of(code("15.72")));
}

TEST_F(board_test, counts_a_regency_outside_the_region_set_for_what_contains_it)
{
    ledger::entry entry;
    entry.sequence = {sample_epoch, 1, sample_start_ms};
    entry.deltas["2020-06-29/15.09/pil/baru/none/pmb/none/ontime"] = 4;
    entry.deltas["2020-06-29/64.01/pil/baru/none/pmb/none/late"] = 2;
    entry.deltas["by hand"] = 1000;
    board.apply(entry);
    EXPECT_EQ(of("15").acceptors, 4);
    EXPECT_EQ(of("ID").acceptors, 6);
    EXPECT_EQ(board.unreadable_cells(), 1U);
    EXPECT_EQ(board.cells().at("by hand"), 1000);
}

TEST_F(board_test, keeps_the_cells_as_the_counters_have_them)
{
    std::mt19937 random(7);
    std::map<std::string, std::int64_t> counters;
    std::int64_t total = 0;
    for (int i = 0; i < 200; ++i) {
        auto const entry = ledger.random_reports(random);
        for (auto const& [field, acceptors] : entry.deltas) {
            counters[field] += acceptors;
            total += acceptors;
        }
        board.apply(entry);
    }
    EXPECT_EQ(board.cells(), counters);
    EXPECT_EQ(of("ID").acceptors, total);
    EXPECT_EQ(of("15").acceptors + of("51").acceptors, total);
    EXPECT_EQ(of("15.01").acceptors + of("15.71").acceptors, of("15").acceptors);
    std::int64_t curve = 0;
    for (auto const& row : of("ID").by_minute) curve += row.acceptors;
    EXPECT_EQ(curve, total);
}

using board_death_test = board_test;

TEST_F(board_death_test, refuses_an_entry_handed_over_twice)
{
    auto const entry = ledger.reports({{.acceptors = 1}});
    board.apply(entry);
    EXPECT_DEATH(board.apply(entry), "hands every entry over once");
}

// A release build takes a million in about 0.4 s of processor time; this bound, with a tenth of
// them, also holds without optimisation and under sanitizers, and not where a report costs more the
// more there are.
TEST_F(board_test, takes_a_hundred_thousand_reports_in_two_seconds_of_processor_time)
{
    std::mt19937 random(1);
    std::vector<ledger::entry> entries;
    for (std::size_t reports = 0; reports < 100'000; reports += entries.back().reports.size())
        entries.push_back(ledger.random_reports(random));
    auto const begun = std::clock();
    for (auto const& entry : entries) board.apply(entry);
    auto const seconds = static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC;
    EXPECT_EQ(board.sequence(), ledger.now());
    EXPECT_LT(seconds, 2);
}

}  // namespace
