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

instant scaled(instant whole, double share)
{
    return instant(static_cast<instant::rep>(static_cast<double>(whole.count()) * share));
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
    retry_at_ = std::max(dues_.front() - bounds.connect_ahead,
                         shared_.run_begins + scaled(bounds.connect_spread, random_.unit()));
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
    hello.set_token("dev:" + planned_.id + ":" + planned_.site);
    hello.set_event(shared_.event);
    hello.set_terminal(planned_.id);
    hello.set_app_version("sejuta-sim");
    hello.set_device_time_ms(event_now_ms);
    page_end_ = 0;
    *hello.mutable_held() = next_page().held();
    return frame.SerializeAsString();
}

orders terminal::on_open(instant now, base::unix_ms event_now_ms)
{
    orders out;
    if (phase_ != phase::connecting) return out;
    phase_ = phase::greeting;
    phase_since_ = last_sent_ = last_heard_ = now;
    wake_at_ = now + shared_.limits.welcome_deadline;
    if (was_connected_) ++shared_.reconnects;
    was_connected_ = true;
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
    case v1::ServerFrame::kSiteDays:
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
    auto& one = pending_[seq - 1];
    bool const was_refused = state_of(seq) == report_state::refused;
    if (one.sent_at != never) --in_flight_;
    one.sent_at = never;
    if (!shared_.book.received(
            index_, seq,
            {answer.epoch(), answer.revision(), answer.duplicate(), answer.service_date()}))
        return;
    keep_proof(answer);
    if (!was_refused) ++settled_;
    auto const due = dues_[seq - 1];
    auto const waited = std::max(instant{0}, now - due);
    auto& waits = due <= shared_.run_begins ? shared_.backlog_us : shared_.latency_us;
    waits.add(static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(waited).count()));
}

void terminal::take(v1::Rejection const& refusal, instant now)
{
    auto const seq = refusal.seq();
    if (!planned(seq)) {
        shared_.book.rejected_frame(refusal.code());
        // Nothing says which frame it was. A passing trouble is cured by the deadline of receipts;
        // otherwise the same bytes would be refused again.
        if (refusal.advice() == v1::ADVICE_RETRY_LATER) return;
        return fail("the server refused a whole frame: " + refusal.rule_en());
    }
    auto& one = pending_[seq - 1];
    if (one.sent_at != never) --in_flight_;
    one.sent_at = never;
    bool const was_open =
        state_of(seq) == report_state::sent || state_of(seq) == report_state::made;
    bool const asked_twice = refusal.advice() == v1::ADVICE_CONFIRM && one.confirmed;
    // Without the proof it is a report like any other.
    bool const proof_refused =
        refusal.code() == v1::REJECTION_CODE_PROOF_REFUSED && std::exchange(one.proof, nullptr);
    bool const final =
        !proof_refused && (refusal.advice() == v1::ADVICE_FINAL ||
                           refusal.advice() == v1::ADVICE_UNSPECIFIED || asked_twice);
    shared_.book.rejected(index_, seq, refusal.code(), final);
    if (final && was_open) ++settled_;
    if (refusal.advice() == v1::ADVICE_CONFIRM) one.confirmed = true;
    if (refusal.advice() == v1::ADVICE_RETRY_LATER ||
        refusal.advice() == v1::ADVICE_RETRY_AFTER_RECONCILE) {
        instant const least = std::chrono::milliseconds(refusal.retry_after_ms());
        one.not_before =
            now + least + scaled(std::max(least, shared_.limits.backoff_min), random_.unit());
    }
}

instant terminal::oldest_sending() const
{
    instant oldest = never;
    for (std::size_t i = first_open_ - 1; i < pending_.size() && in_flight_ > 0; ++i)
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

std::string terminal::reports_frame(std::vector<std::uint32_t> const& seqs)
{
    v1::TerminalFrame frame;
    for (auto const seq : seqs) {
        auto const& from = planned_.reports[seq - 1];
        auto& report = *frame.mutable_reports()->add_reports();
        report.set_seq(seq);
        report.set_site(planned_.site);
        report.set_service_date(from.service_date);
        report.set_method(static_cast<v1::Method>(from.method));
        report.set_category(static_cast<v1::Category>(from.category));
        report.set_postpartum(static_cast<v1::Postpartum>(from.postpartum));
        report.set_partner(static_cast<v1::Partner>(from.partner));
        report.set_count(from.count);
        report.set_confirmed(from.confirmed || pending_[seq - 1].confirmed);
        report.set_device_time_ms(from.at_ms);
        if (auto const& proof = pending_[seq - 1].proof) *report.mutable_proof() = *proof;
    }
    return frame.SerializeAsString();
}

void terminal::send_due(instant now, orders& out)
{
    while (planned(first_open_) && (state_of(first_open_) == report_state::counted ||
                                    state_of(first_open_) == report_state::refused))
        ++first_open_;
    std::vector<std::uint32_t> seqs;
    std::uint32_t const last = made(now);
    for (std::uint32_t seq = first_open_; seq <= last; ++seq) {
        if (in_flight_ >= shared_.limits.in_flight_max) break;  // the next receipt wakes us
        auto& one = pending_[seq - 1];
        if (state_of(seq) != report_state::made) continue;
        if (one.not_before > now) {
            wake(one.not_before);
            continue;
        }
        shared_.book.sent(index_, seq);
        one.sent_at = now;
        ++in_flight_;
        seqs.push_back(seq);
        if (seqs.size() < shared_.limits.reports_per_frame) continue;
        out.frames.push_back(reports_frame(seqs));
        seqs.clear();
    }
    if (!seqs.empty()) out.frames.push_back(reports_frame(seqs));
    if (!out.frames.empty()) {
        last_sent_ = now;
        wake(now + shared_.limits.receipt_deadline);
    }
    if (last < dues_.size()) wake(dues_[last]);
}

void terminal::send_heartbeat(instant now, orders& out)
{
    instant const interval = shared_.limits.heartbeat_interval;
    if (now - last_sent_ >= interval) {
        v1::TerminalFrame frame;
        frame.mutable_heartbeat()->set_time_ms(
            std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
        out.frames.push_back(frame.SerializeAsString());
        last_sent_ = now;
    }
    wake(last_sent_ + interval);
}

orders terminal::poll(instant now)
{
    orders out;
    if (phase_ == phase::failed) return out;
    wake_at_ = never;
    if (phase_ == phase::idle) {
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
    send_page(out);
    send_due(now, out);
    send_heartbeat(now, out);
    return out;
}

}  // namespace sejuta::sim
