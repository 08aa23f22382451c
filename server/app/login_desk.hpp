// SPDX-License-Identifier: Apache-2.0
// Who is logged in at this server: users, sessions and tries behind one lock, asked by every
// network thread for pages and viewers, never on the way of a report. Passwords are compared on one
// worker thread of its own, with a bounded queue.
#pragma once

#include <boost/asio/thread_pool.hpp>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/limits.hpp"
#include "domain/change.hpp"
#include "edge/http.hpp"
#include "ingest/authorise/key_ring.hpp"
#include "people/login_gate.hpp"
#include "people/ticket.hpp"

namespace sejuta::app {

struct login_settings {
    std::filesystem::path users_file;
    ingest::key_ring const* keys = nullptr;  // of access tokens; outlives the desk
    std::vector<std::string> origins;        // whose pages may act here beside our own
    bool open_dashboards = false;            // who shows nothing may see everything
    bool tls = false;
    std::size_t login_queue_max = limits::login_queue_max;
    std::size_t sessions_max = limits::sessions_max;
};

// What a login came to.
struct login_outcome {
    enum class kind { welcome, wrong, throttled, busy };
    kind what = kind::wrong;
    std::chrono::seconds wait{};  // where throttled or busy
    std::string session_id = {};  // of a welcome; for the cookie and nothing else
    people::identity who = {};
};

// Who asks, and whether what was shown to prove it is refused.
struct visitor {
    people::ticket ticket;
    std::optional<people::identity> who;
    bool token_refused = false;   // a Bearer token that does not hold
    bool foreign_origin = false;  // a cookie from a page of elsewhere: it counts as not shown
};

class login_desk {
public:
    // A fault where the users' file cannot be read or is wrong.
    static base::checked<std::unique_ptr<login_desk>> open(login_settings with,
                                                           base::clock const& clock);
    ~login_desk() { end(); }
    // No password is judged any more; one that is being judged is waited for. Before the networks
    // go, which are answered to.
    void end()
    {
        worker_.stop();
        worker_.join();
    }
    login_desk(login_desk const&) = delete;
    login_desk& operator=(login_desk const&) = delete;

    // Who a ticket is of now.
    std::optional<people::identity> identity_of(people::ticket const& shown);
    // `acts`: the request changes something or opens a connection, so its origin counts.
    visitor visitor_of(edge::http_request const& request, bool acts);
    bool is_foreign(edge::http_request const& request) const;

    // `done` is called once, at once or on the worker's thread.
    void login(std::string const& user, std::string const& password, std::string const& address,
               std::function<void(login_outcome)> done);
    void logout(people::ticket const& shown);

    // Reads the users' file again where it changed, and tells what did; a wrong one changes
    // nothing. Called each limits::users_reload_interval.
    std::vector<domain::account_change> reload();

    // "__Host-sejuta", or "sejuta" where the browser speaks plain HTTP with its own machine.
    std::string cookie_name(edge::http_request const& request) const;

private:
    login_desk(login_settings with, base::clock const& clock);
    void compare(std::string const& user, std::string const& password, std::string const& address,
                 std::function<void(login_outcome)> const& done);
    std::optional<people::identity> identity_locked(people::ticket const& shown);

    login_settings const with_;
    base::clock const& clock_;
    std::mutex lock_;  // of what follows, but the worker
    std::string stamp_;
    people::users users_;
    people::sessions sessions_;
    people::login_gate gate_;
    std::size_t waiting_ = 0;  // passwords
    boost::asio::thread_pool worker_{1};
};

}  // namespace sejuta::app
