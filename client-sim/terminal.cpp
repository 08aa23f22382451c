// SPDX-License-Identifier: Apache-2.0
// See terminal.hpp. Every way into `ready` goes through a Hello that names what is held, and every
// way out of it puts back what has no receipt.
#include "terminal.hpp"

#include "base/assert.hpp"
#include "base/limits.hpp"
#include "domain/rejection.hpp"
#include "sejuta/v1/terminal.pb.h"

namespace sejuta::sim {
namespace {

// Close codes after which the same conversation would end the same way (docs/PROTOCOL.md).
bool is_hopeless(int close_code)
{
    return close_code == 1002 || close_code == 1003 || close_code == 1009 || close_code == 4002 ||
           close_code == 4003 || close_code == 4004 || close_code == 4009;
}

}  // namespace

terminal::terminal(terminal_shared& shared, std::size_t index, std::vector<instant> dues,
                   std::uint64_t seed)
    : shared_(shared),
      index_(index),
      planned_(shared.plan.terminals[index]),
      dues_(std::move(dues)),
      pending_(dues_.size()),
      random_(seed, planned_.id)
{
    SEJUTA_ASSERT(dues_.size() == planned_.reports.size() && !dues_.empty(), "one due a report");
    for (std::uint32_t seq = 1; seq <= pending_.size(); ++seq)
        if (state_of(seq) == report_state::counted || state_of(seq) == report_state::refused)
            ++settled_;
    auto const& bounds = shared_.limits;
    // What is due a little later than the begin is not kept waiting past that.
    auto const room = dues_.front() > shared_.run_begins ? dues_.front() - shared_.run_begins
                                                         : bounds.connect_spread;
    retry_at_ = std::max(
        dues_.front() - bounds.connect_ahead,
        shared_.run_begins + scaled(std::min(bounds.connect_spread, room), random_.unit()));
    wake_at_ = retry_at_;
}

terminal::terminal(terminal&&) noexcept = default;
terminal::~terminal() = default;

report_state terminal::state_of(std::uint32_t seq) const
{
    return shared_.book.at(index_, seq).state;
}

bool terminal::settled() const
{
    return settled_ == pending_.size();
}

std::uint32_t terminal::made(instant now) const
{
    auto const first_not_due = std::upper_bound(dues_.begin(), dues_.end(), now);
    return static_cast<std::uint32_t>(first_not_due - dues_.begin());
}

std::string terminal::hello(base::unix_ms event_now_ms)
{
    v1::TerminalFrame frame;
    auto& hello = *frame.mutable_hello();
    std::string token = "dev:" + planned_.id + ":" + planned_.site;
    for (auto const& other : planned_.more_sites) token += "," + other.site;
    hello.set_token(token);
    hello.set_event(shared_.event);
    hello.set_terminal(planned_.id);
    hello.set_app_version("sejuta-sim");
    hello.set_device_time_ms(event_now_ms + skew_ms_);
    page_end_ = 0;
    *hello.mutable_held() = next_page().held();
    return frame.SerializeAsString();
}

orders terminal::on_open(instant now, base::unix_ms event_now_ms)
{
    orders out;
    if (phase_ != phase::connecting) return out;
    phase_ = phase::greeting;
    phase_since_ = spoke_at_ = last_heard_ = now;
    wake_at_ = now + shared_.limits.welcome_deadline;
    asked_ = false;
    pages_named_ = false;
    if (was_connected_ && !std::exchange(hung_up_, false)) ++shared_.reconnects;
    out.frames.push_back(hello(event_now_ms));
    return out;
}

void terminal::on_message(std::string_view bytes, instant now)
{
    if (phase_ != phase::greeting && phase_ != phase::ready) return;
    last_heard_ = now;
    wake(now);
    v1::ServerFrame frame;
    if (!frame.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
        ++shared_.nonsense;
        return;
    }
    switch (frame.body_case()) {
    case v1::ServerFrame::kWelcome: return take(frame.welcome(), now);
    case v1::ServerFrame::kReceipts: return take(frame.receipts(), now);
    case v1::ServerFrame::kReconciled: return take(frame.reconciled());
    case v1::ServerFrame::kSiteDays: return take(frame.site_days(), now);
    case v1::ServerFrame::kHeartbeat: return;
    case v1::ServerFrame::BODY_NOT_SET: ++shared_.nonsense; return;
    }
}

void terminal::on_closed(instant now, int code, std::string_view reason)
{
    if (phase_ == phase::failed || phase_ == phase::idle) return;
    if (is_hopeless(code))
        return fail("closed with " + std::to_string(code) + " (" + std::string(reason) + ")");
    lose(now);
}

void terminal::fail(std::string why)
{
    shared_.book.lost_connection(index_);
    phase_ = phase::failed;
    failure_ = planned_.id + ": " + std::move(why);
    wake_at_ = never;
}

void terminal::lose(instant now)
{
    shared_.book.lost_connection(index_);
    for (auto& one : pending_) one.sent_at = never;
    in_flight_ = 0;
    phase_ = phase::idle;
    auto const& bounds = shared_.limits;
    auto const doubled = bounds.backoff_min * (std::int64_t{1} << std::min(failures_in_row_, 10U));
    ++failures_in_row_;
    retry_at_ = now + scaled(std::min(bounds.backoff_max, doubled), random_.unit());
    wake_at_ = retry_at_;
}

void terminal::take(v1::Welcome const& welcome, instant now)
{
    if (phase_ != phase::greeting) {
        ++shared_.nonsense;
        return;
    }
    phase_ = phase::ready;
    phase_since_ = now;
    failures_in_row_ = 0;
    if (!std::exchange(was_connected_, true)) ++shared_.ready;
    v1::Reconciled page;
    *page.mutable_lacking() = welcome.lacking();
    take(page);
}

void terminal::take(v1::Receipts const& receipts, instant now)
{
    for (auto const& one : receipts.receipts()) {
        if (!planned(one.seq())) {
            ++shared_.nonsense;
            continue;
        }
        count_receipt(one, now);
    }
    for (auto const& one : receipts.rejections()) {
        take(one, now);
        if (phase_ == phase::failed) return;
    }
}

void terminal::count_receipt(v1::Receipt const& answer, instant now)
{
    auto const seq = answer.seq();
    bool const was_refused = state_of(seq) == report_state::refused;
    auto const sent_at = pending_[seq - 1].sent_at;
    answered(seq);
    if (!shared_.book.received(
            index_, seq,
            {answer.epoch(), answer.revision(), answer.duplicate(), answer.service_date()}))
        return;
    keep_proof(answer);
    shared_.last_receipt = now;
    if (!was_refused) ++settled_;
    if (shared_.accepted) shared_.accepted({answer.epoch(), answer.revision()});
    auto const due = shared_.limits.closed ? sent_at : dues_[seq - 1];
    count_wait(due, now);
}

void terminal::count_wait(instant due, instant now)
{
    auto const waited = std::max(instant{0}, now - due);
    auto& waits = due <= shared_.run_begins ? shared_.backlog_us : shared_.latency_us;
    waits.add(static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(waited).count()));
}

