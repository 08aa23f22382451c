// SPDX-License-Identifier: Apache-2.0
#include "totals/movements.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "totals/pages_json.hpp"
#include "unit/totals/sample.hpp"

namespace {

using namespace sejuta;
using namespace sejuta::tests;
namespace json = boost::json;
using domain::correction_reason;

constexpr base::unix_ms minute_ms = 60'000;

struct movements_test : testing::Test {
    std::shared_ptr<domain::event> event = sample_event();
    sample_ledger ledger{event};
    totals::board board{event};

    movements_test() { board.reset(ledger.head()); }
    totals::movements of(char const* region, unsigned minutes = 15)
    {
        return totals::movements_of(board, code(region), minutes);
    }
};

TEST_F(movements_test, names_who_gave_most_in_the_last_minutes)
{
    board.apply(ledger.reports({{.site = "jambi-pmb", .acceptors = 100}}));
    ledger.advance(15 * minute_ms);
    board.apply(ledger.reports({{.site = "jambi-pmb", .acceptors = 3},
                                {.site = "kerinci-pkm", .acceptors = 5},
                                {.site = "denpasar-rs", .acceptors = 7}}));
    auto const nation = of("ID");
    EXPECT_EQ(nation.since_ms, sample_start_ms);
    ASSERT_EQ(nation.contributors.size(), 2U);
    EXPECT_EQ(nation.contributors[0].code, "15");
    EXPECT_EQ(nation.contributors[0].name, "Jambi");
    EXPECT_EQ(nation.contributors[0].acceptors, 8) << "what is just 15 minutes old is not of them";
    EXPECT_EQ(nation.contributors[1].acceptors, 7);
    EXPECT_EQ(of("15").contributors.at(0).code, "15.01");
    EXPECT_EQ(of("15.71").contributors.at(0).code, "jambi-pmb");
    EXPECT_EQ(of("ID", 16).contributors.at(0).acceptors, 108);
}

TEST_F(movements_test, tells_every_fall_with_its_reason_newest_first)
{
    auto const entry = ledger.reports({{.site = "jambi-pmb", .acceptors = 5'000},
                                       {.site = "kerinci-pkm", .acceptors = 20},
                                       {.site = "denpasar-rs", .acceptors = 10}});
    board.apply(entry);
    ledger.advance(minute_ms);
    board.apply(ledger.correct(entry.reports[0], {}, correction_reason::salah_hitung));
    ledger.advance(minute_ms);
    board.apply(ledger.correct(entry.reports[1], 2, correction_reason::salah_kutip));
    board.apply(ledger.correct(entry.reports[2], 12));  // rises: no fall
    auto const found = of("ID");
    ASSERT_EQ(found.falls.size(), 2U);
    EXPECT_EQ(found.falls_total, 2U);
    EXPECT_EQ(found.falls[0].acceptors, -18);
    EXPECT_EQ(found.falls[0].site, "kerinci-pkm");
    EXPECT_EQ(found.falls[1].acceptors, -5'000);
    EXPECT_EQ(found.falls[1].terminal, "t-1");
    EXPECT_EQ(found.falls[1].seq, 4U);
    EXPECT_TRUE(of("51").falls.empty());
    auto const body = json::parse(totals::movements_json(board, code("ID"), found));
    EXPECT_EQ(json::serialize(body.at_pointer("/falls/1")),
              R"({"event_time_ms":1593392460000,"region":"15.71","site":"jambi-pmb",)"
              R"("acceptors":-5000,"kind":"void","reason":"salah_hitung","terminal":"t-1",)"
              R"("seq":4})");
}

TEST_F(movements_test, a_fall_that_no_report_explains_is_told_too)
{
    board.apply(ledger.reports({{.site = "jambi-pmb", .acceptors = 9}}));
    ledger::entry by_hand;
    by_hand.sequence = {sample_epoch, 2, sample_start_ms};
    by_hand.deltas["2020-06-29/15.71/pil/baru/none/pmb/none/ontime"] = -4;
    board.apply(by_hand);
    auto const found = of("15");
    ASSERT_EQ(found.falls.size(), 1U);
    EXPECT_EQ(found.falls[0].movement, totals::movement::unexplained);
    EXPECT_EQ(found.falls[0].acceptors, -4);
    auto const body = json::parse(totals::movements_json(board, code("15"), found));
    EXPECT_EQ(json::serialize(body.at_pointer("/falls/0/site")), "null");
}

}  // namespace
