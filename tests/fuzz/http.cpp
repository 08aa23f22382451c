// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <variant>
#include <vector>

#include "base/assert.hpp"
#include "base/limits.hpp"
#include "edge/request_reader.hpp"
#include "fuzz/pieces.hpp"
#include "fuzz/targets.hpp"

namespace sejuta::fuzz {
namespace {

using edge::request_reader;

std::string words_of(edge::http_request const& request)
{
    SEJUTA_ASSERT(request.path.starts_with('/'), "an absolute path");
    SEJUTA_ASSERT(request.path.find('\0') == std::string::npos, "without NUL");
    SEJUTA_ASSERT(request.body.size() <= limits::http_body_bytes_max, "a body within its limit");
    auto words = request.method + ' ' + request.path + '?';
    for (auto const& [key, value] : request.query) words += key + '=' + value + '&';
    return words + ' ' + request.authorization + ' ' + request.body;
}

// What happened, as texts; false once the connection is no longer HTTP's.
struct story {
    std::vector<std::string> lines;

    bool tell(request_reader::event const& what)
    {
        if (auto const* whole = std::get_if<request_reader::whole_request>(&what)) {
            lines.push_back(words_of(whole->request) + (whole->keep_alive ? " on" : " end"));
            return whole->keep_alive;
        }
        if (auto const* upgrade = std::get_if<request_reader::whole_upgrade>(&what))
            lines.push_back("upgrade " + words_of(upgrade->head.request));
        if (auto const* refused = std::get_if<edge::http_refusal>(&what)) {
            SEJUTA_ASSERT(refused->status >= 400 && refused->status < 600, "a refusal's status");
            lines.push_back("refused " + std::to_string(refused->status));
        }
        return std::holds_alternative<request_reader::continue_awaited>(what);
    }
};

std::vector<std::string> read_requests(std::vector<std::string_view> const& pieces)
{
    story told;
    request_reader reader;
    for (auto const piece : pieces) {
        reader.feed(piece);
        for (;;) {
            auto const what = reader.next();
            if (std::holds_alternative<request_reader::incomplete>(what)) break;
            if (!told.tell(what)) return told.lines;
        }
    }
    return told.lines;
}

}  // namespace

// However the bytes are cut, they are the same requests.
void take_http(std::string_view bytes)
{
    auto const whole = read_requests({stream_of(bytes)});
    SEJUTA_ASSERT(read_requests(pieces_of(bytes)) == whole, "cut or whole, the same requests");
}

}  // namespace sejuta::fuzz
