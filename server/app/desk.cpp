// SPDX-License-Identifier: Apache-2.0
// Who is at the desk, and which act is asked for.
#include "app/desk.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>

#include "app/desk_parts.hpp"
#include "ledger/redis/opening.hpp"

namespace sejuta::app {
namespace {

using people::action;

struct desk_act {
    std::string_view path;
    bool has_rest;  // "/v1/desk/site/CODE"
    std::string_view method;
    void (*take)(desk_call_ptr const&);
};

constexpr std::array desk_acts{
    desk_act{"/v1/desk/site/", true, "GET", desk_site},
    desk_act{"/v1/desk/code", false, "POST", desk_code},
    desk_act{"/v1/desk/revoke", false, "POST", desk_revoke},
    desk_act{"/v1/desk/add", false, "POST", desk_add},
    desk_act{"/v1/desk/dictated", false, "POST", desk_dictated},
    desk_act{"/v1/desk/correct", false, "POST", desk_correct},
    desk_act{"/v1/export/sites/", true, "GET", desk_export_sites},
};

constexpr refusal_row login_needed{401, "login_needed", "Masuk dulu, lalu coba lagi.",
                                   "Log in first, then try again."};
constexpr refusal_row event_unknown{404, "event_unknown",
                                    "Tidak ada kegiatan ini di server ini. Muat ulang halaman.",
                                    "No such event at this server: ?event=ID."};
constexpr refusal_row event_final{
    409, "event_final", "Hasil kegiatan ini sudah final: tidak ada yang dapat diubah lagi.",
    "The event is final: nothing changes any more."};
constexpr refusal_row too_many_acts{429, "too_many_acts",
                                    "Terlalu banyak permintaan. Coba lagi sebentar lagi.",
                                    "Too many requests. Try again in a moment."};

desk_act const* act_of(std::string_view path)
{
    auto const found = std::find_if(desk_acts.begin(), desk_acts.end(), [&](desk_act const& each) {
        return each.has_rest ? path.starts_with(each.path) : path == each.path;
    });
    return found == desk_acts.end() ? nullptr : &*found;
}

// An account that logged in; a token is a program's, and nobody stands at a desk for it.
std::optional<people::identity> officer_of(desk_world const& world,
                                           edge::http_request const& request)
{
    auto const asks = world.people.visitor_of(request, request.method == "POST");
    if (!std::holds_alternative<people::session_key>(asks.ticket)) return std::nullopt;
    if (!asks.who || asks.who->role == people::role::everybody) return std::nullopt;
    return asks.who;
}

}  // namespace

bool is_desk_page(std::string_view path)
{
    return act_of(path) != nullptr;
}

void desk_page(desk_world const& world, edge::http_request request, edge::http_reply reply)
{
    auto const* const act = act_of(request.path);
    bool const posts = request.method == "POST";
    if (posts != (act->method == "POST"))
        return reply(method_not_allowed(posts ? "GET, HEAD" : "POST"));
    if (posts && world.people.is_foreign(request)) return reply(refused(origin_refused));
    auto const who = officer_of(world, request);
    if (!who) return reply(refused(login_needed));
    if (auto const wait = world.gate.refused(who->user, world.terminals.clock.monotonic()))
        return reply(refused(too_many_acts, *wait));
    auto const event = world.event_of(request.query_value("event"));
    if (!event) return reply(refused(event_unknown, "event"));
    if (posts && world.terminals.status_of(event->id) == domain::event_status::final)
        return reply(refused(event_final));
    if (posts && !world.may_record())
        return reply(refused(desk::store_away, desk::store_away_retry));
    act->take(std::make_shared<desk_call>(
        desk_call{world, *who, event, std::move(request), std::move(reply)}));
}

namespace desk {

edge::http_response answer(boost::json::object const& body)
{
    return {200,
            "application/json",
            boost::json::serialize(body) + "\n",
            {{"Cache-Control", "no-store"}}};
}

domain::site const* site_or_refuse(desk_call const& call, std::string const& code, action what)
{
    auto const* const site = call.event->find_site(code);
    if (!site)
        call.reply(refused(site_unknown, "site"));
    else if (!call.may(what, site->regency))
        call.reply(refused(not_yours, "site"));
    else
        return site;
    return nullptr;
}

void write(desk_call_ptr const& call, decltype(domain::change::what) what, edge::http_response good)
{
    ledger::redis::write_change(
        call->world.store, *call->event, {call->who.user, std::move(what)},
        [call, good = std::move(good)](base::checked<ledger::head> const& written) {
            if (written) return call->reply(good);
            spdlog::error("desk {}", written.error().sentence);
            call->reply(refused(store_away, store_away_retry));
        });
}

}  // namespace desk

}  // namespace sejuta::app
