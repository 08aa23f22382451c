// SPDX-License-Identifier: Apache-2.0
// One terminal's side of the conversation (terminal.proto) as a state machine without sockets,
// timers or clocks: what happened goes in with the time it happened at, what to do next comes out.
//
//   idle ──poll: connect──▶ connecting ──on_open: hello──▶ greeting ──Welcome──▶ ready
//    ▲                          │                             │                    │
//    └───── back-off ◀──────────┴─── closed, silent, no receipt in time ◀──────────┘
//
// A refusal that no resend can cure (token, event, our own malformed frame) ends in `failed`.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "book.hpp"
#include "histogram.hpp"
#include "random.hpp"

namespace sejuta::v1 {
class Proof;
class Receipt;
class Receipts;
class Reconcile;
class Reconciled;
class Rejection;
class SiteDays;
class Welcome;
}  // namespace sejuta::v1

namespace sejuta::sim {

struct audit;

// Since an arbitrary start; the shell's steady clock.
using instant = std::chrono::nanoseconds;

// That share of it.
inline instant scaled(instant whole, double share)
{
    return instant(static_cast<instant::rep>(static_cast<double>(whole.count()) * share));
}
inline constexpr instant never = instant::max();

struct terminal_limits {
    instant connect_ahead = std::chrono::seconds(2);  // before its first report is due
    instant connect_deadline = std::chrono::seconds(10);
    instant welcome_deadline = std::chrono::seconds(10);
    instant receipt_deadline = std::chrono::seconds(15);
    instant heartbeat_interval = std::chrono::seconds(20);
    instant silence_max = std::chrono::seconds(45);
    instant backoff_min = std::chrono::milliseconds(250);
    instant backoff_max = std::chrono::seconds(5);
    // First connections are spread at random over this time from the run's begin on.
    instant connect_spread{0};
    std::size_t reports_per_frame = 64;
    std::size_t in_flight_max = 512;
    // Without anything to say for so long it hangs up, and connects again before the next report.
    instant hang_up_after = never;
    // The bench's loop: everything is due once all are connected, frames are full, and latency
    // counts from the sending.
    bool closed = false;
};

// What the shell does next; at most one connect or drop, then the frames in order.
struct orders {
    bool connect = false;
    bool drop = false;     // close the connection; the terminal already considers it gone
    bool hang_up = false;  // say goodbye; the terminal already considers it gone
    std::vector<std::string> frames;
};

// Shared by all terminals of a run, on one thread.
struct terminal_shared {
    std::string event;
    sim::plan const& plan;
    sim::book& book;
    // From the intended send time to the first receipt; of reports that were past due when the run
    // began apart, since their wait says how big the backlog was and not how quick the server is.
    histogram& latency_us;
    histogram& backlog_us;
    terminal_limits limits;
    instant run_begins{0};  // no report is due before
    std::uint64_t reconnects = 0;
    std::uint64_t receipt_timeouts = 0;
    std::uint64_t nonsense = 0;    // frames and seqs from the server that make no sense
    std::size_t ready = 0;         // terminals that have been welcomed at least once
    std::size_t ready_wanted = 0;  // a closed loop begins once so many are
    instant first_sent = never;    // the first report of all
    instant last_receipt{0};
    // Called with each report's first receipt.
    std::function<void(newest)> accepted = {};
};

class terminal {
public:
    enum class phase : std::uint8_t { idle, connecting, greeting, ready, failed };

    // `dues` holds, for each planned report, the instant at which it is to be sent, ascending.
    // What the book has of it already is kept: a terminal that starts again goes on.
    terminal(terminal_shared&, std::size_t index, std::vector<instant> dues, std::uint64_t seed);
    terminal(terminal&&) noexcept;
    ~terminal();

    // event_now_ms: the server's event clock, which stands for the device's.
    orders on_open(instant now, base::unix_ms event_now_ms);
    void on_message(std::string_view bytes, instant now);
    // code: the close code, 0 where the connection just ended or never stood.
    void on_closed(instant now, int code, std::string_view reason);

    // Decides what to do at `now`; call after every event and at wake_at().
    orders poll(instant now);
    // The next instant at which poll has something to decide.
    instant wake_at() const { return wake_at_; }