void terminal::count_waiting(instant now)
{
    for (std::uint32_t seq = 1; seq <= made(now); ++seq) {
        auto const state = state_of(seq);
        if (state == report_state::counted || state == report_state::refused) continue;
        auto const due = shared_.limits.closed ? pending_[seq - 1].sent_at : dues_[seq - 1];
        if (due != never) count_wait(due, now);
    }
}

// One sending of it is no longer waited for.
void terminal::answered(std::uint32_t seq)
{
    auto& one = pending_[seq - 1];
    if (one.sent_at != never) --in_flight_;
    one.sent_at = never;
}

instant terminal::oldest_sending() const
{
    instant oldest = never;
    for (std::size_t i = first_open_ - 1; i < last_sent_ && in_flight_ > 0; ++i)
        oldest = std::min(oldest, pending_[i].sent_at);
    return oldest;
}

// True where the other side has been waited for long enough; otherwise wakes when it will be.
bool terminal::waited_too_long(instant now)
{
    auto const& bounds = shared_.limits;
    instant until = never;
    if (phase_ == phase::connecting) until = phase_since_ + bounds.connect_deadline;
    if (phase_ == phase::greeting) until = phase_since_ + bounds.welcome_deadline;
    if (phase_ == phase::ready) {
        until = last_heard_ + bounds.silence_max;
        if (auto const oldest = oldest_sending(); oldest != never) {
            until = std::min(until, oldest + bounds.receipt_deadline);
            if (now >= oldest + bounds.receipt_deadline) ++shared_.receipt_timeouts;
        }
    }
    wake(until);
    return now >= until;
}

