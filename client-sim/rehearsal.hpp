// SPDX-License-Identifier: Apache-2.0
// Runs a plan against a server: waits for the event, lets every terminal speak when its reports are
// due, watches with one viewer, and settles the accounts at the end. The shell around the pure
// rooms: it owns sockets and timers and decides only what to do when. One thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "book.hpp"
#include "net.hpp"
#include "report.hpp"
#include "terminal.hpp"
#include "verdict.hpp"
#include "viewer.hpp"

namespace sejuta::sim {

struct rehearsal_options {
    std::string server_url;
    std::string event;
    std::uint64_t seed = 1;
    instant max_duration = std::chrono::minutes(10);
    instant server_wait = std::chrono::seconds(30);  // for the event to be served at all
    instant settle_wait = std::chrono::seconds(20);  // for the totals to reach the last receipt
};

class rehearsal {
public:
    // `tell` gets the moment four times a second, `say` a sentence now and then.
    rehearsal(boost::asio::io_context&, server_address const&, rehearsal_options, scenario const&,
              plan const&, base::clock const&);
    ~rehearsal();
    rehearsal(rehearsal const&) = delete;
    rehearsal& operator=(rehearsal const&) = delete;

    std::function<void(moment const&)> tell = [](moment const&) {};
    std::function<void(std::string const&)> say = [](std::string const&) {};

    void start();
    // Stops sending and ends with what is known; safe to call at any time on the thread.
    void interrupt();
    bool ended() const { return stage_ == stage::ended; }

    sim::book const& book() const { return book_; }
    // Once the io_context has run out of work.
    run_result result() const;

private:
    class viewer_link;
    class terminal_link;
    enum class stage : std::uint8_t { awaiting, running, settling, ended };

    instant now() const { return clock_.monotonic() - began_; }
    void tick();
    void on_event_seen();
    std::vector<instant> dues_of(planned_terminal const&, event_time const&) const;
    void start_terminals();
    void settle();
    void read_totals();
    void took(std::optional<shown>& into, base::checked<http_answer> answer);
    void judge_if_level();
    account live_account() const;
    moment now_moment();
    bool all_terminals_ended() const;
    std::string first_failure() const;
    void explain_unproven();
    void end(ending how, std::string why);

    boost::asio::io_context& io_;
    server_address server_;
    rehearsal_options options_;
    scenario const& scenario_;
    plan const& plan_;
    base::clock const& clock_;
    instant began_{0};
    instant running_since_{0};
    instant settling_since_{0};
    instant ended_at_{0};
    instant last_due_{0};
    stage stage_ = stage::awaiting;
    sim::book book_;
    histogram latency_us_;
    histogram backlog_us_;
    terminal_shared shared_;
    viewer viewer_;
    std::unique_ptr<viewer_link> viewer_link_;
    std::vector<std::unique_ptr<terminal_link>> links_;
    boost::asio::steady_timer ticker_;
    account http_{"GET /v1/totals", {}, {}};
    std::size_t reads_under_way_ = 0;
    std::string last_read_failure_;
    std::size_t connected_ = 0;
    std::size_t connected_max_ = 0;
    std::vector<std::pair<instant, std::uint64_t>> recent_;  // receipts of the last seconds
    ending ending_ = ending::failed;
    std::string failure_;
    sim::verdict verdict_;
};

}  // namespace sejuta::sim
