// SPDX-License-Identifier: Apache-2.0
// Requests cut out of bytes: split anywhere, too long, ambiguous, or plainly wrong.
#include "edge/request_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "unit/edge/websocket_client.hpp"

namespace sejuta::edge {
namespace {

using test::upgrade_head;
using testing::ElementsAre;
using testing::Pair;

// The status of the refusal of `bytes`, 0 if they are not refused.
int refusal_of(std::string_view bytes)
{
    request_reader reader;
    reader.feed(bytes);
    auto const event = reader.next();
    auto const* refused = std::get_if<http_refusal>(&event);
    return refused ? refused->status : 0;
}

std::string get(std::string_view headers = {})
{
    return "GET /v1/totals HTTP/1.1\r\nHost: x\r\n" + std::string(headers) + "\r\n";
}

std::string upgrade_with(std::string_view header)
{
    std::string head(upgrade_head);
    head.insert(head.size() - 2, header);
    return head;
}

std::string upgrade_changed(std::string_view what, std::string_view into)
{
    std::string head(upgrade_head);
    head.replace(head.find(what), what.size(), into);
    return head;
}

TEST(request_reader_test, a_request_becomes_values)
{
    request_reader reader;
    reader.feed(
        "GET /v1/totals/15%2E07?event=harganas-2020&at=2020-06-29T22:00WIB&q=a+b%21 HTTP/1.1\r\n"
        "Host: x\r\nAuthorization: Bearer t\r\nAccept-Encoding: gzip, br\r\n"
        "If-None-Match: \"e\"\r\n\r\n");
    auto event = reader.next();
    auto const* whole = std::get_if<request_reader::whole_request>(&event);
    ASSERT_NE(whole, nullptr);
    EXPECT_EQ(whole->request.method, "GET");
    EXPECT_EQ(whole->request.path, "/v1/totals/15.07");
    EXPECT_THAT(whole->request.query,
                ElementsAre(Pair("event", "harganas-2020"), Pair("at", "2020-06-29T22:00WIB"),
                            Pair("q", "a b!")));
    EXPECT_EQ(whole->request.authorization, "Bearer t");
    EXPECT_EQ(whole->request.accept_encoding, "gzip, br");
    EXPECT_EQ(whole->request.if_none_match, "\"e\"");
    EXPECT_TRUE(whole->keep_alive);
    EXPECT_TRUE(reader.idle());
}

TEST(request_reader_test, requests_split_at_every_byte_are_the_same)
{
    std::string const wire =
        "POST /v1/reports HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nlapor"
        "GET /healthz HTTP/1.0\r\n\r\n";
    for (std::size_t split = 0; split <= wire.size(); ++split) {
        request_reader reader;
        std::vector<std::string> seen;
        auto const take_all = [&] {
            for (;;) {
                auto event = reader.next();
                auto const* whole = std::get_if<request_reader::whole_request>(&event);
                if (whole == nullptr) {
                    ASSERT_TRUE(std::holds_alternative<request_reader::incomplete>(event));
                    return;
                }
                seen.push_back(whole->request.method + " " + whole->request.path + " " +
                               whole->request.body + (whole->keep_alive ? " +" : " -"));
            }
        };
        reader.feed(wire.substr(0, split));
        take_all();
        reader.feed(wire.substr(split));
        take_all();
        ASSERT_THAT(seen, ElementsAre("POST /v1/reports lapor +", "GET /healthz  -")) << split;
    }
}

TEST(request_reader_test, an_upgrade_split_at_every_byte_is_taken_only_when_whole)
{
    for (std::size_t split = 0; split < upgrade_head.size(); ++split) {
        request_reader reader;
        reader.feed(upgrade_head.substr(0, split));
        auto event = reader.next();
        ASSERT_TRUE(std::holds_alternative<request_reader::incomplete>(event)) << split;
        reader.feed(std::string(upgrade_head.substr(split)) + "frames");
        event = reader.next();
        auto const* upgrade = std::get_if<request_reader::whole_upgrade>(&event);
        ASSERT_NE(upgrade, nullptr) << split;
        EXPECT_EQ(upgrade->bytes, upgrade_head);
        EXPECT_THAT(upgrade->head.upgrade->subprotocols, ElementsAre("sejuta.terminal.v1"));
        EXPECT_EQ(reader.take_rest(), "frames");
    }
}

TEST(request_reader_test, the_body_is_awaited_with_100_continue_once)
{
    request_reader reader;
    reader.feed(
        "POST /v1/reports HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
        "Expect: 100-continue\r\n\r\n");
    EXPECT_TRUE(std::holds_alternative<request_reader::continue_awaited>(reader.next()));
    EXPECT_TRUE(std::holds_alternative<request_reader::incomplete>(reader.next()));
    reader.feed("ab");
    EXPECT_TRUE(std::holds_alternative<request_reader::whole_request>(reader.next()));
}

TEST(request_reader_test, a_head_of_the_limit_is_taken_and_one_byte_more_refused)
{
    auto const padded = [](std::size_t size) {
        auto const rest = get("X: \r\n").size();
        return get("X: " + std::string(size - rest, 'a') + "\r\n");
    };
    auto const within = padded(limits::http_head_bytes_max);
    ASSERT_EQ(within.size(), limits::http_head_bytes_max);
    EXPECT_EQ(refusal_of(within), 0);
    EXPECT_EQ(refusal_of(padded(limits::http_head_bytes_max + 1)), 431);
    EXPECT_EQ(refusal_of(std::string(limits::http_head_bytes_max, 'a')), 431);
}

TEST(request_reader_test, a_body_of_the_limit_is_taken_and_one_byte_more_refused)
{
    auto const post = [](std::size_t length) {
        return "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(length) +
               "\r\n\r\n" + std::string(length, 'x');
    };
    EXPECT_EQ(refusal_of(post(limits::http_body_bytes_max)), 0);
    EXPECT_EQ(refusal_of(post(limits::http_body_bytes_max + 1)), 413);
    EXPECT_EQ(refusal_of(get("Content-Length: 99999999999999999999999\r\n")), 400);
}

struct refused_request {
    char const* name;
    std::string bytes;
    int status;
};
void PrintTo(refused_request const& request, std::ostream* out)
{
    *out << request.name;
}
class request_refusal : public testing::TestWithParam<refused_request> {};

TEST_P(request_refusal, has_a_status)
{
    EXPECT_EQ(refusal_of(GetParam().bytes), GetParam().status) << GetParam().bytes;
}

INSTANTIATE_TEST_SUITE_P(
    smuggling, request_refusal,
    testing::Values(
        refused_request{"length and coding",
                        get("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"), 400},
        refused_request{"coding and length",
                        get("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n"), 400},
        refused_request{"two lengths", get("Content-Length: 3\r\nContent-Length: 4\r\n"), 400},
        refused_request{"one length twice", get("Content-Length: 0\r\nContent-Length: 0\r\n"), 400},
        refused_request{"a list of lengths", get("Content-Length: 3, 3\r\n"), 400},
        refused_request{"signed length", get("Content-Length: +3\r\n"), 400},
        refused_request{"negative length", get("Content-Length: -1\r\n"), 400},
        refused_request{"hexadecimal length", get("Content-Length: 0x3\r\n"), 400},
        refused_request{"length with a tail", get("Content-Length: 3 4\r\n"), 400},
        refused_request{"chunked", get("Transfer-Encoding: chunked\r\n"), 411},
        refused_request{"unknown coding", get("Transfer-Encoding: cow\r\n"), 411},
        refused_request{"hidden coding",
                        get("Transfer-Encoding: \x0b"
                            "chunked\r\n"),
                        400},
        refused_request{"LF alone ends a line", "GET / HTTP/1.1\nHost: x\r\n\r\n", 400},
        refused_request{"LF LF ends the head", "GET / HTTP/1.1\r\nHost: x\n\n", 400},
        refused_request{"CR alone", "GET / HTTP/1.1\r\nHost: x\rContent-Length: 3\r\n\r\n", 400},
        refused_request{"NUL", std::string("GET / HTTP/1.1\r\nHost: x\0y\r\n\r\n", 29), 400},
        refused_request{"folded line", get("X: a\r\n b\r\n"), 400},
        refused_request{"folded first line", "GET / HTTP/1.1\r\n Host: x\r\n\r\n", 400},
        refused_request{"space before the colon", get("Content-Length : 3\r\n"), 400},
        refused_request{"no Host", "GET / HTTP/1.1\r\n\r\n", 400},
        refused_request{"two Hosts", get("Host: y\r\n"), 400}));

INSTANTIATE_TEST_SUITE_P(
    requests, request_refusal,
    testing::Values(refused_request{"not HTTP", "\x16\x03\x01 hello\r\n\r\n", 400},
                    refused_request{"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\n", 505},
                    refused_request{"another method", "DELETE / HTTP/1.1\r\nHost: x\r\n\r\n", 405},
                    refused_request{"OPTIONS", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", 405},
                    refused_request{"CONNECT", "CONNECT a:1 HTTP/1.1\r\nHost: x\r\n\r\n", 405},
                    refused_request{"not a path", "GET * HTTP/1.1\r\nHost: x\r\n\r\n", 400},
                    refused_request{"broken escape", "GET /%4 HTTP/1.1\r\nHost: x\r\n\r\n", 400},
                    refused_request{"escaped NUL", "GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n", 400}));

INSTANTIATE_TEST_SUITE_P(
    upgrades, request_refusal,
    testing::Values(
        refused_request{"with a body", upgrade_with("Content-Length: 3\r\n") + "abc", 400},
        refused_request{"with an empty body", upgrade_with("Content-Length: 0\r\n"), 400},
        refused_request{"with a coding", upgrade_with("Transfer-Encoding: chunked\r\n"), 400},
        refused_request{"with Expect", upgrade_with("Expect: 100-continue\r\n"), 400},
        refused_request{"version 12", upgrade_changed("Version: 13", "Version: 12"), 426},
        refused_request{"no version", upgrade_changed("Sec-WebSocket-Version: 13\r\n", ""), 426},
        refused_request{"two versions", upgrade_with("Sec-WebSocket-Version: 13\r\n"), 426},
        refused_request{
            "no key", upgrade_changed("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", ""), 400},
        refused_request{"short key", upgrade_changed("dGhlIHNhbXBsZSBub25jZQ==", "dGhl"), 400},
        refused_request{"key of other letters",
                        upgrade_changed("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHN*bXBsZSBub25jZQ=="),
                        400},
        refused_request{"by POST", upgrade_changed("GET", "POST"), 400},
        refused_request{"by HTTP/1.0", upgrade_changed("HTTP/1.1", "HTTP/1.0"), 400},
        refused_request{"without Connection", upgrade_changed("keep-alive, Upgrade", "keep-alive"),
                        400}));

TEST(request_reader_test, an_upgrade_to_something_else_is_an_ordinary_request)
{
    EXPECT_EQ(refusal_of(get("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n")), 0);
}

}  // namespace
}  // namespace sejuta::edge
