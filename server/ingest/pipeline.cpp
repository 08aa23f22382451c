// SPDX-License-Identifier: Apache-2.0
#include "ingest/pipeline.hpp"

#include <algorithm>
#include <iterator>
#include <type_traits>
#include <utility>

#include "base/assert.hpp"
#include "base/limits.hpp"
#include "ingest/answers.hpp"
#include "ingest/validate/validate.hpp"

namespace sejuta::ingest {

using domain::rejection;
using domain::rejection_code;

namespace {

// How long a terminal waits at least before it sends again what could not be recorded.
constexpr std::uint32_t retry_after_ms = 2'000;

}  // namespace

pipeline::pipeline(surroundings with, ledger::head const& head)
    : with_(std::move(with)),
      head_(head),
      now_(head.now),
      batcher_(with_.recorder, with_.event, *this, with_.retry)
{
}

std::uint64_t pipeline::enter(reporter& r)
{
    auto const origin = next_origin_++;
    reporters_.emplace(origin, &r);
    return origin;
}

void pipeline::leave(std::uint64_t origin)
{
    reporters_.erase(origin);
    if (!closes_.empty()) end_turn_later();  // its own wait for nobody now
}

// Takes the reports of one frame to a place in the next batch. Nothing is recorded before it is
// authorised; a receipt is written only from the ledger's reply.
void pipeline::take(std::uint64_t origin, domain::sent_reports const& sent)
{
    auto& from = *reporters_.at(origin);
    ++counts_.frames;
    auto const& reports = sent.reports;
    for (auto report = reports.begin(); report != reports.end(); ++report) {
        ++counts_.reports;
        bool const twice = std::any_of(reports.begin(), report, [&](auto const& earlier) {
            return earlier.seq == report->seq;
        });
        auto const refused =
            twice ? rejection{rejection_code::seq_twice_in_frame, std::to_string(report->seq)}
                  : take_one(origin, from, *report);
        if (refused) reject(origin, from, report->seq, *refused);
    }
    end_turn_later();
}

void pipeline::take(std::uint64_t origin, domain::sent_close const& sent)
{
    auto& from = *reporters_.at(origin);
    ++counts_.frames;
    if (auto const refused = take_one(origin, from, sent)) reject(origin, from, sent.seq, *refused);
    end_turn_later();
}

std::optional<rejection> pipeline::not_now(reporter const& from) const
{
    if (!from.who.even_revoked && is_revoked(from.who.terminal))
        return rejection{rejection_code::terminal_revoked};
    if (from.in_flight_ >= limits::reports_in_flight_per_terminal_max)
        return rejection{rejection_code::busy, {}, retry_after_ms};
    if (!with_.may_record())
        return rejection{rejection_code::ledger_unavailable, {}, retry_after_ms};
    return std::nullopt;
}

std::optional<rejection> pipeline::take_one(std::uint64_t origin, reporter& from,
                                            domain::sent_report const& sent)
{
    if (auto const refused = not_now(from)) return refused;
    auto report = validate(sent, {*with_.event, from.who.terminal, event_now_ms(), from.skew_ms});
    if (!report) return report.error();
    report->by = from.who.by;
    if (auto denied = permit(from, *report, sent.proof)) return denied;
    if (!batcher_.add(std::move(*report), origin))
        return rejection{rejection_code::busy, {}, retry_after_ms};
    note_taken(from, sent.seq, sent.proof);
    return std::nullopt;
}

std::optional<rejection> pipeline::take_one(std::uint64_t origin, reporter& from,
                                            domain::sent_close const& sent)
{
    if (auto const refused = not_now(from)) return refused;
    auto close = validate(sent, {*with_.event, from.who.terminal, event_now_ms(), from.skew_ms});
    if (!close) return close.error();
    close->by = from.who.by;
    if (auto denied = permit(from, *close, sent.proof)) return denied;
    closes_.push_back({origin, std::move(*close)});
    ++from.closes_;
    note_taken(from, sent.seq, sent.proof);
    return std::nullopt;
}

// A receipt that comes back outlives its site: what was on disk once is not refused because the
// site was deactivated since. Nor is what was recorded and lost its receipt on the way: the ledger
// is asked, and records nothing of such a site.
template <class Said>
std::optional<rejection> pipeline::permit(reporter const& from, Said& said,
                                          std::optional<domain::sent_proof> const& proof) const
{
    if (auto denied = authorise(from.who, said.site)) return denied;
    if (proof) {
        auto was = sealed(*with_.event, said, proof->epoch, proof->revision, proof->event_time_ms,
                          proof->late);
        was.service_date = proof->service_date;
        if (!is_seal_of(was, proof->mac, with_.receipt_key))
            return rejection{rejection_code::proof_refused};
        said.healed = domain::healing{proof->event_time_ms, proof->late};
    } else if (!with_.event->find_site(said.site)->active) {
        said.unless_known = rejection{rejection_code::site_inactive, said.site};
    } else if (takes_late_ones_no_more()) {
        said.unless_known = rejection{rejection_code::event_not_open};
    }
    return std::nullopt;
}

void pipeline::note_taken(reporter& from, std::uint32_t seq,
                          std::optional<domain::sent_proof> const& proof)
{
    ++from.in_flight_;
    if (proof) from.proven_[seq] = proof->epoch;
}

// Within one epoch nothing that has a receipt can be new.
void pipeline::note_healed(reporter& from, std::uint32_t seq, ledger::outcome const& outcome) const
{
    auto const proof = from.proven_.extract(seq);
    if (!proof || outcome.verdict != ledger::verdict::recorded) return;
    if (outcome.epoch == proof.mapped() && with_.on_forgotten) with_.on_forgotten(outcome.epoch);
}

// Whether a report is late is the status's to say, in the ledger; until when late ones come in is
// the event's. It counts when the report arrives, not when it is recorded.
bool pipeline::takes_late_ones_no_more() const
{
    auto const deadline = with_.event->deadline_ms;
    return head_.status == domain::event_status::late && deadline != 0 && event_now_ms() > deadline;
}

bool pipeline::is_revoked(std::string const& terminal) const
{
    return with_.is_revoked && with_.is_revoked(terminal);
}

void pipeline::set_event(domain::event_ptr now)
{
    SEJUTA_ASSERT(now->id == with_.event->id, "a pipeline stays with its event");
    with_.event = std::move(now);
}

void pipeline::refuse_frame(std::uint64_t origin, rejection const& why)
{
    ++counts_.frames;
    reject(origin, *reporters_.at(origin), 0, why);
    end_turn_later();
}

void pipeline::lacking(std::string const& terminal, std::vector<std::uint32_t> seqs,
                       std::function<void(base::result<std::vector<std::uint32_t>>)> done)
{
    if (seqs.empty()) return with_.defer([done = std::move(done)] { done({}); });
    with_.recorder.lacking(*with_.event, terminal, std::move(seqs), std::move(done));
}

std::size_t pipeline::in_flight(std::uint64_t origin) const
{
    auto const it = reporters_.find(origin);
    return it == reporters_.end() ? 0 : it->second->in_flight_;
}

void pipeline::answered(std::uint64_t origin, domain::report const& report,
                        ledger::outcome const& outcome)
{
    bool const rejected = outcome.verdict == ledger::verdict::rejected;
    if (!rejected)
        ++(outcome.verdict == ledger::verdict::recorded ? counts_.recorded : counts_.duplicates);
    auto const it = reporters_.find(origin);
    if (it == reporters_.end()) return;
    note_healed(*it->second, report.seq, outcome);
    if (rejected) {
        reject(origin, *it->second, report.seq, refusal_of(outcome, report),
               earlier_of(outcome, it->second->who));
    } else {
        it->second->ack_.receipt(receipt_of(report, outcome));
        touch(origin, *it->second);
    }
    settle(*it->second);
}

template <class Said>
receipt_words pipeline::receipt_of(Said const& said, ledger::outcome const& outcome) const
{
    receipt_words words{.seq = said.seq,
                        .service_date = date_of(said).number(),
                        .flagged_ceiling = false,
                        .flagged_date = false,
                        .outcome = outcome,
                        .mac = seal_of(sealed(*with_.event, said, outcome.epoch, outcome.revision,
                                              outcome.event_time_ms, outcome.late),
                                       with_.receipt_key)};
    if constexpr (std::is_same_v<Said, domain::report>) {
        words.flagged_ceiling = said.flagged_ceiling;
        words.flagged_date = said.flagged_date;
    }
    return words;
}

void pipeline::failed(std::uint64_t origin, domain::report const& report, boost::system::error_code)
{
    auto const it = reporters_.find(origin);
    if (it == reporters_.end()) return;
    it->second->proven_.erase(report.seq);
    reject(origin, *it->second, report.seq,
           {rejection_code::ledger_unavailable, {}, retry_after_ms});
    settle(*it->second);
    end_turn_later();
}

// Reports, or an earlier close: a close says what its site had until then.
bool pipeline::waits_for_reports(std::uint64_t origin) const
{
    auto const it = reporters_.find(origin);
    return it != reporters_.end() && it->second->in_flight_ > it->second->closes_;
}

void pipeline::record_closes()
{
    if (closes_.empty()) return;
    auto const ready =
        std::stable_partition(closes_.begin(), closes_.end(),
                              [this](auto const& each) { return waits_for_reports(each.origin); });
    std::vector<waiting_close> go;
    std::move(ready, closes_.end(), std::back_inserter(go));
    closes_.erase(ready, closes_.end());
    for (auto& each : go) record(std::move(each));
}

// An unknown end is not tried again here: the terminal keeps its close and sends the same later,
// which is a duplicate then.
void pipeline::record(waiting_close&& close)
{
    if (auto const it = reporters_.find(close.origin); it != reporters_.end())
        --it->second->closes_;
    auto const sent = std::make_shared<waiting_close const>(std::move(close));
    with_.recorder.close_day(
        *with_.event, sent->close,
        [sent, self = std::weak_ptr(self_)](base::result<ledger::close_reply> const& reply) {
            if (auto const own = self.lock()) (*own)->close_answered(*sent, reply);
        });
}

void pipeline::close_answered(waiting_close const& sent,
                              base::result<ledger::close_reply> const& reply)
{
    bool const rejected = reply && reply->outcome.verdict == ledger::verdict::rejected;
    if (reply) now_ = reply->now;
    if (reply && !rejected)
        ++(reply->outcome.verdict == ledger::verdict::recorded ? counts_.closes
                                                               : counts_.duplicates);
    auto const it = reporters_.find(sent.origin);
    if (it == reporters_.end()) return;
    auto& to = *it->second;
    note_healed(to, sent.close.seq, reply ? reply->outcome : ledger::outcome{});
    if (!reply) {  // more closes at once than the store is asked for, or no answer
        auto const why = reply.error() == base::errc::queue_full
                             ? rejection_code::busy
                             : rejection_code::ledger_unavailable;
        reject(sent.origin, to, sent.close.seq, {why, {}, retry_after_ms});
    } else if (rejected) {
        reject(sent.origin, to, sent.close.seq, refusal_of(reply->outcome, sent.close),
               earlier_of(reply->outcome, to.who));
    } else {
        to.ack_.receipt(receipt_of(sent.close, reply->outcome));
        to.closed_.push_back(sent.close);
        touch(sent.origin, to);
    }
    settle(to);
    end_turn_later();
}

void pipeline::batch_done(ledger::sequence const& now)
{
    now_ = now;
    end_turn_later();
}

void pipeline::reject(std::uint64_t origin, reporter& from, std::uint32_t seq, rejection const& why,
                      earlier_words earlier)
{
    ++counts_.by_code[static_cast<std::size_t>(why.code)];
    from.ack_.reject(seq, why, std::move(earlier));
    touch(origin, from);
}

void pipeline::touch(std::uint64_t origin, reporter& from)
{
    if (from.touched_) return;
    from.touched_ = true;
    touched_.push_back(origin);
}

void pipeline::settle(reporter& from)
{
    SEJUTA_ASSERT(from.in_flight_ > 0, "an answer belongs to a report in flight");
    --from.in_flight_;
}

// Everything of one turn goes together: one batch to the ledger, one frame to each terminal.
void pipeline::end_turn_later()
{
    if (turn_open_) return;
    turn_open_ = true;
    with_.defer([this] { end_turn(); });
}

void pipeline::end_turn()
{
    turn_open_ = false;
    batcher_.flush();
    record_closes();
    auto const touched = std::exchange(touched_, {});
    for (auto origin : touched) {
        auto const it = reporters_.find(origin);
        if (it == reporters_.end()) continue;
        auto& to = *it->second;
        to.touched_ = false;
        if (!to.ack_.empty()) to.answer(to.ack_.take(now_.epoch));
        for (auto const& each : std::exchange(to.closed_, {}))
            to.day_closed(each.site, each.service_date);
        if (to.in_flight_ == 0) to.settled();
    }
}

}  // namespace sejuta::ingest
