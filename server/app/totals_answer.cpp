// SPDX-License-Identifier: Apache-2.0
#include "app/totals_answer.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "app/http_error.hpp"
#include "base/limits.hpp"
#include "fanout/frames.hpp"
#include "totals/local_time.hpp"
#include "totals/movements.hpp"
#include "totals/pages_json.hpp"
#include "totals/past.hpp"
#include "totals/site_rows.hpp"

namespace sejuta::app {
namespace {

using edge::http_request;
using edge::http_response;

constexpr std::string_view json_type = "application/json";
constexpr std::string_view protobuf_type = "application/x-protobuf";

// A page with its path's first part; the rest is the region, or the nation.
struct page {
    std::string_view path;
    bool has_region;
    http_response (*answer)(totals_source const&, domain::region_code, http_request const&);
};

std::string tag_of(ledger::sequence const& at)
{
    return fmt::format("{:016x}-{}", at.epoch, at.revision);
}

http_response found(std::string_view type, std::string const& tag, http_request const& request,
                    std::string body)
{
    http_response out{200, std::string(type), std::move(body), {}};
    auto const etag = '"' + tag + '"';
    // Whoever keeps it asks again each time: numbers of a live count are never stale in secret.
    out.headers = {{"ETag", etag}, {"Cache-Control", "no-cache"}};
    if (request.if_none_match == etag) {
        out.status = 304;
        out.body.clear();
    }
    return out;
}

http_response no_such_region()
{
    return plain_text(404, "the event has no such region");
}

// The state that ?at= asks for, or the one that the board has now.
std::optional<http_response> read_at(http_request const& request, std::optional<base::unix_ms>& at)
{
    auto const text = request.query_value("at");
    if (text.empty()) return std::nullopt;
    at = totals::from_local_time(text);
    if (at) return std::nullopt;
    return plain_text(400, std::string(totals::local_time_rule));
}

// The public view of a minute as JSON or as the live stream's frame.
http_response public_page(totals_source const& from, domain::region_code region,
                          http_request const& request, bool as_frame)
{
    std::optional<base::unix_ms> at;
    if (auto const wrong = read_at(request, at)) return *wrong;
    if (!from.book->is_ready()) return plain_text(503, "the ledger is being loaded");
    constexpr base::unix_ms ms_per_minute = 60'000;
    auto const newest = from.book->minute();
    auto const asked = at ? std::clamp<base::unix_ms>(*at / ms_per_minute, 0, newest) : newest;
    auto const view =
        at ? from.book->view(static_cast<std::uint32_t>(asked), from.now) : from.book->view();
    if (!view) {
        auto busy = plain_text(503, "too many past minutes were asked for: try again");
        busy.headers.emplace_back("Retry-After", "1");
        return busy;
    }
    auto const shown = view->totals.find(region);
    if (shown == view->totals.end()) return no_such_region();
    auto const& event = from.board.event();
    auto const moment = view->moment(event, at);
    auto const tag = fmt::format("public-{}-{}", tag_of(view->sequence), view->minute);
    if (!as_frame)
        return found(json_type, tag, request,
                     totals::totals_json(moment, shown->second, {}, from.say));
    return found(protobuf_type, tag, request,
                 *fanout::snapshot_frame(moment, from.board.head(), from.say,
                                         fanout::snapshot_rows(event, shown->second)));
}

// Who may see more may ask for what everybody sees.
bool is_for_public(totals_source const& from, http_request const& request)
{
    return from.audience == people::audience::publik || request.query_value("view") == "public";
}

http_response totals_page(totals_source const& from, domain::region_code region,
                          http_request const& request)
{
    if (is_for_public(from, request)) return public_page(from, region, request, false);
    std::optional<base::unix_ms> at;
    if (auto const wrong = read_at(request, at)) return *wrong;
    if (at) {
        auto const past = totals::past_of(from.board, region, *at);
        return past ? found(json_type, tag_of(past->sequence), request,
                            totals::totals_json(past->moment(), past->totals, {}, from.say))
                    : no_such_region();
    }
    auto body = totals::totals_json(from.board, region, from.say);
    return body ? found(json_type, tag_of(from.board.sequence()), request, std::move(*body))
                : no_such_region();
}

http_response snapshot_page(totals_source const& from, domain::region_code region,
                            http_request const& request)
{
    if (is_for_public(from, request)) return public_page(from, region, request, true);
    std::optional<base::unix_ms> at;
    if (auto const wrong = read_at(request, at)) return *wrong;
    auto const& head = from.board.head();
    if (at) {
        auto const past = totals::past_of(from.board, region, *at);
        if (!past) return no_such_region();
        auto const rows = fanout::snapshot_rows(*past->event, past->totals);
        return found(protobuf_type, tag_of(past->sequence), request,
                     *fanout::snapshot_frame(past->moment(), head, from.say, rows));
    }
    auto const now = from.board.totals_of(region);
    if (!now) return no_such_region();
    auto const rows = fanout::snapshot_rows(from.board.event(), *now);
    return found(protobuf_type, tag_of(from.board.sequence()), request,
                 *fanout::snapshot_frame(from.board.moment(), head, from.say, rows));
}

std::optional<totals::site_choice> read_show(std::string const& text)
{
    using totals::site_choice;
    if (text.empty() || text == "all") return site_choice::all;
    if (text == "silent") return site_choice::silent;
    if (text == "flagged") return site_choice::flagged;
    return std::nullopt;
}

http_response sites_page(totals_source const& from, domain::region_code region,
                         http_request const& request)
{
    auto const show = read_show(request.query_value("show"));
    if (!show) return plain_text(400, "show is all, silent or flagged");
    if (!from.board.event().find_region(region)) return no_such_region();
    auto const flags = from.flags.flags(from.board, region, from.now);
    auto const list = totals::sites_of(from.board, region, *show, flags);
    return found(json_type,
                 fmt::format("{}-{}{}", tag_of(from.board.sequence()), from.flags.findings(),
                             from.site_names ? "-names" : ""),
                 request, totals::sites_json(from.board, region, list, from.site_names));
}

std::optional<unsigned> read_minutes(std::string const& text)
{
    constexpr unsigned usual = 15;
    if (text.empty()) return usual;
    unsigned minutes = 0;
    auto const [end, failed] = std::from_chars(text.data(), text.data() + text.size(), minutes);
    if (failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    if (minutes == 0 || minutes > limits::movement_minutes_max) return std::nullopt;
    return minutes;
}

http_response movements_page(totals_source const& from, domain::region_code region,
                             http_request const& request)
{
    auto const minutes = read_minutes(request.query_value("minutes"));
    if (!minutes)
        return plain_text(400, fmt::format("minutes is a whole number from 1 to {}",
                                           limits::movement_minutes_max));
    if (!from.board.event().find_region(region)) return no_such_region();
    return found(json_type, tag_of(from.board.sequence()), request,
                 totals::movements_json(from.board, region,
                                        totals::movements_of(from.board, region, *minutes)));
}

http_response officers_page(totals_source const& from, domain::region_code,
                            http_request const& request)
{
    auto tag = tag_of(from.board.sequence());
    for (auto const own : from.scope) tag += "-" + own.text();
    return found(json_type, tag, request, totals::officers_json(from.board, from.scope));
}

constexpr std::array pages{
    page{"/v1/totals", true, totals_page},      page{"/v1/snapshot", true, snapshot_page},
    page{"/v1/sites", true, sites_page},        page{"/v1/movements", true, movements_page},
    page{"/v1/officers", false, officers_page},
};

page const* page_of(std::string_view path)
{
    for (auto const& each : pages) {
        if (path == each.path) return &each;
        if (each.has_region && path.starts_with(each.path) && path[each.path.size()] == '/')
            return &each;
    }
    return nullptr;
}

}  // namespace

bool is_totals_page(std::string_view path)
{
    return page_of(path) != nullptr;
}

http_response totals_answer(totals_source const& from, http_request const& request)
{
    auto const* const asked = page_of(request.path);
    if (!asked) return plain_text(404, "no such page");
    auto const rest = request.path.size() > asked->path.size()
                          ? std::string_view(request.path).substr(asked->path.size() + 1)
                          : std::string_view("ID");
    auto const region = domain::region_code::from_text(rest);
    if (!region) return plain_text(404, "a region is ID, 15 or 15.71");
    if (!from.board.is_ready()) return plain_text(503, "the ledger is being loaded");
    return asked->answer(from, *region, request);
}

}  // namespace sejuta::app
