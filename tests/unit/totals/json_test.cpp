// SPDX-License-Identifier: Apache-2.0
#include "totals/json.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "unit/totals/sample.hpp"

namespace {

using namespace sejuta;
using namespace sejuta::tests;
using domain::method;
namespace json = boost::json;

struct json_test : testing::Test {
    domain::event_ptr event = sample_event();
    sample_ledger ledger{event};
    totals::board board{event};

    json_test()
    {
        board.reset(ledger.head());
        board.apply(ledger.reports(
            {{.site = "kerinci-pkm", .method = method::suntik, .acceptors = 10},
             {.site = "kerinci-pkm", .method = method::suntik_3_bulan, .acceptors = 5},
             {.site = "jambi-pmb", .method = method::iud, .acceptors = 4},
             {.site = "jambi-pmb", .method = method::implan, .acceptors = 1},
             {.site = "denpasar-rs",
              .method = method::mow,
              .acceptors = 2,
              .category = domain::category::ganti_cara,
              .partner = domain::partner::tni}}));
        board.caught_up(ledger.now(), sample_start_ms + 500);
    }
    json::value body(char const* region, totals::warnings say = {})
    {
        return json::parse(totals::totals_json(board, code(region), say).value());
    }
    // A pointer into the body as text, to compare whole parts at once.
    static std::string at(json::value const& body, char const* pointer)
    {
        return json::serialize(body.at_pointer(pointer));
    }
};

TEST_F(json_test, says_what_the_number_is_of_and_as_of_when)
{
    auto const b = body("ID");
    EXPECT_EQ(at(b, "/event"), R"("latihan-2020")");
    EXPECT_EQ(at(b, "/kind"), R"("rehearsal")");
    EXPECT_EQ(at(b, "/status"), R"("open")");
    EXPECT_EQ(at(b, "/epoch"), R"("5e1074a11ce0ffee")");
    EXPECT_EQ(at(b, "/sequence"), "1");
    EXPECT_EQ(at(b, "/as_of"), R"("2020-06-29T08:00:00.000+07:00")");
    EXPECT_EQ(at(b, "/checked_at"), R"("2020-06-29T08:00:00.500+07:00")");
    EXPECT_EQ(at(b, "/region"), R"({"code":"ID","name":"Indonesia"})");
    EXPECT_EQ(at(b, "/total"), "22");
    EXPECT_EQ(at(b, "/target"), R"({"set":"Panitia Pusat","value":1000000})");
    EXPECT_EQ(at(b, "/percent"), R"("0.00")");
    EXPECT_EQ(at(b, "/coverage"), R"({"reported":3,"expected":3,"closed":0,"outside":0})");
}

TEST_F(json_test, has_every_key_of_every_dimension)
{
    auto const b = body("ID");
    EXPECT_EQ(at(b, "/by_method"), R"({"iud":4,"implan":1,"suntik":15,"pil":0,"kondom":0,)"
                                   R"("mow":2,"mop":0,"mal":0})");
    EXPECT_EQ(at(b, "/suntik_detail"),
              R"({"suntik_1_bulan":0,"suntik_3_bulan":5,"suntik_tidak_dirinci":10})");
    EXPECT_EQ(at(b, "/mkjp"), R"({"total":7,"percent":"31.82"})");
    EXPECT_EQ(at(b, "/by_category"), R"({"baru":20,"ulang":0,"ganti_cara":2})");
    EXPECT_EQ(at(b, "/by_postpartum"), R"({"none":22,"kb_pp":0,"pasca_keguguran":0})");
    EXPECT_EQ(at(b, "/by_place"), R"({"puskesmas":15,"pmb":5,"imp":0,"rs":2,"kb_bergerak":0})");
    EXPECT_EQ(at(b, "/by_partner"), R"({"none":20,"tni":2,"polri":0,"ibi":0,"other":0})");
}

TEST_F(json_test, shows_children_with_their_own_denominators)
{
    auto const nation = body("ID");
    EXPECT_EQ(at(nation, "/by_region/15"),
              R"({"name":"Jambi","total":20,"target":{"set":"Panitia Pusat","value":11093},)"
              R"("percent":"0.18","coverage":{"reported":2,"expected":2,"closed":0,"outside":0}})");
    EXPECT_EQ(at(nation, "/by_region/51/target/set"), R"("Provinsi")");
    auto const province = body("15");
    EXPECT_EQ(at(province, "/by_region/15.71/target"), "null");
    EXPECT_EQ(at(province, "/by_region/15.71/percent"), "null");
    EXPECT_EQ(at(province, "/group_targets/implan+iud"),
              R"({"set":"Panitia Pusat","target":831,"total":5,"percent":"0.60"})");
    EXPECT_EQ(at(province, "/group_targets/suntik/total"), "15");
    EXPECT_EQ(at(body("15.01"), "/by_region"), "{}");
}

TEST_F(json_test, tells_the_time_in_the_region_s_zone)
{
    EXPECT_EQ(at(body("51"), "/as_of"), R"("2020-06-29T09:00:00.000+08:00")");
    EXPECT_EQ(at(body("51.71"), "/as_of"), R"("2020-06-29T09:00:00.000+08:00")");
    EXPECT_EQ(at(body("15"), "/as_of"), R"("2020-06-29T08:00:00.000+07:00")");
}

TEST_F(json_test, carries_the_warnings)
{
    auto const b = body("ID", {.development_tokens = true, .weaker_durability = false});
    EXPECT_EQ(at(b, "/development_tokens"), "true");
    EXPECT_EQ(at(b, "/weaker_durability"), "false");
}

TEST_F(json_test, has_null_where_there_is_nothing_to_say)
{
    totals::board empty(event);
    empty.reset(sample_ledger(event).head());
    auto const b = json::parse(totals::totals_json(empty, code("15.71"), {}).value());
    EXPECT_EQ(at(b, "/as_of"), "null");
    EXPECT_EQ(at(b, "/target"), "null");
    EXPECT_EQ(at(b, "/percent"), "null");
    EXPECT_EQ(at(b, "/mkjp"), R"({"total":0,"percent":null})");
    EXPECT_FALSE(totals::totals_json(board, code("99"), {}));
}

}  // namespace
