// SPDX-License-Identifier: Apache-2.0
// The totals thread: follows every event's ledger, keeps the boards, publishes to the hubs of the
// network threads, and answers what needs a board. Everything here runs on its one thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/mailbox.hpp"
#include "app/metrics.hpp"
#include "app/network_app.hpp"
#include "app/presence.hpp"
#include "base/clock.hpp"
#include "edge/http.hpp"
#include "fanout/public_publisher.hpp"
#include "fanout/publisher.hpp"
#include "ledger/redis/copier.hpp"
#include "ledger/redis/follower.hpp"
#include "totals/board.hpp"
#include "totals/site_day.hpp"

namespace sejuta::app {

// A network thread as the centre sees it.
struct network_port {
    mailbox<network_app> app;
    // The edge's own counters of that thread; may be read from that thread only.
    std::function<edge::edge_counters()> edge_counters;
};

class centre {
public:
    // What the supervisor of the store knows, asked on this thread.
    struct store_watch {
        // Why nothing can be recorded now, one sentence each.
        std::function<std::vector<std::string>()> reasons;
        // Told when every event's ledger was compared with its counters, and whether they agree.
        std::function<void(bool clean)> recounted;
        // What people should know although it can be, one sentence each.
        std::function<std::vector<std::string>()> warnings;
        // The second copy of each event; empty where there is none.
        std::function<std::vector<ledger::redis::copy_figures>()> copies;
    };

    centre(boost::asio::io_context& io, base::clock const& clock, totals::warnings const& say,
           store_watch store);
    ~centre();

    // Before start(): the network threads, and the events with the endpoint that reads them.
    void attach(network_port port) { ports_.push_back(std::move(port)); }
    // One more of the attached threads has its connection to the store, or one less.
    void store_connections(int change) { store_connections_ += change; }
    void follow(domain::event_ptr event, ledger::redis::endpoint const& reader,
                std::shared_ptr<site_name_book const> names);
    void start();
    void stop();

    std::optional<fanout::publication> interest(fanout::topic const& topic, int change);
    // One of the pages of app/totals_answer.hpp.
    edge::http_response page(edge::http_request const& request, page_view const& view);
    // An event's board, for who reads it on this thread at once; null where there is no such event.
    totals::board const* board_of(std::string const& event);
    edge::http_response readiness() const;
    edge::http_response version() const;
    // The days of sites as soon as the board has reached `at_least`, or pending ones after
    // limits::site_days_deadline. Answers once, on this thread, never inside the call.
    using site_days_reply = std::function<void(std::vector<totals::site_day>)>;
    void site_days(std::string const& event, std::vector<totals::site_date> asked,
                   ledger::revision at_least, site_days_reply reply);
    // A terminal's conversations on all threads; who has several at once is watched.
    void terminal_entered(std::string const& event, std::string const& terminal,
                          presence_flag const& which, std::string const& install);
    void terminal_spoke(std::string const& event, std::string const& terminal,
                        presence_flag const& which);
    void terminal_left(std::string const& event, std::string const& terminal,
                       presence_flag const& which);
    // Its token came from another install than the first one.
    void terminal_doubled(std::string const& event, std::string const& terminal);
    // Collects from every thread, then answers once.
    void metrics(std::function<void(edge::http_response)> reply);

private:
    struct followed;

    void schedule_step();
    void publish(std::vector<fanout::publication> step);
    void schedule_heartbeat();
    void tell_statuses();
    void tell_events();
    void tell_recounted();
    void schedule_expiry();
    std::vector<std::string> reasons_not_ready() const;
    followed* find(std::string const& event) const;
    store_figures figures() const;

    boost::asio::io_context& io_;
    base::clock const& clock_;
    totals::warnings say_;
    std::vector<network_port> ports_;
    std::ptrdiff_t store_connections_ = 0;  // of ports_
    std::vector<std::unique_ptr<followed>> events_;
    fanout::publisher publisher_;
    fanout::public_publisher public_publisher_;
    boost::asio::steady_timer step_timer_;
    boost::asio::steady_timer heartbeat_timer_;
    boost::asio::steady_timer desk_timer_;
    bool desk_waits_ = false;
    store_watch store_;
};

}  // namespace sejuta::app
