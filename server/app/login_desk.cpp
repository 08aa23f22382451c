// SPDX-License-Identifier: Apache-2.0
#include "app/login_desk.hpp"

#include <sodium.h>
#include <spdlog/spdlog.h>

#include <boost/asio/post.hpp>

#include "app/bearer.hpp"
#include "app/users_file.hpp"
#include "base/limits.hpp"
#include "people/account_changes.hpp"
#include "people/origin.hpp"
#include "people/password.hpp"

namespace sejuta::app {
namespace {

constexpr std::chrono::seconds busy_retry{5};

// What is typed may be longer than any id; the table of tries keeps no such key.
std::string tried_name(std::string const& user)
{
    return people::is_user_id(user) ? user : std::string();
}

}  // namespace

login_desk::login_desk(login_settings with, base::clock const& clock)
    : with_(std::move(with)),
      clock_(clock),
      sessions_(with_.sessions_max)
{
}

base::checked<std::unique_ptr<login_desk>> login_desk::open(login_settings with,
                                                            base::clock const& clock)
{
    if (sodium_init() < 0) return base::fault{"libsodium cannot start: no source of randomness"};
    std::unique_ptr<login_desk> desk(new login_desk(std::move(with), clock));
    desk->stamp_ = users_stamp(desk->with_.users_file);
    auto users = read_users(desk->with_.users_file);
    if (!users) return users.error();
    desk->users_ = std::move(*users);
    return desk;
}

std::string login_desk::cookie_name(edge::http_request const& request) const
{
    return !with_.tls && people::is_loopback_host(request.host) ? "sejuta" : "__Host-sejuta";
}

bool login_desk::is_foreign(edge::http_request const& request) const
{
    return !people::may_act({request.host, request.origin, request.sec_fetch_site}, with_.origins,
                            !request.cookie.empty());
}

std::optional<people::identity> login_desk::identity_locked(people::ticket const& shown)
{
    std::optional<people::identity> who;
    if (auto const* key = std::get_if<people::session_key>(&shown))
        who = sessions_.find(*key, users_, clock_.monotonic());
    else if (auto const* claims = std::get_if<people::access_claims>(&shown))
        who = people::holder_of(*claims, users_, clock_.now_ms());
    if (!who && with_.open_dashboards) return people::everybody();
    return who;
}

std::optional<people::identity> login_desk::identity_of(people::ticket const& shown)
{
    std::lock_guard const locked(lock_);
    return identity_locked(shown);
}

visitor login_desk::visitor_of(edge::http_request const& request, bool acts)
{
    visitor found;
    auto const token = bearer_token(request.authorization);
    if (people::is_access_token(token)) {
        auto const keys = with_.keys->now();
        for (auto const& key : *keys)
            if (auto const claims = people::read_access_token(token, key.public_key))
                found.ticket = *claims;
    } else if (auto const key =
                   people::key_of(people::cookie_value(request.cookie, cookie_name(request)))) {
        found.foreign_origin = acts && is_foreign(request);
        if (!found.foreign_origin) found.ticket = *key;
    }
    found.who = identity_of(found.ticket);
    found.token_refused = !request.authorization.empty() &&
                          (!found.who || found.who->role == people::role::everybody) &&
                          !with_.open_dashboards;
    return found;
}

void login_desk::login(std::string const& user, std::string const& password,
                       std::string const& address, std::function<void(login_outcome)> done)
{
    {
        std::lock_guard const locked(lock_);
        if (waiting_ >= with_.login_queue_max) return done({login_outcome::kind::busy, busy_retry});
        if (auto const wait = gate_.refused(tried_name(user), address, clock_.monotonic()))
            return done({login_outcome::kind::throttled, *wait});
        ++waiting_;
    }
    boost::asio::post(worker_, [this, user, password, address, done = std::move(done)] {
        compare(user, password, address, done);
    });
}

// On the worker. The password is compared outside the lock, with a copy of the hash.
void login_desk::compare(std::string const& user, std::string const& password,
                         std::string const& address, std::function<void(login_outcome)> const& done)
{
    std::optional<people::user> known;
    {
        std::lock_guard const locked(lock_);
        if (auto const* found = users_.find(user); found && !found->disabled) known = *found;
    }
    bool const matches = people::password_matches(known ? known->password : "", password);
    login_outcome outcome;
    {
        std::lock_guard const locked(lock_);
        --waiting_;
        auto const* now = users_.find(user);  // may have been changed meanwhile
        if (matches && known && now && *now == *known) {
            gate_.succeeded(tried_name(user), address);
            outcome.what = login_outcome::kind::welcome;
            outcome.session_id = people::make_session_id();
            outcome.who = now->identity();
            sessions_.begin(*people::key_of(outcome.session_id), *now, clock_.monotonic());
        }
    }
    if (outcome.what == login_outcome::kind::welcome)
        spdlog::info("people login user={} role={}", user, people::word(outcome.who.role));
    else
        spdlog::warn("people login refused");
    done(std::move(outcome));
}

void login_desk::logout(people::ticket const& shown)
{
    auto const* key = std::get_if<people::session_key>(&shown);
    if (!key) return;
    std::lock_guard const locked(lock_);
    if (auto const who = sessions_.find(*key, users_, clock_.monotonic()))
        spdlog::info("people logout user={}", who->user);
    sessions_.end(*key);
}

std::vector<domain::account_change> login_desk::reload()
{
    auto const stamp = users_stamp(with_.users_file);
    {
        std::lock_guard const locked(lock_);
        if (stamp == stamp_) return {};
        stamp_ = stamp;
    }
    auto read = read_users(with_.users_file);
    if (!read) {
        spdlog::error("people {}: the users in use stay", read.error().sentence);
        return {};
    }
    std::lock_guard const locked(lock_);
    auto changes = people::account_changes(users_, *read);
    users_ = std::move(*read);
    spdlog::info("people users={} read again", users_.all().size());
    return changes;
}

}  // namespace sejuta::app
