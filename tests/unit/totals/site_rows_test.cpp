// SPDX-License-Identifier: Apache-2.0
#include "totals/site_rows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "base/limits.hpp"
#include "domain/change.hpp"
#include "totals/pages_json.hpp"
#include "unit/totals/sample.hpp"

namespace {

using namespace sejuta;
using namespace sejuta::tests;
namespace json = boost::json;
using testing::ElementsAre;
using totals::site_choice;

constexpr base::unix_ms minute_ms = 60'000;

struct site_rows_test : testing::Test {
    std::shared_ptr<domain::event> event = sample_event();
    sample_ledger ledger{event};  // begins at 08.00 WIB
    std::optional<totals::board> made;

    totals::board& board()
    {
        if (!made) made.emplace(event).reset(ledger.head());
        return *made;
    }
    std::vector<std::string> codes(char const* region, site_choice show,
                                   std::map<std::string, std::vector<totals::flag>> flags = {})
    {
        std::vector<std::string> out;
        for (auto const& row : totals::sites_of(board(), code(region), show, flags).rows)
            out.push_back(row.code);
        return out;
    }
    totals::site_row row(char const* site)
    {
        for (auto const& each : totals::sites_of(board(), code("ID"), site_choice::all, {}).rows)
            if (each.code == site) return each;
        ADD_FAILURE() << site;
        return {};
    }
};

TEST_F(site_rows_test, a_site_leaves_the_silent_list_with_its_first_report_or_close)
{
    EXPECT_THAT(codes("ID", site_choice::silent),
                testing::UnorderedElementsAre("kerinci-pkm", "jambi-pmb", "denpasar-rs"));
    board().apply(ledger.reports({{.site = "jambi-pmb"}}));
    board().apply(ledger.close("denpasar-rs", 0));
    EXPECT_THAT(codes("ID", site_choice::silent), ElementsAre("kerinci-pkm"));
    EXPECT_THAT(codes("51", site_choice::silent), testing::IsEmpty());
}

TEST_F(site_rows_test, silent_sites_stand_by_weight_then_by_silence)
{
    event->sites.emplace("kerinci-b", domain::site{.code = "kerinci-b",
                                                   .place = domain::place::pmb,
                                                   .regency = code("15.01"),
                                                   .officer = {},
                                                   .merged_into = {}});
    event->target_sets[0].finer[{"site:kerinci-b", "", 0}] = 9'000;
    ledger.advance(90 * minute_ms);
    board().apply(ledger.reports({{.site = "jambi-tamu"}}));  // moves the clock only
    // 15.71 has no target: a share of Jambi's 11,093 by three expected sites. Kerinci's 1,685 are
    // shared by two; Bali's 500 are one site's.
    EXPECT_THAT(codes("ID", site_choice::silent),
                ElementsAre("kerinci-b", "jambi-pmb", "kerinci-pkm", "denpasar-rs"));
    EXPECT_EQ(row("jambi-pmb").weight, 3'698);
    EXPECT_EQ(row("kerinci-pkm").weight, 843);
    EXPECT_EQ(row("denpasar-rs").weight, 500);
    EXPECT_EQ(row("jambi-pmb").silent_minutes, 90);
    EXPECT_EQ(row("denpasar-rs").silent_minutes, 150) << "Bali's window opened an hour earlier";
    EXPECT_EQ(row("jambi-tamu").silent_minutes, 0) << "nobody expects it";
}

TEST_F(site_rows_test, a_merged_site_is_part_of_its_successor)
{
    board().apply(ledger.reports({{.site = "jambi-tamu", .acceptors = 4}}));
    board().apply(ledger.change(domain::site_merge{"jambi-tamu", "jambi-pmb"}));
    EXPECT_THAT(codes("15.71", site_choice::all), ElementsAre("jambi-pmb"));
    EXPECT_EQ(row("jambi-pmb").acceptors, 4);
    EXPECT_EQ(row("jambi-pmb").worth.reported, 1U);
}

TEST_F(site_rows_test, the_flagged_list_has_those_with_most_flags_first)
{
    totals::flag const one{"jump", "a", "a"}, two{"identical", "b", "b"};
    EXPECT_THAT(codes("15", site_choice::flagged,
                      {{"jambi-pmb", {one}}, {"kerinci-pkm", {one, two}}, {"denpasar-rs", {one}}}),
                ElementsAre("kerinci-pkm", "jambi-pmb"));
}

TEST_F(site_rows_test, at_most_so_many_rows_are_told_and_how_many_there_are)
{
    for (std::size_t i = 0; i < limits::site_rows_max - 4; ++i) {
        auto const name = "extra-" + std::to_string(i);
        event->sites.emplace(name, domain::site{.code = name,
                                                .place = domain::place::pmb,
                                                .regency = code("15.01"),
                                                .officer = {},
                                                .merged_into = {}});
    }
    auto list = totals::sites_of(board(), code("ID"), site_choice::all, {});
    EXPECT_EQ(list.total, limits::site_rows_max);
    EXPECT_EQ(list.rows.size(), limits::site_rows_max);
    board().apply(ledger.change(domain::site_change{{.code = "one-more",
                                                     .place = domain::place::pmb,
                                                     .regency = code("15.01"),
                                                     .officer = {},
                                                     .merged_into = {}}}));
    list = totals::sites_of(board(), code("ID"), site_choice::all, {});
    EXPECT_EQ(list.total, limits::site_rows_max + 1);
    EXPECT_EQ(list.rows.size(), limits::site_rows_max);
}

TEST_F(site_rows_test, the_page_has_codes_and_never_names)
{
    board().apply(ledger.reports({{.site = "jambi-pmb", .acceptors = 3}}));
    board().apply(ledger.close("jambi-pmb", 3));
    auto const list =
        totals::sites_of(board(), code("15.71"), site_choice::all,
                         {{"jambi-pmb", {{"jump", "3 akseptor, jauh", "3 acceptors, far"}}}});
    auto const body = json::parse(totals::sites_json(board(), code("15.71"), list));
    EXPECT_EQ(json::serialize(body.at("sequence")),
              R"({"epoch":"5e1074a11ce0ffee","revision":2,"as_of_ms":1593392400000})");
    EXPECT_EQ(body.at("total").as_int64(), 2);
    EXPECT_EQ(json::serialize(body.at_pointer("/sites/0")),
              R"({"code":"jambi-pmb","place":"pmb","regency":"15.71","expected":true,)"
              R"("reported":true,"closed":true,"acceptors":3,)"
              R"("last_event_time_ms":1593392400000,"silent_minutes":0,"weight":5547,)"
              R"("flags":[{"flag":"jump","text_id":"3 akseptor, jauh",)"
              R"("text_en":"3 acceptors, far"}]})");
}

}  // namespace
