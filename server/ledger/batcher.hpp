// SPDX-License-Identifier: Apache-2.0
// Group commit without timers: while calls are in flight the next batch collects. Answers come only
// from replies; a call whose end is unknown is sent again as it was, which the ledger answers with
// duplicates. It must never drop a report without an answer.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "domain/event.hpp"
#include "ledger/ledger.hpp"

namespace sejuta::ledger {

// Hears exactly one of answered and failed for every report that add() took.
class answer_sink {
public:
    virtual ~answer_sink() = default;
    // On disk and counted, or refused by the ledger.
    virtual void answered(std::uint64_t origin, domain::report const& report,
                          outcome const& what) = 0;
    // Nothing is known: the sender may send it again.
    virtual void failed(std::uint64_t origin, domain::report const& report,
                        boost::system::error_code why) = 0;
    // After all answers of a reply: the ledger's state that it named.
    virtual void batch_done(sequence const& now) = 0;
};

// One for each thread and event, on that thread. The recorder, the sink and what the scheduler
// belongs to outlive it; late replies and retries find it gone and do nothing. The sink may call
// add() and flush().
class batcher {
public:
    // Runs a function on this thread after a while.
    using retry_scheduler =
        std::function<void(std::chrono::milliseconds after, std::function<void()> what)>;

    batcher(recorder_port& recorder, domain::event_ptr event, answer_sink& sink,
            retry_scheduler retry);

    // Takes a report, and who sent it (its sender's own number), for the next batch; false where
    // limits::recorder_queue_reports_max wait already. Nothing is sent before flush().
    bool add(domain::report&& report, std::uint64_t origin);
    // Sends what waits, as far as calls in flight allow. Called once at the end of a turn of the
    // loop, so that what came together is recorded together.
    void flush();

    std::size_t queued() const { return queued_; }
    // Calls without a reply, those that wait to be sent again included.
    std::size_t in_flight() const { return in_flight_; }
    bool idle() const { return queued_ == 0 && in_flight_ == 0; }

private:
    struct batch {
        std::vector<domain::report> reports;
        std::vector<std::uint64_t> origins;
        std::chrono::milliseconds spent{0};  // waiting and retrying
        std::chrono::milliseconds pause{0};  // before the next try
    };
    using batch_ptr = std::shared_ptr<batch>;

    bool may_send() const;
    void send_next();
    void send(batch_ptr const& sent);
    void take_reply(batch_ptr const& sent, base::result<batch_reply> const& reply);
    bool try_again(batch_ptr const& sent, boost::system::error_code why);
    void answer(batch const& sent, batch_reply const& reply);
    void fail(batch const& sent, boost::system::error_code why);

    recorder_port& recorder_;
    domain::event_ptr event_;
    answer_sink& sink_;
    retry_scheduler retry_;
    std::deque<batch_ptr> queue_;  // all but the last are full
    std::size_t queued_ = 0;       // reports in it
    std::size_t in_flight_ = 0;
    std::shared_ptr<batcher*> self_ = std::make_shared<batcher*>(this);
};

}  // namespace sejuta::ledger
