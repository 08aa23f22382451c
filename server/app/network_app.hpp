// SPDX-License-Identifier: Apache-2.0
// What one network thread serves: terminals through its own recording connection, viewers through
// its own hub, and HTTP. One object a thread; it talks to the centre by mailbox only.
#pragma once

#include <boost/asio/io_context.hpp>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "app/audit.hpp"
#include "app/desk.hpp"
#include "app/login_desk.hpp"
#include "app/mailbox.hpp"
#include "app/page_access.hpp"
#include "app/post_enrol.hpp"
#include "app/site_name_book.hpp"
#include "app/slow_desk.hpp"
#include "base/clock.hpp"
#include "edge/http.hpp"
#include "edge/live_session.hpp"
#include "edge/static_files.hpp"
#include "edge/terminal_session.hpp"
#include "edge/viewer_places.hpp"
#include "fanout/hub.hpp"
#include "ingest/pipeline.hpp"
#include "ledger/redis/connection.hpp"
#include "ledger/redis/recorder.hpp"

namespace sejuta::app {

class centre;

// An event that the store has begun, with where its ledger stood.
struct begun_event {
    domain::event_ptr event;
    ledger::head head;
    std::shared_ptr<site_name_book> site_names;
    std::string directory;
};

// What all network threads are given alike; immutable.
struct network_settings {
    std::vector<begun_event> events;
    ledger::redis::endpoint store;
    ingest::token_rules tokens;
    ingest::receipt_key receipt_key{};
    ingest::key_ring const* keys = nullptr;
    enrol_gate* gate = nullptr;
    slow_desk* readiness = nullptr;
    slow_desk* conflicts = nullptr;
    login_desk* people = nullptr;
    desk_gate* desk = nullptr;
    slow_desk* registrar = nullptr;
    slow_desk* exporter = nullptr;
    edge::viewer_places* viewers = nullptr;
    std::vector<std::string> alternatives;
    std::function<bool()> may_record;  // from any thread: false while the store must be spared
    // From any thread, after each connection to the store: whether it may be used, answered on any
    // thread with why not, or nothing. Empty: it may.
    std::function<void(std::function<void(std::string)>)> admit;
    edge::static_files const* files = nullptr;
};

// What a network thread has counted, for /metrics.
struct network_counts {
    std::map<std::string, ingest::pipeline_counts> by_event;
    bool store_connected = false;
};

class network_app final : public edge::application {
public:
    network_app(boost::asio::io_context& io, network_settings const& with, base::clock const& clock,
                mailbox<centre> to_centre);
    ~network_app() override;

    void handle(edge::http_request request, edge::http_reply reply) override;
    std::variant<std::unique_ptr<edge::session>, edge::http_response> open_session(
        edge::http_request const& request, std::string_view subprotocol) override;

    // From the centre, on this thread.
    void publish(std::vector<fanout::publication> const& step) { hub_.publish(step); }
    void beat(std::vector<fanout::heartbeat> const& beats) { hub_.beat(beats); }
    void set_status(std::string const& event, domain::event_status status);
    // The event as changes made it.
    void set_event(domain::event_ptr now);
    // Terminals of the event that may not report any more.
    void set_revoked(std::string const& event,
                     std::shared_ptr<std::set<std::string> const> terminals);
    network_counts counts() const;
    // Writes these as entries of every event's ledger.
    void note(std::vector<domain::change> const& what);

private:
    edge::http_response page(edge::http_request request) const;
    void reports(edge::http_request const& request, edge::http_reply reply);
    void dictated(edge::http_request const& request, edge::http_reply reply);
    void readiness(edge::http_request const& request, edge::http_reply reply);
    void conflicts(edge::http_request const& request, edge::http_reply reply);
    void metrics(edge::http_request const& request, edge::http_reply reply);
    // Asks a desk on a thread of its own; the answer comes back on this thread.
    void ask_desk(slow_desk& desk, slow_desk::work question, edge::http_reply reply);
    // A page that not everybody may read: whom it is shown to, or the answer that refuses it.
    page_verdict judge(edge::http_request const& request);
    void enrol(edge::http_request const& request, edge::http_reply reply);
    // Asks the centre; the answer comes back on this thread.
    void ask_centre(std::function<edge::http_response(centre&)> question, edge::http_reply reply);
    ingest::pipeline* pipeline_of(std::string const& event);
    domain::event_ptr event_of(std::string const& id) const;
    ingest::pipeline::surroundings surroundings_of(domain::event_ptr event);
    edge::terminal_world terminal_world();
    enrol_world enrolment_world();
    desk_world desk_surroundings();
    std::string name_of_site(std::string const& event, std::string const& site) const;
    // Null where the register names no site.
    std::shared_ptr<catalogue::site_names const> names_of(std::string const& event) const;
    bool is_revoked(std::string const& event, std::string const& terminal) const;
    bool knows_the_ledger_of(std::string const& event) const;
    void ask_site_days(std::string const& event, std::vector<totals::site_date> asked,
                       ledger::revision at_least, edge::terminal_world::days_reply reply);
    void note_seen(std::string const& event, std::string const& terminal);
    void note_install(std::string const& event, std::string const& terminal,
                      std::string const& install);
    void begin_epoch(std::string const& event, ledger::epoch lost_in);

    boost::asio::io_context& io_;
    network_settings const& with_;
    base::clock const& clock_;
    mailbox<centre> centre_;
    std::vector<domain::event_ptr> events_;  // as they are now
    std::map<std::string, domain::event_status> statuses_;
    std::map<std::string, std::shared_ptr<std::set<std::string> const>> revoked_;  // by event
    std::map<std::string, ledger::epoch> epochs_left_;    // since receipts showed a loss in them
    std::set<std::pair<std::string, std::string>> seen_;  // event and terminal, noted by us
    ledger::redis::connection connection_;
    ledger::redis::recorder recorder_;
    std::map<std::string, std::unique_ptr<ingest::pipeline>> pipelines_;
    fanout::hub hub_;
    edge::terminal_world terminals_;
    enrol_world enrolments_;
    edge::live_world live_;
    desk_world desk_;
    audit audit_;
};

}  // namespace sejuta::app
