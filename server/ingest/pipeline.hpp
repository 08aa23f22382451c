// SPDX-License-Identifier: Apache-2.0
// The way of one report, in one place: decode → validate → authorise → record → ack. One pipeline a
// network thread and event. Every way out answers the terminal; none is silent.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "domain/event.hpp"
#include "domain/sent.hpp"
#include "ingest/reporter.hpp"
#include "ledger/batcher.hpp"
#include "ledger/ledger.hpp"

namespace sejuta::ingest {

// What a pipeline has done since it started; read on its thread.
struct pipeline_counts {
    std::uint64_t frames = 0;
    std::uint64_t reports = 0;
    std::uint64_t recorded = 0;
    std::uint64_t closes = 0;  // of days, recorded
    std::uint64_t duplicates = 0;
    std::array<std::uint64_t, domain::rejection_codes + 1> by_code{};
};

class pipeline final : private ledger::answer_sink {
public:
    struct surroundings {
        domain::event_ptr event;
        ledger::recorder_port& recorder;
        base::clock const& clock;
        // Runs a function at the end of this turn of the thread's loop.
        std::function<void(std::function<void()>)> defer;
        // Runs a function after a while, on this thread.
        ledger::batcher::retry_scheduler retry;
        // False while nothing may be recorded (disk or memory nearly full).
        std::function<bool()> may_record;
        // What seals receipts and proves those that come back.
        ingest::receipt_key receipt_key{};
        // Whether a terminal was revoked; empty: none is.
        std::function<bool(std::string const& terminal)> is_revoked;
        // The ledger lacked what it had given a receipt for in its present epoch: an older copy
        // was put in its place, unseen. It needs another epoch.
        std::function<void(ledger::epoch present)> on_forgotten;
    };

    pipeline(surroundings with, ledger::head const& head);

    // A terminal enters after its Hello and leaves when its connection is gone; answers that come
    // after that are dropped (the terminal sends again, and the report is a duplicate).
    std::uint64_t enter(reporter&);
    void leave(std::uint64_t origin);

    // One frame's reports.
    void take(std::uint64_t origin, domain::sent_reports const& sent);
    // A day's close. It goes to the ledger once the reports of its connection that came before it
    // are answered.
    void take(std::uint64_t origin, domain::sent_close const& sent);
    // A frame that was no frame.
    void refuse_frame(std::uint64_t origin, domain::rejection const& why);

    // Which of the seqs held the ledger lacks; see recorder_port. Never answers inside the call.
    void lacking(std::string const& terminal, std::vector<std::uint32_t> seqs,
                 std::function<void(base::result<std::vector<std::uint32_t>>)> done);

    // Runs a function at the end of this turn of the thread's loop.
    void later(std::function<void()> f) const { with_.defer(std::move(f)); }

    // The event as organisers changed it; the same id.
    void set_event(domain::event_ptr now);
    domain::event const& event() const { return *with_.event; }
    bool is_revoked(std::string const& terminal) const;
    double clock_speed() const { return head_.clock_speed; }
    // As the ledger has it now; known a moment after it was set.
    void set_status(domain::event_status now) { head_.status = now; }
    base::unix_ms event_now_ms() const { return head_.event_time_at(with_.clock.now_ms()); }
    ledger::sequence const& now() const { return now_; }
    pipeline_counts const& counts() const { return counts_; }
    std::size_t in_flight(std::uint64_t origin) const;

private:
    void answered(std::uint64_t origin, domain::report const&, ledger::outcome const&) override;
    void failed(std::uint64_t origin, domain::report const&, boost::system::error_code) override;
    void batch_done(ledger::sequence const& now) override;

    struct waiting_close {
        std::uint64_t origin;
        domain::day_close close;
    };

    // Why nothing of this reporter is taken now.
    bool takes_late_ones_no_more() const;
    std::optional<domain::rejection> not_now(reporter const& from) const;
    std::optional<domain::rejection> take_one(std::uint64_t origin, reporter& from,
                                              domain::sent_report const& sent);
    std::optional<domain::rejection> take_one(std::uint64_t origin, reporter& from,
                                              domain::sent_close const& sent);
    // Whether the identity may say this of the site; with a proof, whether that is our receipt.
    template <class Said>
    std::optional<domain::rejection> permit(reporter const& from, Said& said,
                                            std::optional<domain::sent_proof> const& proof) const;
    static void note_taken(reporter& from, std::uint32_t seq,
                           std::optional<domain::sent_proof> const& proof);
    void note_healed(reporter& from, std::uint32_t seq, ledger::outcome const& outcome) const;
    bool waits_for_reports(std::uint64_t origin) const;
    void record_closes();
    void record(waiting_close&& sent);
    void close_answered(waiting_close const& sent, base::result<ledger::close_reply> const& reply);
    template <class Said>
    receipt_words receipt_of(Said const& said, ledger::outcome const& outcome) const;
    void reject(std::uint64_t origin, reporter& from, std::uint32_t seq,
                domain::rejection const& why, earlier_words earlier = {});
    void touch(std::uint64_t origin, reporter& from);
    static void settle(reporter& from);
    void end_turn_later();
    void end_turn();

    surroundings with_;
    ledger::head head_;
    ledger::sequence now_;
    ledger::batcher batcher_;
    std::unordered_map<std::uint64_t, reporter*> reporters_;
    std::uint64_t next_origin_ = 1;
    std::vector<std::uint64_t> touched_;
    std::vector<waiting_close> closes_;  // not yet with the ledger
    bool turn_open_ = false;
    pipeline_counts counts_;
    std::shared_ptr<pipeline*> self_ = std::make_shared<pipeline*>(this);
};

}  // namespace sejuta::ingest
