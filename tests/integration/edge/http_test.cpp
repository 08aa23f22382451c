// SPDX-License-Identifier: Apache-2.0
// HTTP on real sockets: kept alive, pipelined, late, refused, and beside WebSockets.
#include <gmock/gmock.h>

#include "integration/edge/loopback.hpp"

namespace sejuta::edge {
namespace {

using namespace test;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class http_test : public loopback {
protected:
    client peer_{listener_->local_port()};

    // Sends `bytes` and gives what came back once it holds `until`.
    std::string answer_to(std::string_view bytes, std::string_view until)
    {
        EXPECT_TRUE(bytes.empty() || peer_.send(bytes));
        EXPECT_TRUE(receives(
            peer_, [&] { return peer_.received.find(until) != std::string::npos || peer_.ended; }));
        return std::exchange(peer_.received, {});
    }
};

TEST_F(http_test, a_request_is_answered_and_the_connection_kept)
{
    EXPECT_THAT(answer_to("GET /satu HTTP/1.1\r\nHost: x\r\n\r\n", "GET /satu "),
                StartsWith("HTTP/1.1 200 OK\r\nServer: Sejuta\r\n"));
    EXPECT_THAT(answer_to("POST /dua HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc", "abc"),
                HasSubstr("POST /dua abc"));
    EXPECT_FALSE(peer_.ended);
    EXPECT_EQ(counters().connections_accepted, 1U);
    EXPECT_EQ(counters().http_answers.at(200), 2U);
}

TEST_F(http_test, pipelined_requests_are_answered_in_order)
{
    auto const all = answer_to(
        "GET /satu HTTP/1.1\r\nHost: x\r\n\r\nGET /dua HTTP/1.1\r\nHost: x\r\n\r\n"
        "GET /tiga HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "GET /tiga ");
    EXPECT_LT(all.find("GET /satu "), all.find("GET /dua "));
    EXPECT_LT(all.find("GET /dua "), all.find("GET /tiga "));
    EXPECT_TRUE(ends(peer_));
}

TEST_F(http_test, more_pipelined_requests_than_one_turn_takes_are_all_answered)
{
    std::string many;
    for (int i = 0; i < 200; ++i) many += "GET /x HTTP/1.1\r\nHost: x\r\n\r\n";
    many += "GET /akhir HTTP/1.1\r\nHost: x\r\n\r\n";
    answer_to(many, "GET /akhir ");
    EXPECT_EQ(counters().http_answers.at(200), 201U);
}

TEST_F(http_test, an_answer_may_come_later_and_a_second_one_is_ignored)
{
    ASSERT_TRUE(
        peer_.send("GET /late HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n"));
    ASSERT_TRUE(eventually([&] { return app_.waiting.size() == 1; }));
    boost::asio::post(thread_.context(), [&] {
        http_response response;
        response.body = "terlambat";
        app_.waiting[0](response);
        app_.waiting[0](response);
    });
    auto const all = answer_to("", "GET /b ");
    EXPECT_EQ(all.find("terlambat"), all.rfind("terlambat"));
    EXPECT_NE(all.find("terlambat"), all.npos);
}

TEST_F(http_test, an_answer_that_does_not_come_is_503)
{
    ASSERT_TRUE(peer_.send("GET /late HTTP/1.1\r\nHost: x\r\n\r\n"));
    ASSERT_TRUE(eventually([&] { return app_.waiting.size() == 1; }));
    clock_.advance(limits::http_reply_max);
    EXPECT_THAT(answer_to("", "\r\n\r\n"), StartsWith("HTTP/1.1 503 "));
    EXPECT_TRUE(ends(peer_));
}

TEST_F(http_test, an_answer_for_one_who_left_is_dropped)
{
    {
        client gone(listener_->local_port());
        ASSERT_TRUE(gone.send("GET /late HTTP/1.1\r\nHost: x\r\n\r\n"));
        ASSERT_TRUE(eventually([&] { return app_.waiting.size() == 1; }));
    }
    app_.waiting[0]({});
    EXPECT_TRUE(eventually([&] { return counters().connections_open == 1; }));
}

TEST_F(http_test, head_is_answered_without_body)
{
    auto const all = answer_to(
        "HEAD /satu HTTP/1.1\r\nHost: x\r\n\r\nGET /dua HTTP/1.1\r\nHost: x\r\n\r\n", "GET /dua ");
    EXPECT_THAT(all, Not(HasSubstr("HEAD /satu")));
    EXPECT_THAT(all, HasSubstr("Content-Length: 11\r\n"));
}

TEST_F(http_test, a_refused_request_is_answered_and_ends_the_connection)
{
    EXPECT_THAT(answer_to("DELETE / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
                          "\r\n\r\n"),
                StartsWith("HTTP/1.1 405 "));
    EXPECT_TRUE(ends(peer_));
    EXPECT_EQ(counters().http_requests, 0U);
}

TEST_F(http_test, a_body_over_the_limit_is_answered_while_it_still_comes)
{
    ASSERT_TRUE(peer_.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n"));
    EXPECT_THAT(answer_to(std::string(100'000, 'x'), "\r\n\r\n"), StartsWith("HTTP/1.1 413 "));
    EXPECT_TRUE(ends(peer_));
}

TEST_F(http_test, a_client_that_waits_for_100_continue_gets_it)
{
    EXPECT_EQ(answer_to("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
                        "Expect: 100-continue\r\n\r\n",
                        "\r\n\r\n"),
              "HTTP/1.1 100 Continue\r\n\r\n");
    EXPECT_THAT(answer_to("hi", "hi"), HasSubstr("POST /a hi"));
}

TEST_F(http_test, one_that_ends_its_half_after_the_request_is_answered)
{
    ASSERT_TRUE(peer_.send("GET /satu HTTP/1.1\r\nHost: x\r\n\r\n"));
    peer_.half_close();
    EXPECT_THAT(answer_to("", "GET /satu "), HasSubstr("GET /satu "));
    EXPECT_TRUE(ends(peer_));
}

TEST_F(http_test, a_kept_connection_that_rests_too_long_is_ended_silently)
{
    answer_to("GET /satu HTTP/1.1\r\nHost: x\r\n\r\n", "GET /satu ");
    clock_.advance(limits::handshake_deadline);
    EXPECT_TRUE(ends(peer_));
    EXPECT_EQ(peer_.received, "");
    EXPECT_EQ(counters().handshake_timeouts, 0U);
}

TEST_F(http_test, an_upgrade_on_an_unknown_path_is_404)
{
    std::string head(upgrade_head);
    head.replace(head.find("/v1/terminal"), 12, "/v1/nothing_");
    EXPECT_THAT(answer_to(head, "\r\n\r\n"), StartsWith("HTTP/1.1 404 "));
}

TEST_F(http_test, an_upgrade_to_an_unknown_subprotocol_is_400)
{
    std::string head(upgrade_head);
    head.replace(head.find("sejuta.terminal.v1"), 18, "sejuta.live.v1");
    EXPECT_THAT(answer_to(head, "\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
    EXPECT_EQ(app_.diary.opened, 0);
}

TEST_F(http_test, an_upgrade_with_transfer_encoding_is_400)
{
    std::string head(upgrade_head);
    head.insert(head.size() - 2, "Transfer-Encoding: chunked\r\n");
    EXPECT_THAT(answer_to(head, "\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
    EXPECT_EQ(app_.diary.opened, 0);
}

TEST_F(http_test, a_plain_get_of_a_websocket_path_is_426)
{
    auto const answer = answer_to("GET /v1/live HTTP/1.1\r\nHost: x\r\n\r\n", "\r\n\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 426 "));
    EXPECT_THAT(answer, HasSubstr("Upgrade: websocket\r\n"));
}

TEST_F(http_test, an_upgrade_after_requests_on_the_same_connection_works)
{
    answer_to("GET /satu HTTP/1.1\r\nHost: x\r\n\r\n", "GET /satu ");
    EXPECT_THAT(answer_to(upgrade_head, "\r\n\r\n"), StartsWith("HTTP/1.1 101 "));
    ASSERT_TRUE(peer_.send(binary("halo")));
    EXPECT_THAT(frames(peer_, 1), testing::ElementsAre(server_frame{2, "halo"}));
}

}  // namespace
}  // namespace sejuta::edge
