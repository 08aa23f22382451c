// SPDX-License-Identifier: Apache-2.0
// A wrong user and a wrong password get the same words after the same time.
#include "app/people_pages.hpp"

#include <boost/asio/post.hpp>
#include <boost/json.hpp>

#include "app/http_error.hpp"
#include "app/json_body.hpp"
#include "edge/address_book.hpp"
#include "people/may.hpp"

namespace sejuta::app {
namespace {

namespace json = boost::json;

constexpr refusal_row login_malformed{
    400, "request_malformed", "Permintaan tidak terbaca. Muat ulang halaman, lalu coba lagi.",
    "The body is {\"user\": text, \"password\": text} and nothing else."};
constexpr refusal_row wrong{403, "login_refused",
                            "Nama pengguna atau kata sandi salah, atau akun dinonaktifkan.",
                            "The user name or the password is wrong, or the account is disabled."};
constexpr refusal_row too_many{429, "too_many_tries",
                               "Terlalu banyak percobaan. Coba lagi beberapa menit lagi.",
                               "Too many tries. Try again in a few minutes."};
constexpr refusal_row busy{503, "busy", "Server sedang sibuk. Coba lagi sebentar lagi.",
                           "The server is busy. Try again in a moment."};

std::string cookie(std::string const& name, std::string_view value, bool ends)
{
    auto text = name + "=";
    text.append(value).append("; Path=/; HttpOnly; SameSite=Strict");
    if (name.starts_with("__Host-")) text += "; Secure";
    if (ends) text += "; Max-Age=0";
    return text;
}

json::array texts(std::vector<domain::region_code> const& regions)
{
    json::array all;
    for (auto const region : regions) all.emplace_back(region.text());
    return all;
}

// What the screens need to know; what may be done is decided anew with each request.
json::object described(people::identity const& who)
{
    json::array may;
    for (auto const what : people::actions)
        if (people::may_somewhere(who, what)) may.emplace_back(people::word(what));
    return {{"user", who.user},
            {"role", people::word(who.role)},
            {"scope", texts(who.scope)},
            {"may", std::move(may)}};
}

edge::http_response me(visitor const& asks)
{
    json::object const body = asks.who ? described(*asks.who)
                                       : json::object{{"user", nullptr},
                                                      {"role", nullptr},
                                                      {"scope", json::array()},
                                                      {"may", json::array()}};
    return {200, "application/json", json::serialize(body) + "\n", {}};
}

edge::http_response answer_of(login_outcome const& outcome, std::string const& cookie_name)
{
    switch (outcome.what) {
    case login_outcome::kind::wrong: return refused(wrong);
    case login_outcome::kind::throttled: return refused(too_many, outcome.wait);
    case login_outcome::kind::busy: return refused(busy, outcome.wait);
    case login_outcome::kind::welcome: break;
    }
    edge::http_response answer{
        200, "application/json", json::serialize(described(outcome.who)) + "\n", {}};
    answer.headers.emplace_back("Set-Cookie", cookie(cookie_name, outcome.session_id, false));
    return answer;
}

void login(login_desk& desk, boost::asio::io_context& io, edge::http_request const& request,
           edge::http_reply const& reply, std::function<void(std::string const&)> welcomed)
{
    auto const asked = texts_of(request.body, {"user", "password"});
    if (!asked) return reply(refused(login_malformed));
    desk.login(asked->front(), asked->back(), edge::counted(request.peer).to_string(),
               [io = &io, reply, welcomed = std::move(welcomed),
                name = desk.cookie_name(request)](login_outcome outcome) {
                   boost::asio::post(*io, [reply, welcomed, name, outcome = std::move(outcome)] {
                       if (outcome.what == login_outcome::kind::welcome) welcomed(outcome.who.user);
                       reply(answer_of(outcome, name));
                   });
               });
}

edge::http_response logout(login_desk& desk, edge::http_request const& request)
{
    desk.logout(desk.visitor_of(request, true).ticket);
    edge::http_response answer;
    answer.status = 204;
    answer.headers.emplace_back("Set-Cookie", cookie(desk.cookie_name(request), "", true));
    return answer;
}

}  // namespace

bool is_people_page(std::string_view path)
{
    return path == "/v1/login" || path == "/v1/logout" || path == "/v1/me";
}

void people_page(login_desk& desk, boost::asio::io_context& io, edge::http_request const& request,
                 edge::http_reply reply, std::function<void(std::string const& user)> welcomed)
{
    if (request.path == "/v1/me") {
        if (request.method == "POST") return reply(method_not_allowed("GET, HEAD"));
        return reply(me(desk.visitor_of(request, false)));
    }
    if (request.method != "POST") return reply(method_not_allowed("POST"));
    if (desk.is_foreign(request)) return reply(refused(origin_refused));
    if (request.path == "/v1/login") return login(desk, io, request, reply, std::move(welcomed));
    reply(logout(desk, request));
}

}  // namespace sejuta::app
