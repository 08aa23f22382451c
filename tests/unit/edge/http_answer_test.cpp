// SPDX-License-Identifier: Apache-2.0
#include "edge/http_answer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sejuta::edge {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

std::string written(http_response const& response, answer_options options = {})
{
    std::string output;
    write_answer(output, response, options);
    return output;
}

TEST(http_answer_test, asks_for_https_only_where_it_is_spoken)
{
    EXPECT_THAT(written({}, {.tls = true}),
                HasSubstr("Strict-Transport-Security: max-age=31536000\r\n"));
    EXPECT_THAT(written({}), Not(HasSubstr("Strict-Transport-Security")));
}

TEST(http_answer_test, an_answer_is_these_bytes)
{
    http_response response;
    response.body = "{}";
    EXPECT_EQ(written(response, {.now_ms = 1'593'392'400'000, .keep_alive = true}),
              "HTTP/1.1 200 OK\r\n"
              "Server: Sejuta\r\n"
              "Date: Mon, 29 Jun 2020 01:00:00 GMT\r\n"
              "Content-Type: application/json\r\n"
              "Content-Length: 2\r\n"
              "Cache-Control: no-store\r\n"
              "X-Content-Type-Options: nosniff\r\n"
              "Referrer-Policy: no-referrer\r\n"
              "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
              "\r\n{}");
}

TEST(http_answer_test, a_page_may_load_its_own_and_speak_websocket)
{
    http_response page;
    page.content_type = "text/html; charset=utf-8";
    EXPECT_THAT(written(page), HasSubstr("default-src 'self'; connect-src 'self' ws: wss:;"));
    EXPECT_THAT(written(page), HasSubstr("frame-ancestors 'none'"));
}

TEST(http_answer_test, a_service_worker_may_ask_its_own_server_and_nothing_runs_inline)
{
    http_response script;
    script.content_type = "text/javascript; charset=utf-8";
    EXPECT_THAT(written(script),
                HasSubstr("Content-Security-Policy: default-src 'self'; object-src 'none'\r\n"));
    http_response page;
    page.content_type = "text/html; charset=utf-8";
    EXPECT_THAT(written(page), Not(HasSubstr("script-src")));
    EXPECT_THAT(written(page), Not(HasSubstr("unsafe-inline")));
    EXPECT_THAT(written(page), HasSubstr("frame-ancestors 'none'"));
}

TEST(http_answer_test, head_has_the_length_of_the_get_and_no_body)
{
    http_response response;
    response.body = "abc";
    auto const bytes = written(response, {.head_only = true});
    EXPECT_THAT(bytes, HasSubstr("Content-Length: 3\r\n"));
    EXPECT_THAT(bytes, EndsWith("Connection: close\r\n\r\n"));
}

TEST(http_answer_test, not_modified_has_neither_body_nor_length)
{
    http_response response;
    response.status = 304;
    response.body = "forgotten";
    EXPECT_THAT(written(response), Not(HasSubstr("Content-Length")));
    EXPECT_THAT(written(response), EndsWith("\r\n\r\n"));
}

TEST(http_answer_test, refusals_name_their_cure)
{
    EXPECT_THAT(written(refusal_response({405, "GET, HEAD or POST"})),
                HasSubstr("Allow: GET, HEAD, POST\r\n"));
    EXPECT_THAT(written(refusal_response({426, "WebSocket"})),
                HasSubstr("Sec-WebSocket-Version: 13\r\n"));
    EXPECT_THAT(written(refusal_response({503, "later"})), HasSubstr("Retry-After: 5\r\n"));
}

TEST(http_answer_test, a_header_with_a_line_break_is_our_bug)
{
    http_response response;
    response.headers.emplace_back("Location", "/a\r\nSet-Cookie: x");
    EXPECT_DEATH(written(response), "a header has no line break");
}

}  // namespace
}  // namespace sejuta::edge
