// SPDX-License-Identifier: Apache-2.0
// The desk on the day: what officers do in the browser (docs/PROTOCOL.md, "The desk"), and the
// export of sites. A login is needed, and the right for the site's regency; each accepted act is an
// entry of the ledger that names the account. One world a network thread, everything on it but
// what is said otherwise.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>

#include "app/desk_gate.hpp"
#include "app/login_desk.hpp"
#include "app/mailbox.hpp"
#include "app/site_name_book.hpp"
#include "app/slow_desk.hpp"
#include "edge/http.hpp"
#include "edge/terminal_frames.hpp"
#include "ledger/redis/connection.hpp"
#include "people/may.hpp"

namespace sejuta::app {

class centre;

// The register of an event as its directory has it.
struct desk_register {
    std::string directory;
    std::shared_ptr<site_name_book> names;
};

// What the desk needs of its thread; all of it outlives every answer.
struct desk_world {
    boost::asio::io_context& io;
    mailbox<app::centre> centre;
    ledger::redis::connection& store;
    ledger::redis::endpoint const& endpoint;  // for who needs a connection of its own
    edge::terminal_world const& terminals;    // pipelines, statuses, the clock
    std::function<bool()> const& may_record;  // false while the store must be spared
    login_desk& people;
    desk_gate& gate;
    slow_desk& registrar;  // changes directories, on a thread of its own
    slow_desk& exporter;   // writes tables, on another one
    std::function<domain::event_ptr(std::string const& id)> event_of;
    std::function<bool(std::string const& event, std::string const& terminal)> is_revoked;
    std::function<desk_register(std::string const& event)> register_of;
};

bool is_desk_page(std::string_view path);

// Answers once, on this thread.
void desk_page(desk_world const& world, edge::http_request request, edge::http_reply reply);

// One request of somebody who is known, about one event. Kept until it is answered.
struct desk_call {
    desk_world const& world;
    people::identity who;
    domain::event_ptr event;
    edge::http_request request;
    edge::http_reply reply;

    bool may(people::action what, domain::region_code where) const
    {
        return people::may(who, what, where);
    }
};

using desk_call_ptr = std::shared_ptr<desk_call>;

// The acts; each answers once.
void desk_site(desk_call_ptr const& call);
void desk_code(desk_call_ptr const& call);
void desk_revoke(desk_call_ptr const& call);
void desk_add(desk_call_ptr const& call);
void desk_dictated(desk_call_ptr const& call);
void desk_correct(desk_call_ptr const& call);
void desk_export_sites(desk_call_ptr const& call);

}  // namespace sejuta::app
