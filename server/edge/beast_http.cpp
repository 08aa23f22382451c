// SPDX-License-Identifier: Apache-2.0
// The request head through Beast's parser, after the raw bytes and before the values are checked.
// Strict where leniency has been used for smuggling: line ends, folded lines, body lengths.
#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <cctype>
#include <charconv>

#include "base/limits.hpp"
#include "edge/http_head.hpp"
#include "edge/url.hpp"

namespace sejuta::edge {

namespace {

namespace http = boost::beast::http;
using fields = http::fields;

template <class Value>
using judged = std::variant<Value, http_refusal>;

http_refusal bad(char const* reason)
{
    return {400, reason};
}

std::size_t count_of(fields const& headers, http::field name)
{
    return static_cast<std::size_t>(
        std::distance(headers.equal_range(name).first, headers.equal_range(name).second));
}

std::string text(boost::beast::string_view view)
{
    return {view.data(), view.size()};
}

// Is `token` in the comma-separated lists of all headers of this name?
bool lists(fields const& headers, http::field name, boost::beast::string_view token)
{
    auto const range = headers.equal_range(name);
    for (auto at = range.first; at != range.second; ++at)
        if (http::token_list{at->value()}.exists(token)) return true;
    return false;
}

// RFC 9112, 6: the body is as long as the one Content-Length says; anything else is refused.
judged<std::size_t> content_bytes(fields const& headers)
{
    bool const coded = headers.find(http::field::transfer_encoding) != headers.end();
    auto const lengths = count_of(headers, http::field::content_length);
    if (coded && lengths > 0) return bad("both Content-Length and Transfer-Encoding");
    if (coded) return http_refusal{411, "send a Content-Length"};
    if (lengths > 1) return bad("more than one Content-Length");
    if (lengths == 0) return std::size_t{0};
    auto const value = headers[http::field::content_length];
    std::size_t bytes = 0;
    auto const [end, error] = std::from_chars(value.data(), value.data() + value.size(), bytes);
    if (error == std::errc::result_out_of_range) return http_refusal{413, "body over the limit"};
    if (error != std::errc{} || end != value.data() + value.size())
        return bad("Content-Length is not a number");
    if (bytes > limits::http_body_bytes_max) return http_refusal{413, "body over the limit"};
    return bytes;
}

// The nonce is 16 bytes in base64: 22 letters and two signs of padding.
bool is_nonce(boost::beast::string_view key)
{
    if (key.size() != 24 || key.substr(22) != "==") return false;
    auto const in_alphabet = [](unsigned char letter) {
        return std::isalnum(letter) || letter == '+' || letter == '/';
    };
    return std::all_of(key.begin(), key.begin() + 22, in_alphabet);
}

judged<upgrade_wish> read_upgrade(http::request<http::empty_body> const& parsed,
                                  std::size_t body_bytes)
{
    if (parsed.method() != http::verb::get || parsed.version() != 11)
        return bad("an upgrade is a GET of HTTP/1.1");
    if (!lists(parsed, http::field::connection, "upgrade")) return bad("Connection: Upgrade");
    if (body_bytes > 0 || parsed.find(http::field::content_length) != parsed.end())
        return bad("an upgrade has no body");
    if (parsed.find(http::field::expect) != parsed.end()) return bad("an upgrade has no body");
    if (count_of(parsed, http::field::sec_websocket_version) != 1 ||
        parsed[http::field::sec_websocket_version] != "13")
        return http_refusal{426, "WebSocket version 13 only"};
    if (count_of(parsed, http::field::sec_websocket_key) != 1 ||
        !is_nonce(parsed[http::field::sec_websocket_key]))
        return bad("Sec-WebSocket-Key");
    upgrade_wish wish;
    wish.version = "13";
    auto const range = parsed.equal_range(http::field::sec_websocket_protocol);
    for (auto at = range.first; at != range.second; ++at)
        for (auto const& name : http::token_list{at->value()})
            wish.subprotocols.push_back(text(name));
    return wish;
}

judged<request_head> judge(http::request<http::empty_body> const& parsed)
{
    if (parsed.version() == 11 && count_of(parsed, http::field::host) != 1)
        return bad("exactly one Host");
    auto const body_bytes = content_bytes(parsed);
    bool const upgrades = lists(parsed, http::field::upgrade, "websocket");
    if (auto const* refused = std::get_if<http_refusal>(&body_bytes))
        return upgrades ? bad("an upgrade has no body") : *refused;
    if (parsed.method() != http::verb::get && parsed.method() != http::verb::head &&
        parsed.method() != http::verb::post)
        return http_refusal{405, "GET, HEAD or POST"};
    auto target = read_target({parsed.target().data(), parsed.target().size()});
    if (!target) return bad("request target");

    request_head head;
    head.content_bytes = std::get<std::size_t>(body_bytes);
    head.keep_alive = parsed.version() == 11 && parsed.keep_alive();
    head.awaits_continue = parsed.version() == 11 && head.content_bytes > 0 &&
                           boost::beast::iequals(parsed[http::field::expect], "100-continue");
    if (upgrades) {
        auto wish = read_upgrade(parsed, head.content_bytes);
        if (auto const* refused = std::get_if<http_refusal>(&wish)) return *refused;
        head.upgrade = std::get<upgrade_wish>(std::move(wish));
    }
    head.request.method = text(parsed.method_string());
    head.request.path = std::move(target->path);
    head.request.query = std::move(target->query);
    head.request.authorization = text(parsed[http::field::authorization]);
    head.request.host = text(parsed[http::field::host]);
    head.request.origin = text(parsed[http::field::origin]);
    head.request.sec_fetch_site = text(parsed["Sec-Fetch-Site"]);
    head.request.cookie = text(parsed[http::field::cookie]);
    head.request.accept_encoding = text(parsed[http::field::accept_encoding]);
    head.request.if_none_match = text(parsed[http::field::if_none_match]);
    return head;
}

}  // namespace

std::variant<std::size_t, http_refusal> find_head(std::string_view bytes)
{
    auto const looked_at = bytes.substr(0, limits::http_head_bytes_max);
    for (std::size_t i = 0; i < looked_at.size(); ++i) {
        char const letter = looked_at[i];
        if (letter == '\0') return bad("NUL in the head");
        if (letter == '\n' && (i == 0 || looked_at[i - 1] != '\r')) return bad("LF without CR");
        if (i > 0 && looked_at[i - 1] == '\r' && letter != '\n') return bad("CR without LF");
        if (i > 1 && looked_at[i - 1] == '\n' && (letter == ' ' || letter == '\t'))
            return bad("folded header line");
        if (letter == '\n' && looked_at.substr(0, i + 1).ends_with("\r\n\r\n")) return i + 1;
    }
    if (bytes.size() >= limits::http_head_bytes_max)
        return http_refusal{431, "request head over the limit"};
    return std::size_t{0};
}

std::variant<request_head, http_refusal> read_head(std::string_view head)
{
    http::request_parser<http::empty_body> parser;
    parser.header_limit(limits::http_head_bytes_max);
    parser.body_limit(boost::none);
    boost::system::error_code error;
    parser.put(boost::asio::buffer(head.data(), head.size()), error);
    if (error == http::error::bad_version) return http_refusal{505, "HTTP/1.0 or HTTP/1.1"};
    if (error || !parser.is_header_done()) return bad("malformed request");
    return judge(parser.get());
}

}  // namespace sejuta::edge