bool terminal::may_send(std::uint32_t seq, instant now)
{
    auto const& one = pending_[seq - 1];
    if (state_of(seq) != report_state::made) return false;
    if (one.not_before > now) {
        wake(one.not_before);
        return false;
    }
    auto const target = planned_.reports[seq - 1].corrects;
    if (target == 0 || state_of(target) == report_state::counted) return true;
    if (state_of(target) != report_state::refused) return false;  // its receipt wakes us
    shared_.book.sent(index_, seq);
    shared_.book.rejected(index_, seq, v1::REJECTION_CODE_CORRECTION_TARGET_MISSING,
                          turned_down::for_good);
    ++settled_;
    return false;
}

void terminal::send_due(instant now, orders& out)
{
    auto const& bounds = shared_.limits;
    if (bounds.closed && shared_.ready < shared_.ready_wanted)
        return wake(now + bounds.backoff_min);
    while (planned(first_open_) && (state_of(first_open_) == report_state::counted ||
                                    state_of(first_open_) == report_state::refused))
        ++first_open_;
    std::vector<std::uint32_t> seqs;
    std::uint32_t const last = made(now);
    auto const whole = std::min(bounds.reports_per_frame, pending_.size() - settled_ - in_flight_);
    for (std::uint32_t seq = first_open_; seq <= last; ++seq) {
        if (in_flight_ >= bounds.in_flight_max) break;  // the next receipt wakes us
        if (bounds.closed && seqs.empty() && in_flight_ + whole > bounds.in_flight_max) break;
        if (!may_send(seq, now)) continue;
        shared_.book.sent(index_, seq);
        pending_[seq - 1].sent_at = now;
        last_sent_ = std::max(last_sent_, seq);
        ++in_flight_;
        if (planned_.reports[seq - 1].kind == item_kind::close_day) {
            out.frames.push_back(close_frame(seq));
            continue;
        }
        seqs.push_back(seq);
        if (seqs.size() < bounds.reports_per_frame) continue;
        out.frames.push_back(reports_frame(seqs));
        seqs.clear();
    }
    if (!seqs.empty()) out.frames.push_back(reports_frame(seqs));
    if (!out.frames.empty()) {
        shared_.first_sent = std::min(shared_.first_sent, now);
        spoke_at_ = now;
        wake(now + bounds.receipt_deadline);
    }
    if (last < dues_.size()) wake(dues_[last]);
}

// Nothing is waited for and nothing is due soon: a phone goes back into its pocket.
void terminal::hang_up_if_idle(instant now, orders& out)
{
    auto const& bounds = shared_.limits;
    if (bounds.hang_up_after == never || in_flight_ > 0 || !out.frames.empty()) return;
    auto const last = made(now);
    instant const next = last < dues_.size() ? dues_[last] - bounds.connect_ahead : never;
    if (next != never && next <= now + bounds.hang_up_after) return;
    if (first_open_ <= last) return;  // something made is still open
    instant const idle_since = std::max({spoke_at_, last_heard_, phase_since_});
    if (now < idle_since + bounds.hang_up_after) return wake(idle_since + bounds.hang_up_after);
    leave_until(next, out);
}

void terminal::send_heartbeat(instant now, orders& out)
{
    instant const interval = shared_.limits.heartbeat_interval;
    if (now - spoke_at_ >= interval) {
        v1::TerminalFrame frame;
        frame.mutable_heartbeat()->set_time_ms(
            std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
        out.frames.push_back(frame.SerializeAsString());
        spoke_at_ = now;
    }
    wake(spoke_at_ + interval);
}

orders terminal::poll(instant now)
{
    orders out;
    if (phase_ == phase::failed) return out;
    wake_at_ = never;
    if (phase_ == phase::idle) {
        if (audited_) return out;
        wake(retry_at_);
        if (now < retry_at_) return out;
        phase_ = phase::connecting;
        phase_since_ = now;
        out.connect = true;
        wake_at_ = now + shared_.limits.connect_deadline;
        return out;
    }
    if (waited_too_long(now)) {
        lose(now);
        out.drop = true;
        return out;
    }
    if (phase_ != phase::ready) return out;
    if (audit_) {
        if (audited_)
            leave_until(never, out);  // others may wait for its place
        else
            ask_audit(now, out);
        if (phase_ == phase::ready) send_heartbeat(now, out);
        return out;
    }
    send_page(out);
    send_due(now, out);
    send_heartbeat(now, out);
    hang_up_if_idle(now, out);
    return out;
}

}  // namespace sejuta::sim
