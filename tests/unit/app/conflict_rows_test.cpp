// SPDX-License-Identifier: Apache-2.0
#include "app/conflict_rows.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "base/limits.hpp"
#include "contract/ledger_builders.hpp"

namespace sejuta::app {
namespace {

namespace json = boost::json;
using tests::a_close;
using tests::a_report;

constexpr auto other_regency = "2020-06-29/15.05/pil/baru/none/pmb/none/ontime";

domain::region_code region(char const* code)
{
    return *domain::region_code::from_text(code);
}

std::vector<ledger::kept_conflict> conflicts(std::size_t count)
{
    std::vector<ledger::kept_conflict> all;
    for (std::size_t i = 0; i < count; ++i)
        all.push_back(
            {static_cast<base::unix_ms>(i), a_report("term-1", static_cast<std::uint32_t>(i + 1))});
    return all;
}

TEST(conflict_rows_test, a_region_has_the_conflicts_of_its_own_sites_newest_first)
{
    std::vector<ledger::kept_conflict> const all{{100, a_report("term-2", 1)},
                                                 {300, a_report("term-1", 9)},
                                                 {200, a_report("term-3", 1, 1, other_regency)},
                                                 {300, a_close("term-1", 8, 4)}};
    auto const city = rows_of(region("15.71"), all);
    ASSERT_EQ(city.rows.size(), 3U);
    EXPECT_EQ(city.total, 3U);
    EXPECT_EQ(ledger::seq_of(city.rows[0].conflict.refused), 8U);
    EXPECT_EQ(ledger::seq_of(city.rows[1].conflict.refused), 9U);
    EXPECT_EQ(ledger::terminal_of(city.rows[2].conflict.refused), "term-2");
    EXPECT_EQ(rows_of(region("15"), all).total, 4U);
    EXPECT_EQ(rows_of(region("14"), all).total, 0U);
    EXPECT_EQ(rows_of(region("ID"), all).rows[2].conflict.event_time_ms, 200);
}

TEST(conflict_rows_test, rows_end_at_the_limit_and_the_total_does_not)
{
    auto const most = rows_of(region("ID"), conflicts(limits::conflict_rows_max));
    EXPECT_EQ(most.rows.size(), limits::conflict_rows_max);
    EXPECT_EQ(most.total, limits::conflict_rows_max);
    auto const more = rows_of(region("ID"), conflicts(limits::conflict_rows_max + 1));
    EXPECT_EQ(more.rows.size(), limits::conflict_rows_max);
    EXPECT_EQ(more.total, limits::conflict_rows_max + 1);
    EXPECT_EQ(more.rows.back().conflict.event_time_ms, 1) << "the oldest is the one left out";
}

TEST(conflict_rows_test, a_row_tells_both_contents)
{
    auto of = rows_of(region("15.71"), {{300, a_report("term-1", 9, 7)}});
    of.event = "uji-2020";
    of.head.now = {0xab, 12, 1593392400000};
    of.head.status = domain::event_status::open;
    of.rows[0].recorded = tests::a_void(a_report("term-1", 3, 5), 9);
    auto const body = json::parse(to_json(of, nullptr));
    EXPECT_EQ(body, json::parse(R"({
        "sequence": {"epoch": "00000000000000ab", "revision": 12, "as_of_ms": 1593392400000},
        "event": "uji-2020", "status": "open", "region": "15.71", "total": 1,
        "conflicts": [{"kind": "report", "terminal": "term-1", "seq": 9, "site": "1571-pmb-01",
          "event_time_ms": 300,
          "recorded": {"kind": "report", "site": "1571-pmb-01", "service_date": 20200629,
            "acceptors": -5, "corrects": 3, "lines": [{"method": "pil", "category": "baru",
            "postpartum": "none", "partner": "none", "count": 5}]},
          "refused": {"kind": "report", "site": "1571-pmb-01", "service_date": 20200629,
            "acceptors": 7, "corrects": 0, "lines": [{"method": "pil", "category": "baru",
            "postpartum": "none", "partner": "none", "count": 7}]}}]})"));
}

TEST(conflict_rows_test, a_close_tells_its_own_total_and_a_name_is_for_who_may_see_it)
{
    auto const of = rows_of(region("15.71"), {{300, a_close("term-1", 8, 4)}});
    catalogue::site_names const names{{"1571-pmb-01", "Bidan Contoh"}};
    auto const row = json::parse(to_json(of, &names)).at("conflicts").at(0);
    EXPECT_EQ(row.at("kind"), "close");
    EXPECT_EQ(row.at("name"), "Bidan Contoh");
    EXPECT_TRUE(row.at("recorded").is_null());
    EXPECT_EQ(row.at("refused").at("own_total"), 4);
    auto const nameless = json::parse(to_json(of, nullptr)).at("conflicts").at(0);
    EXPECT_FALSE(nameless.as_object().contains("name"));
}

}  // namespace
}  // namespace sejuta::app
