// SPDX-License-Identifier: Apache-2.0
// Leads a run against a server: waits for the event, lets the crews' terminals speak, watches with
// the viewers, and settles the accounts at the end. It owns sockets and timers and decides only
// what to do when. One thread.
//
//   awaiting ──event seen──▶ running ──all settled──▶ asking ──▶ settling ──accounts level──┐
//                               │                                                           ▼
//                               └── out of time, server or a process of ours gone
//                                   ──▶ asking (no audit) ──▶ recounting ──▶ ended
//
// An interrupted run ends without the audit, or with as much of it as was asked, and without the
// recount.
#pragma once

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "book.hpp"
#include "crew.hpp"
#include "freshness.hpp"
#include "ledger_place.hpp"
#include "net.hpp"
#include "recounting.hpp"
#include "report.hpp"
#include "verdict.hpp"
#include "viewer.hpp"
#include "watchers.hpp"

namespace sejuta::sim {

inline double seconds_of(instant span)
{
    return std::chrono::duration<double>(span).count();
}

struct rehearsal_options {
    std::string server_url;
    std::string event;
    std::uint64_t seed = 1;
    std::size_t processes = 1;
    instant max_duration = std::chrono::minutes(10);
    instant server_wait = std::chrono::seconds(30);  // for the event to be served at all
    // Of the whole day on the wall clock: 0 is everything at once, nothing the event's own clock.
    std::optional<instant> pace;
    ledger_wanted ledger;  // what is recounted at the end
};

// For the totals to reach the last receipt. A server that may be away so long in the run may also
// be so in its end.
inline instant settle_wait_of(rehearsal_options const& options)
{
    return std::max<instant>(std::chrono::seconds(20), options.server_wait);
}

class rehearsal {
public:
    rehearsal(boost::asio::io_context&, server_address const&, rehearsal_options, scenario const&,
              plan const&, base::clock const&, std::vector<std::unique_ptr<crew>>);
    ~rehearsal();
    rehearsal(rehearsal const&) = delete;
    rehearsal& operator=(rehearsal const&) = delete;

    // Gets the moment four times a second.
    std::function<void(moment const&)> tell = [](moment const&) {};
    // Gets a sentence now and then.
    std::function<void(std::string const&)> say = [](std::string const&) {};

    void start();
    // Stops sending and ends with what is known; safe to call at any time on the thread.
    void interrupt();
    bool ended() const { return stage_ == stage::ended; }

    sim::book const& book() const { return book_; }
    // Once it has ended.
    run_result result() const;

private:
    enum class stage : std::uint8_t { awaiting, running, asking, settling, recounting, ended };

    instant now() const { return clock_.monotonic(); }
    void tick();
    void start_viewers();
    void await_event(instant at);
    void on_event_seen();
    void gather();
    void run_on(instant at);
    void ask(ending how, saying why);
    void hurry();
    void collect();
    void settle(instant at);
    void read_totals();
    void took(std::optional<shown>& into, base::checked<http_answer> answer);
    void judge_if_level();
    void place_ledger();
    void watch(instant at);
    instant mute_for() const;
    void note_losses();
    saying loss_words() const;
    void tell_incidents();
    bool is_gone(instant at) const;
    saying gone_words(instant at) const;
    void conclude(ending how, saying why);
    account live_account() const;
    moment now_moment();
    void sample();
    std::string held_by() const;
    void explain_unproven();
    void end(ending how, saying why);

    boost::asio::io_context& io_;
    server_address server_;
    rehearsal_options options_;
    scenario const& scenario_;
    plan const& plan_;
    base::clock const& clock_;
    std::vector<std::unique_ptr<crew>> crews_;
    instant began_{0};
    instant running_since_{0};
    base::unix_ms begun_ms_ = 0;
    instant asking_since_{0};
    instant settling_since_{0};
    instant ended_at_{0};
    instant last_due_{0};
    instant sampled_at_{0};
    stage stage_ = stage::awaiting;
    sim::book book_;
    sim::audit audit_;
    bool audited_ = false;
    bool said_waiting_ = false;
    crew_news total_;  // absolute figures, and the sums of what came since the last news
    std::vector<crew_loss> losses_;
    histogram recent_us_;  // latencies since the last sample
    freshness freshness_;
    sim::incidents incidents_;
    std::vector<incident> told_;  // incidents as they were last told
    instant heard_{0};            // the viewer's last frame
    std::vector<sim::sample> samples_;
    std::vector<std::unique_ptr<viewer>> viewers_;  // the first is the account
    std::vector<std::unique_ptr<watcher>> watchers_;
    boost::asio::steady_timer ticker_;
    account http_{"GET /v1/totals", {}, {}};
    std::size_t reads_under_way_ = 0;
    std::string last_read_failure_;
    std::optional<ledger_place> ledger_;
    std::string no_recount_;  // why there is none
    recounted recounted_;
    sim::recounting recounting_;
    std::size_t connected_max_ = 0;
    std::vector<std::pair<instant, std::uint64_t>> recent_;  // receipts of the last seconds
    ending ending_ = ending::complete;
    saying failure_;
    sim::verdict verdict_;
};

}  // namespace sejuta::sim
