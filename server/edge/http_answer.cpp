// SPDX-License-Identifier: Apache-2.0
// Headers are written in one order, so that tests and caches see the same bytes every time.
#include "edge/http_answer.hpp"

#include <algorithm>
#include <array>
#include <ctime>

#include "base/assert.hpp"

namespace sejuta::edge {

namespace {

// Our pages load nothing from elsewhere and have nothing inline: charts place their marks through
// the style object, which is no inline style. ws: and wss: are named since 'self' does not cover
// them in every browser.
constexpr std::string_view page_policy =
    "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data:; "
    "style-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'";
// A service worker asks under the policy of its own script's answer.
constexpr std::string_view script_policy = "default-src 'self'; object-src 'none'";
constexpr std::string_view other_policy = "default-src 'none'; frame-ancestors 'none'";

std::string_view reason_of(int status)
{
    switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 304: return "Not Modified";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 411: return "Length Required";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 422: return "Unprocessable Content";
    case 426: return "Upgrade Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    default: return "Status";
    }
}

std::string http_date(base::unix_ms now_ms)
{
    static constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    auto const seconds = static_cast<std::time_t>(now_ms / 1000);
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    char text[64];
    std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT",
                  days.at(static_cast<std::size_t>(utc.tm_wday)), utc.tm_mday,
                  months.at(static_cast<std::size_t>(utc.tm_mon)), utc.tm_year + 1900, utc.tm_hour,
                  utc.tm_min, utc.tm_sec);
    return text;
}

void line(std::string& output, std::string_view name, std::string_view value)
{
    auto const breaks = [](char letter) {
        return letter == '\r' || letter == '\n' || letter == '\0';
    };
    SEJUTA_ASSERT(std::none_of(name.begin(), name.end(), breaks) &&
                      std::none_of(value.begin(), value.end(), breaks),
                  "a header has no line break");
    output.append(name).append(": ").append(value).append("\r\n");
}

bool has(http_response const& response, std::string_view name)
{
    return std::any_of(response.headers.begin(), response.headers.end(),
                       [&](auto const& header) { return header.first == name; });
}

std::string_view policy_of(std::string_view content_type)
{
    if (content_type.starts_with("text/html")) return page_policy;
    return content_type.starts_with("text/javascript") ? script_policy : other_policy;
}

void write_security(std::string& output, http_response const& response)
{
    line(output, "X-Content-Type-Options", "nosniff");
    line(output, "Referrer-Policy", "no-referrer");
    if (!has(response, "Content-Security-Policy"))
        line(output, "Content-Security-Policy", policy_of(response.content_type));
}

}  // namespace

void write_answer(std::string& output, http_response const& response, answer_options const& options)
{
    output.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
    output.append(reason_of(response.status)).append("\r\n");
    line(output, "Server", "Sejuta");
    line(output, "Date", http_date(options.now_ms));
    bool const bodiless = response.status == 204 || response.status == 304;
    if (!bodiless) {
        line(output, "Content-Type", response.content_type);
        line(output, "Content-Length", std::to_string(response.body.size()));
    }
    // Numbers of a live count must not be kept by anybody in between, unless said so.
    if (!has(response, "Cache-Control")) line(output, "Cache-Control", "no-store");
    write_security(output, response);
    if (options.tls) line(output, "Strict-Transport-Security", "max-age=31536000");
    for (auto const& [name, value] : response.headers) line(output, name, value);
    if (!options.keep_alive) line(output, "Connection", "close");
    output.append("\r\n");
    if (!options.head_only && !bodiless) output.append(response.body);
}

http_response refusal_response(http_refusal const& refusal)
{
    http_response response;
    response.status = refusal.status;
    response.content_type = "text/plain; charset=utf-8";
    response.body = std::string(refusal.reason) + "\n";
    if (refusal.status == 405) response.headers.emplace_back("Allow", "GET, HEAD, POST");
    if (refusal.status == 426) {
        response.headers.emplace_back("Upgrade", "websocket");
        response.headers.emplace_back("Sec-WebSocket-Version", "13");
    }
    if (refusal.status == 503) response.headers.emplace_back("Retry-After", "5");
    return response;
}

std::string_view over_capacity_answer()
{
    return "HTTP/1.1 503 Service Unavailable\r\nServer: Sejuta\r\nRetry-After: 5\r\n"
           "Content-Length: 0\r\nConnection: close\r\n\r\n";
}

}  // namespace sejuta::edge
