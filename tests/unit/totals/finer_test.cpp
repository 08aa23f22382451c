// SPDX-License-Identifier: Apache-2.0
// Targets of months, sites and officers: what Luwu Utara's field officers are measured by.
#include "totals/finer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "domain/change.hpp"
#include "totals/json.hpp"
#include "totals/pages_json.hpp"
#include "unit/totals/sample.hpp"

namespace {

using namespace sejuta;
using namespace sejuta::tests;
namespace json = boost::json;
using domain::method;

struct finer_test : testing::Test {
    std::shared_ptr<domain::event> event = two_months();
    sample_ledger ledger{event};
    totals::board board{event};

    finer_test() { board.reset(ledger.head()); }
    static std::shared_ptr<domain::event> two_months()
    {
        auto made = sample_event();
        made->service_dates.push_back(*domain::service_date::from_number(20200701));
        made->sites.at("jambi-pmb").officer = "PLKB-07";
        made->sites.at("jambi-tamu").officer = "PLKB-07";
        made->sites.at("kerinci-pkm").officer = "PLKB-08";
        made->target_sets = {{"Kabupaten",
                              {},
                              {},
                              {{{"officer:PLKB-07", "", 202006}, 40},
                               {{"officer:PLKB-07", "implan+iud", 0}, 10},
                               {{"officer:PLKB-09", "", 0}, 5},
                               {{"site:jambi-pmb", "", 0}, 8},
                               {{"15", "", 202007}, 100}}}};
        return made;
    }
    json::value officers(std::vector<domain::region_code> const& scope = {code("ID")})
    {
        return json::parse(totals::officers_json(board, scope));
    }
};

TEST_F(finer_test, officers_have_what_their_sites_reported_by_month)
{
    board.apply(
        ledger.reports({{.site = "jambi-pmb", .method = method::iud, .acceptors = 6},
                        {.site = "jambi-tamu", .acceptors = 4},
                        {.site = "jambi-pmb", .method = method::implan, .acceptors = 3, .date = 1},
                        {.site = "denpasar-rs", .acceptors = 50}}));
    auto const body = officers();
    EXPECT_EQ(body.at("total").as_int64(), 3);
    EXPECT_EQ(json::serialize(body.at_pointer("/officers/0")),
              R"({"code":"PLKB-07","acceptors":13,"by_month":{"2020-06":10,"2020-07":3},)"
              R"("targets":[)"
              R"({"set":"Kabupaten","group":null,"month":"2020-06","target":40,"total":10,)"
              R"("percent":"25.00"},)"
              R"({"set":"Kabupaten","group":"implan+iud","month":null,"target":10,"total":9,)"
              R"("percent":"90.00"}]})");
    EXPECT_EQ(json::serialize(body.at_pointer("/officers/1/acceptors")), "0");
    EXPECT_EQ(json::serialize(body.at_pointer("/officers/2/code")), R"("PLKB-09")");
}

TEST_F(finer_test, a_scope_has_the_officers_of_its_own_sites)
{
    auto moved = event->sites.at("kerinci-pkm");
    moved.officer = "PLKB-07";
    auto const reports = {sample_report{.site = "jambi-pmb", .acceptors = 6},
                          sample_report{.site = "kerinci-pkm", .acceptors = 20}};
    board.apply(ledger.reports(reports));
    auto const city = officers({code("15.71")});
    EXPECT_EQ(city.at("total").as_int64(), 1) << "not Kerinci's, not one without a site";
    EXPECT_EQ(city.at_pointer("/officers/0/acceptors").as_int64(), 6);
    EXPECT_EQ(city.at_pointer("/officers/0/targets").as_array().size(), 2U);
    EXPECT_EQ(officers({code("15")}).at("total").as_int64(), 2);
    EXPECT_EQ(officers({code("51")}).at("total").as_int64(), 0);
    board.apply(ledger.change(domain::site_change{moved}));
    auto const shared = officers({code("15.71")});
    EXPECT_EQ(shared.at_pointer("/officers/0/acceptors").as_int64(), 6)
        << "what the officer's other sites reported is another regency's";
    EXPECT_TRUE(shared.at_pointer("/officers/0/targets").as_array().empty())
        << "a part beside the whole's target would mislead";
    EXPECT_EQ(officers({code("15")}).at_pointer("/officers/0/acceptors").as_int64(), 26);
    EXPECT_FALSE(officers({code("15")}).at_pointer("/officers/0/targets").as_array().empty());
}

TEST_F(finer_test, corrections_and_merges_reach_officers)
{
    auto const wrong = ledger.reports({{.site = "jambi-pmb", .acceptors = 30}});
    board.apply(wrong);
    board.apply(ledger.correct(wrong.reports[0], 3));
    EXPECT_EQ(officers().at_pointer("/officers/0/acceptors").as_int64(), 3);
    auto other = event->sites.at("jambi-tamu");
    other.officer = "PLKB-08";
    board.apply(ledger.change(domain::site_change{other}));
    board.apply(ledger.change(domain::site_merge{"jambi-pmb", "jambi-tamu"}));
    EXPECT_EQ(officers().at_pointer("/officers/0/acceptors").as_int64(), 0);
    EXPECT_EQ(officers().at_pointer("/officers/1/acceptors").as_int64(), 3);
}

TEST_F(finer_test, regions_tell_their_monthly_targets)
{
    board.apply(ledger.reports({{.site = "jambi-pmb", .acceptors = 30},
                                {.site = "kerinci-pkm", .acceptors = 20, .date = 1}}));
    auto const body = json::parse(*totals::totals_json(board, code("15"), {}));
    EXPECT_EQ(json::serialize(body.at("finer_targets")),
              R"([{"set":"Kabupaten","group":null,"month":"2020-07","target":100,"total":20,)"
              R"("percent":"20.00"}])");
    EXPECT_EQ(json::serialize(
                  json::parse(*totals::totals_json(board, code("51"), {})).at("finer_targets")),
              "[]");
}

TEST_F(finer_test, sites_tell_their_own)
{
    board.apply(ledger.reports({{.site = "jambi-pmb", .acceptors = 6}}));
    auto const list = totals::sites_of(board, code("15.71"), totals::site_choice::all, {});
    auto const body = json::parse(totals::sites_json(board, code("15.71"), list));
    EXPECT_EQ(json::serialize(body.at_pointer("/sites/0/targets")),
              R"([{"set":"Kabupaten","group":null,"month":null,"target":8,"total":6,)"
              R"("percent":"75.00"}])");
    EXPECT_EQ(body.at_pointer("/sites/0/weight").as_int64(), 8);
}

}  // namespace
