// SPDX-License-Identifier: Apache-2.0
#include "ledger/batcher.hpp"

#include <algorithm>
#include <utility>

#include "base/assert.hpp"
#include "base/limits.hpp"

namespace sejuta::ledger {
namespace {

using base::errc;
using std::chrono::milliseconds;

// Errors after which the same batch may succeed soon: the call may have been carried out, or was
// never sent. Every other error is an answer of the store, or the end of this process.
bool may_pass(boost::system::error_code why)
{
    return why == errc::store_timeout || why == errc::store_lost ||
           why == errc::store_unreachable || why == errc::queue_full;
}

// The batcher, or null where it is gone. Nothing is held, so that it may go while it is at work.
batcher* alive(std::weak_ptr<batcher*> const& self)
{
    auto const locked = self.lock();
    return locked ? *locked : nullptr;
}

}  // namespace

batcher::batcher(recorder_port& recorder, domain::event_ptr event, answer_sink& sink,
                 retry_scheduler retry)
    : recorder_(recorder),
      event_(std::move(event)),
      sink_(sink),
      retry_(std::move(retry))
{
}

bool batcher::add(domain::report&& report, std::uint64_t origin)
{
    if (queued_ >= limits::recorder_queue_reports_max) return false;
    if (queue_.empty() || queue_.back()->reports.size() == limits::batch_reports_max)
        queue_.push_back(std::make_shared<batch>());
    queue_.back()->reports.push_back(std::move(report));
    queue_.back()->origins.push_back(origin);
    ++queued_;
    return true;
}

void batcher::flush()
{
    while (!queue_.empty() && may_send()) send_next();
}

bool batcher::may_send() const
{
    if (in_flight_ == 0) return true;
    return in_flight_ < limits::batches_in_flight_max &&
           queue_.front()->reports.size() >= limits::second_batch_reports_min;
}

void batcher::send_next()
{
    auto const next = std::move(queue_.front());
    queue_.pop_front();
    queued_ -= next->reports.size();
    ++in_flight_;
    send(next);
}

void batcher::send(batch_ptr const& sent)
{
    std::weak_ptr<batcher*> const self = self_;
    recorder_.record(*event_, sent->reports, [self, sent](base::result<batch_reply> const& reply) {
        if (auto* const own = alive(self)) own->take_reply(sent, reply);
    });
}

// The next batch leaves before the answers are written, so that the store is never idle meanwhile.
void batcher::take_reply(batch_ptr const& sent, base::result<batch_reply> const& reply)
{
    if (!reply && try_again(sent, reply.error())) return;
    --in_flight_;
    flush();
    if (!reply) return fail(*sent, reply.error());
    SEJUTA_ASSERT(reply->outcomes.size() == sent->reports.size(), "one outcome a report");
    answer(*sent, *reply);
}

// Schedules the same batch again; false where that makes no sense or has been tried long enough.
// The pauses double; jitter is the connection's, which alone decides when the store is asked again.
bool batcher::try_again(batch_ptr const& sent, boost::system::error_code why)
{
    if (!may_pass(why)) return false;
    sent->pause = std::clamp<milliseconds>(sent->pause * 2, limits::store_backoff_min,
                                           limits::store_backoff_max);
    sent->spent += sent->pause;
    if (why == errc::store_timeout) sent->spent += limits::store_call_deadline;
    if (sent->spent > limits::record_retry_max) return false;
    std::weak_ptr<batcher*> const self = self_;
    retry_(sent->pause, [self, sent] {
        if (auto* const own = alive(self)) own->send(sent);
    });
    return true;
}

void batcher::answer(batch const& sent, batch_reply const& reply)
{
    std::weak_ptr<batcher*> const self = self_;
    for (std::size_t i = 0; i < sent.reports.size(); ++i) {
        sink_.answered(sent.origins[i], sent.reports[i], reply.outcomes[i]);
        if (self.expired()) return;
    }
    sink_.batch_done(reply.now);
}

void batcher::fail(batch const& sent, boost::system::error_code why)
{
    std::weak_ptr<batcher*> const self = self_;
    for (std::size_t i = 0; i < sent.reports.size() && !self.expired(); ++i)
        sink_.failed(sent.origins[i], sent.reports[i], why);
}

}  // namespace sejuta::ledger
