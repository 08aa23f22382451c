// SPDX-License-Identifier: Apache-2.0
// Lapor over ada, and what changes of the register during the day do to it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/change.hpp"
#include "totals/board.hpp"
#include "unit/totals/sample.hpp"

namespace {

using namespace sejuta;
using namespace sejuta::tests;
using domain::place;
using testing::ElementsAre;
using testing::Pair;
using totals::coverage;

constexpr base::unix_ms hour_ms = 3'600'000;

struct coverage_test : testing::Test {
    std::shared_ptr<domain::event> event = sample_event();
    sample_ledger ledger{event};
    std::optional<totals::board> made;

    totals::board& board()
    {
        if (!made) made.emplace(event).reset(ledger.head());
        return *made;
    }
    totals::coverage of(char const* region) { return board().totals_of(code(region))->coverage; }
    void apply(ledger::entry const& entry) { board().apply(entry); }
    domain::site site(char const* name) const { return event->sites.at(name); }
};

TEST_F(coverage_test, a_close_alone_is_a_report)
{
    apply(ledger.close("jambi-pmb", 0));
    EXPECT_EQ(of("15.71"), (coverage{1, 1, 1, 0}));
    EXPECT_EQ(of("ID"), (coverage{1, 3, 1, 0}));
}

TEST_F(coverage_test, is_told_by_kind_of_place)
{
    apply(ledger.reports({{.site = "jambi-pmb"}, {.site = "jambi-tamu"}}));
    EXPECT_THAT(board().totals_of(code("15"))->coverage_by_place,
                ElementsAre(Pair(place::puskesmas, coverage{0, 1, 0, 0}),
                            Pair(place::pmb, coverage{1, 1, 0, 0}),
                            Pair(place::imp, coverage{0, 0, 0, 1})));
}

TEST_F(coverage_test, of_several_dates_is_of_the_newest_that_has_begun_at_the_site_s_zone)
{
    event->service_dates.push_back(*domain::service_date::from_number(20200630));
    apply(ledger.reports({{.site = "jambi-pmb"}, {.site = "denpasar-rs"}}));
    EXPECT_EQ(of("ID"), (coverage{2, 3, 0, 0}));
    // 23.00 WIB is midnight in Bali: there the second date has begun, in Jambi not yet.
    ledger.advance(15 * hour_ms - 1);
    apply(ledger.reports({{.site = "kerinci-pkm"}}));
    EXPECT_EQ(of("51"), (coverage{1, 1, 0, 0}));
    ledger.advance(1);
    apply(ledger.reports({{.site = "kerinci-pkm"}}));
    EXPECT_EQ(of("51"), (coverage{0, 1, 0, 0}));
    EXPECT_EQ(of("15"), (coverage{2, 2, 0, 0}));
    EXPECT_EQ(board().changed_at(code("51")), ledger.now().revision);
    ledger.advance(hour_ms);
    apply(ledger.reports({{.site = "kerinci-pkm"}}));  // of the first date still
    EXPECT_EQ(of("15"), (coverage{0, 2, 0, 0}));
    apply(ledger.reports({{.site = "kerinci-pkm", .date = 1}}));
    EXPECT_EQ(of("ID"), (coverage{1, 3, 0, 0}));
}

TEST_F(coverage_test, closed_is_who_closed_every_date_that_has_begun)
{
    event->service_dates.push_back(*domain::service_date::from_number(20200630));
    apply(ledger.close("jambi-pmb", 0));
    EXPECT_EQ(of("15.71").closed, 1U);
    ledger.advance(16 * hour_ms);
    apply(ledger.close("kerinci-pkm", 0, 1));
    EXPECT_EQ(of("15.71").closed, 0U);
    EXPECT_EQ(of("15.01"), (coverage{1, 1, 0, 0})) << "the first date is not closed";
    apply(ledger.close("jambi-pmb", 0, 1));
    EXPECT_EQ(of("15.71").closed, 1U);
}

TEST_F(coverage_test, of_a_site_added_during_the_day)
{
    domain::site added{.code = "baru-pkm", .place = place::puskesmas, .regency = code("15.71")};
    event->sites.emplace("baru-pkm", added);  // so that the ledger of this test knows it
    event->sites.erase("jambi-tamu");
    sample_ledger other(event);
    auto before = std::make_shared<domain::event>(*event);
    before->sites.erase("baru-pkm");
    totals::board board(before);
    board.reset(other.head());
    board.apply(other.reports({{.site = "baru-pkm", .acceptors = 2}}));
    EXPECT_EQ(board.totals_of(code("15.71"))->coverage, (coverage{0, 1, 0, 1})) << "unknown";
    board.apply(other.change(domain::site_change{added}));
    EXPECT_EQ(board.totals_of(code("15.71"))->coverage, (coverage{1, 2, 0, 0}));
    EXPECT_EQ(board.totals_of(code("15.71"))->acceptors, 2);
    EXPECT_TRUE(board.event().find_site("baru-pkm"));
    EXPECT_FALSE(before->find_site("baru-pkm"));
}

TEST_F(coverage_test, of_a_site_that_was_deactivated)
{
    apply(ledger.reports({{.site = "jambi-pmb", .acceptors = 3}}));
    auto off = site("jambi-pmb");
    off.active = false;
    apply(ledger.change(domain::site_change{off}));
    EXPECT_EQ(of("15.71"), (coverage{0, 0, 0, 1}));
    EXPECT_EQ(of("ID"), (coverage{0, 2, 0, 1}));
    EXPECT_EQ(board().totals_of(code("ID"))->acceptors, 3);
    auto silent = site("denpasar-rs");
    silent.active = false;
    apply(ledger.change(domain::site_change{silent}));
    EXPECT_EQ(of("51"), (coverage{0, 0, 0, 0}));
}

TEST_F(coverage_test, of_merged_sites_counts_one_that_reported_if_either_did)
{
    auto other = site("jambi-tamu");
    other.expected = true;
    apply(ledger.change(domain::site_change{other}));
    EXPECT_EQ(of("15.71"), (coverage{0, 2, 0, 0}));
    apply(ledger.reports({{.site = "jambi-tamu"}}));
    EXPECT_EQ(of("15.71"), (coverage{1, 2, 0, 0}));
    apply(ledger.change(domain::site_merge{"jambi-tamu", "jambi-pmb"}));
    EXPECT_EQ(of("15.71"), (coverage{1, 1, 0, 0}));
    apply(ledger.reports({{.site = "jambi-pmb"}}));
    EXPECT_EQ(of("15.71"), (coverage{1, 1, 0, 0}));
    EXPECT_THAT(board().totals_of(code("15.71"))->coverage_by_place,
                ElementsAre(Pair(place::pmb, coverage{1, 1, 0, 0})));
}

TEST_F(coverage_test, of_a_site_whose_kind_of_place_was_wrong)
{
    auto right = site("jambi-pmb");
    right.place = place::rs;
    apply(ledger.reports({{.site = "jambi-pmb"}}));
    apply(ledger.change(domain::site_change{right}));
    EXPECT_THAT(board().totals_of(code("15.71"))->coverage_by_place,
                ElementsAre(Pair(place::rs, coverage{1, 1, 0, 0})));
}

// Any row of reports, closes and changes: lapor never above ada, the parts sum to the whole, and a
// board that is reset and reads the same ledger shows the same.
TEST_F(coverage_test, holds_its_invariants_whatever_happens)
{
    for (unsigned seed = 1; seed <= 20; ++seed) {
        std::mt19937 random(seed);
        auto const pick = [&random](int to) {
            return static_cast<std::size_t>(random() % static_cast<unsigned>(to));
        };
        static constexpr char const* names[] = {"kerinci-pkm", "jambi-pmb", "jambi-tamu",
                                                "denpasar-rs"};
        totals::board board(event);
        sample_ledger log(event);
        board.reset(log.head());
        std::vector<ledger::entry> all;
        for (int i = 0; i < 200; ++i) {
            log.advance(static_cast<base::unix_ms>(pick(600'000)));
            auto altered = site(names[pick(4)]);
            altered.expected = pick(2) == 0;
            altered.active = pick(3) != 0;
            switch (pick(6)) {
            case 0: all.push_back(log.change(domain::site_change{altered})); break;
            case 1: all.push_back(log.close(names[pick(4)], 0)); break;
            case 2:
                all.push_back(log.change(domain::site_merge{names[pick(4)], names[pick(4)]}));
                break;
            default: all.push_back(log.reports({{.site = names[pick(4)]}}));
            }
            board.apply(all.back());
            for (auto const* region : {"ID", "15", "15.01", "15.71", "51"}) {
                auto const t = *board.totals_of(code(region));
                ASSERT_LE(t.coverage.reported, t.coverage.expected) << region << " seed " << seed;
                ASSERT_LE(t.coverage.closed, t.coverage.reported) << region << " seed " << seed;
                coverage sum;
                for (auto const& [kind, part] : t.coverage_by_place) sum += part;
                ASSERT_EQ(sum, t.coverage) << region << " seed " << seed;
            }
        }
        auto const shown = board.totals_of(code("ID"));
        board.reset(log.head());
        for (auto const& entry : all) board.apply(entry);
        EXPECT_EQ(board.totals_of(code("ID")), shown) << "seed " << seed;
    }
}

}  // namespace