    phase state() const { return phase_; }
    bool settled() const;
    bool ended() const { return phase_ == phase::failed || settled(); }
    std::string const& failure() const { return failure_; }
    // Every report is settled: asks the ledger for all that this terminal holds. Connections that
    // do not stand are opened within `spread`.
    void begin_audit(audit& into, instant now, instant spread);
    bool audited() const { return audited_; }
    // The run ends now: what is due and has no receipt has waited so long at least. A latency that
    // left it out would look better the longer the server is away.
    void count_waiting(instant now);
    // The device's clock is ahead by so much.
    void set_skew_ms(base::unix_ms skew) { skew_ms_ = skew; }

private:
    std::uint32_t made(instant now) const;
    std::string hello(base::unix_ms event_now_ms);
    v1::Reconcile next_page();
    void send_page(orders& out);
    std::string reports_frame(std::vector<std::uint32_t> const& seqs);
    std::string close_frame(std::uint32_t seq);
    void hang_up_if_idle(instant now, orders& out);
    void leave_until(instant then, orders& out);
    bool may_send(std::uint32_t seq, instant now);
    void answered(std::uint32_t seq);
    void take(v1::Welcome const&, instant now);
    void take(v1::Receipts const&, instant now);
    void take(v1::Reconciled const&);
    void take(v1::SiteDays const&, instant now);
    void take_lost(v1::Reconciled const&);
    void ask_audit(instant now, orders& out);
    void take(v1::Rejection const&, instant now);
    void count_receipt(v1::Receipt const&, instant now);
    void count_wait(instant due, instant now);
    void keep_proof(v1::Receipt const&);
    // The connection is gone: what has no receipt goes again after a back-off.
    void lose(instant now);
    void fail(std::string why);
    bool waited_too_long(instant now);
    instant oldest_sending() const;
    void send_due(instant now, orders& out);
    void send_heartbeat(instant now, orders& out);
    bool planned(std::uint32_t seq) const { return seq >= 1 && seq <= pending_.size(); }
    report_state state_of(std::uint32_t seq) const;
    void wake(instant at) { wake_at_ = std::min(wake_at_, at); }

    // What a receipt proves beyond what the book holds of it.
    struct proof {
        base::unix_ms event_time_ms = 0;
        std::uint32_t service_date = 0;
        bool late = false;
        bool kept = false;
        std::array<char, 16> mac{};
    };
    struct pending {
        instant sent_at = never;
        instant not_before = instant::min();
        bool confirmed = false;
        terminal::proof proof;  // of its last receipt
    };
    void put_proof(std::uint32_t seq, v1::Proof& into) const;

    terminal_shared& shared_;
    std::size_t index_;
    planned_terminal const& planned_;
    std::vector<instant> dues_;
    std::vector<pending> pending_;  // by seq - 1
    prng random_;
    phase phase_ = phase::idle;
    instant phase_since_{0};
    instant retry_at_ = instant::min();
    bool was_connected_ = false;
    bool hung_up_ = false;  // by itself, so that coming back is no reconnect
    instant spoke_at_{0};
    instant last_heard_{0};
    instant wake_at_ = instant::min();
    unsigned failures_in_row_ = 0;
    std::size_t settled_ = 0;
    std::size_t in_flight_ = 0;
    std::uint32_t first_open_ = 1;  // every seq below it is settled
    std::uint32_t last_sent_ = 0;   // no seq above it has been sent
    std::uint32_t page_end_ = 0;    // the last seq that this connection has reconciled
    bool page_due_ = false;
    base::unix_ms skew_ms_ = 0;
    audit* audit_ = nullptr;  // set while it asks at the end
    instant ask_at_ = instant::min();
    bool awaiting_page_ = false;
    bool pages_named_ = false;  // on this connection: pages only ascend
    bool asked_ = false;
    std::size_t days_wanted_ = 0;  // sites and dates to ask for
    std::size_t days_asked_ = 0;
    std::size_t days_answered_ = 0;
    bool audited_ = false;
    std::string failure_;
};

}  // namespace sejuta::sim
