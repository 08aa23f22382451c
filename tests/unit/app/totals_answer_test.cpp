// SPDX-License-Identifier: Apache-2.0
// The pages over HTTP: which path is which page, what a wrong parameter is told, ETags, and that a
// snapshot has the live frame's numbers.
#include "app/totals_answer.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "sejuta/v1/live.pb.h"
#include "unit/totals/sample.hpp"

namespace {

using namespace sejuta;
using namespace sejuta::tests;
namespace json = boost::json;

struct totals_answer_test : testing::Test {
    domain::event_ptr event = sample_event();
    sample_ledger ledger{event};
    totals::board board{event};
    totals::flag_book flags;
    totals::warnings say;

    totals_answer_test()
    {
        board.reset(ledger.head());
        board.apply(ledger.reports({{.site = "jambi-pmb", .acceptors = 3}}));
        board.caught_up(ledger.now(), ledger.now().as_of_ms);
    }
    edge::http_response get(std::string path,
                            std::vector<std::pair<std::string, std::string>> query = {},
                            std::string if_none_match = "")
    {
        edge::http_request request;
        request.method = "GET";
        request.path = std::move(path);
        request.query = std::move(query);
        request.if_none_match = std::move(if_none_match);
        return app::totals_answer({board, flags, say, std::chrono::seconds(0)}, request);
    }
    static std::string header(edge::http_response const& of, std::string const& name)
    {
        for (auto const& [key, value] : of.headers)
            if (key == name) return value;
        return {};
    }
};

TEST_F(totals_answer_test, knows_its_pages)
{
    for (auto const* path : {"/v1/totals", "/v1/totals/15", "/v1/sites/15.71", "/v1/movements/ID",
                             "/v1/snapshot/15", "/v1/officers"}) {
        EXPECT_TRUE(app::is_totals_page(path)) << path;
        EXPECT_EQ(get(path).status, 200) << path;
    }
    for (auto const* path : {"/", "/v1/totalsx", "/v1/officers/15", "/v1/reports", "/v1/total"})
        EXPECT_FALSE(app::is_totals_page(path)) << path;
}

TEST_F(totals_answer_test, says_what_a_parameter_must_be)
{
    EXPECT_EQ(get("/v1/totals/15", {{"at", "2020-06-29T22:00 07:00"}}).status, 400);
    EXPECT_NE(get("/v1/snapshot", {{"at", "22:00"}}).body.find("2020-06-29T22:00WIB"),
              std::string::npos);
    EXPECT_EQ(get("/v1/sites/15", {{"show", "some"}}).body, "show is all, silent or flagged\n");
    for (auto const* wrong : {"0", "1441", "-1", "15m", "1.5"})
        EXPECT_EQ(get("/v1/movements/ID", {{"minutes", wrong}}).status, 400) << wrong;
    for (auto const* right : {"1", "1440", ""})
        EXPECT_EQ(get("/v1/movements/ID", {{"minutes", right}}).status, 200) << right;
    for (auto const* page : {"totals", "sites", "movements", "snapshot"}) {
        EXPECT_EQ(get(std::string("/v1/") + page + "/99").status, 404) << page;
        EXPECT_EQ(get(std::string("/v1/") + page + "/jambi").status, 404) << page;
    }
    EXPECT_EQ(get("/v1/totals/99", {{"at", "2020-06-29T22:00WIB"}}).status, 404);
}

TEST_F(totals_answer_test, sends_a_page_once_for_each_sequence)
{
    for (auto const* path :
         {"/v1/totals", "/v1/sites/15", "/v1/movements/ID", "/v1/snapshot", "/v1/officers"}) {
        auto const first = get(path);
        auto const tag = header(first, "ETag");
        EXPECT_EQ(tag.rfind("\"5e1074a11ce0ffee-", 0), 0U) << path << tag;
        EXPECT_EQ(header(first, "Cache-Control"), "no-cache");
        auto const again = get(path, {}, tag);
        EXPECT_EQ(again.status, 304) << path;
        EXPECT_TRUE(again.body.empty());
    }
    auto const tag = header(get("/v1/totals"), "ETag");
    board.apply(ledger.reports({{.site = "jambi-pmb"}}));
    EXPECT_EQ(get("/v1/totals", {}, tag).status, 200);
}

TEST_F(totals_answer_test, tells_an_earlier_time_the_same_whenever_asked)
{
    auto const at = std::pair<std::string, std::string>("at", "2020-06-29T08:00WIB");
    auto const before = get("/v1/totals/15", {at});
    auto const snapshot = get("/v1/snapshot/15", {at});
    ledger.advance(60'000);
    board.apply(ledger.reports({{.site = "jambi-pmb", .acceptors = 50}}));
    board.apply(ledger.status(domain::event_status::closed));
    EXPECT_EQ(get("/v1/totals/15", {at}).body, before.body);
    EXPECT_EQ(get("/v1/snapshot/15", {at}).body, snapshot.body);
    auto const body = json::parse(before.body);
    EXPECT_EQ(body.at("total").as_int64(), 3);
    EXPECT_EQ(body.at("at").as_string(), "2020-06-29T08:00:00.000+07:00");
    EXPECT_EQ(json::parse(get("/v1/totals/15").body).at("total").as_int64(), 53);
    EXPECT_TRUE(json::parse(get("/v1/totals/15").body).at("at").is_null());
}

TEST_F(totals_answer_test, a_snapshot_is_a_live_frame)
{
    auto const answer = get("/v1/snapshot/15");
    EXPECT_EQ(answer.content_type, "application/x-protobuf");
    v1::LiveFrame frame;
    ASSERT_TRUE(frame.ParseFromString(answer.body));
    EXPECT_EQ(frame.snapshot().totals().acceptors(), 3);
    EXPECT_EQ(frame.snapshot().sequence().revision(), 1U);
    EXPECT_EQ(frame.snapshot().region(), "15");
}

TEST_F(totals_answer_test, tells_nothing_of_half_a_ledger)
{
    board.reset(ledger.head());
    EXPECT_EQ(get("/v1/sites/15").status, 503);
}

// Two events with the same site codes, terminals and seqs side by side.
TEST(two_events_test, share_nothing)
{
    domain::event_ptr const one = sample_event();
    auto second = sample_event();
    second->id = "pekan-2020";
    second->target_sets[0].by_region[code("15")] = 42;
    sample_ledger first_ledger(one), second_ledger(second, 77);
    totals::board first(one), other(second);
    first.reset(first_ledger.head());
    other.reset(second_ledger.head());
    first.apply(first_ledger.reports({{.site = "jambi-pmb", .acceptors = 3}}));
    other.apply(second_ledger.reports({{.site = "jambi-pmb", .acceptors = 50}}));
    other.apply(second_ledger.close("jambi-pmb", 50));
    other.apply(second_ledger.change(domain::revocation{"t-1"}));
    auto const date = one->service_dates[0];
    EXPECT_EQ(first.site_day({"jambi-pmb", date}).acceptors, 3);
    EXPECT_FALSE(first.site_day({"jambi-pmb", date}).closed);
    EXPECT_TRUE(first.revoked()->empty());
    EXPECT_EQ(first.totals_of(code("15"))->target->acceptors, 11'093);
    EXPECT_EQ(other.site_day({"jambi-pmb", date}).acceptors, 50);
    EXPECT_EQ(other.totals_of(code("15"))->target->acceptors, 42);
}

// The public's answers: hidden counts are null, provinces at most, the past by whole minutes.
struct public_answer_test : totals_answer_test {
    totals::public_book book{board};

    // The minute is over, and nothing newer came.
    public_answer_test() { board.caught_up(board.sequence(), board.sequence().as_of_ms + 60'001); }

    edge::http_response ask(std::string path, std::string at = "")
    {
        book.advance();
        edge::http_request request;
        request.method = "GET";
        request.path = std::move(path);
        if (!at.empty()) request.query = {{"at", std::move(at)}};
        return app::totals_answer(
            {board, flags, say, std::chrono::seconds(1), people::audience::publik, nullptr, &book},
            request);
    }
};

TEST_F(public_answer_test, hides_small_counts_in_json_and_in_the_frame)
{
    auto const body = json::parse(ask("/v1/totals/15").body);
    EXPECT_TRUE(body.at("public_view").as_bool());
    EXPECT_TRUE(body.at("total").is_null());
    EXPECT_TRUE(body.at("by_method").at("pil").is_null());
    EXPECT_TRUE(body.at("by_method").at("iud").is_null()) << "a zero looks the same";
    EXPECT_FALSE(body.as_object().contains("by_category"));
    v1::LiveFrame frame;
    ASSERT_TRUE(frame.ParseFromString(ask("/v1/snapshot").body));
    EXPECT_TRUE(frame.snapshot().public_view());
    EXPECT_TRUE(frame.snapshot().totals().hidden());
    EXPECT_EQ(frame.snapshot().totals().acceptors(), 0);
    for (auto const& row : frame.snapshot().totals().by_region()) EXPECT_TRUE(row.hidden());
    EXPECT_EQ(ask("/v1/totals/15.71").status, 404);
}

TEST_F(public_answer_test, answers_the_past_by_whole_minutes)
{
    auto const one = ask("/v1/totals", "2020-06-29T08:00:10WIB");
    EXPECT_EQ(one.status, 200);
    EXPECT_EQ(header(one, "ETag"), header(ask("/v1/totals", "2020-06-29T08:00:50WIB"), "ETag"));
    EXPECT_EQ(ask("/v1/totals", "yesterday").status, 400);
}

}  // namespace
