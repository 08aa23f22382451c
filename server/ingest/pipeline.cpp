// SPDX-License-Identifier: Apache-2.0
#include "ingest/pipeline.hpp"

#include <set>

#include "base/assert.hpp"
#include "base/limits.hpp"
#include "ingest/validate/validate.hpp"

namespace sejuta::ingest {

using domain::rejection;
using domain::rejection_code;

namespace {

// How long a terminal waits at least before it sends again what could not be recorded.
constexpr std::uint32_t retry_after_ms = 2'000;

// What the ledger's refusal is about: the field that its rule names.
std::string value_of(rejection_code reason, domain::report const& report)
{
    switch (reason) {
    case rejection_code::conflict: return std::to_string(report.seq);
    case rejection_code::correction_target_missing:
    case rejection_code::correction_target_gone:
        return report.corrects ? std::to_string(report.corrects->seq) : std::string();
    default: return {};
    }
}

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
}

// Takes the reports of one frame to a place in the next batch. Nothing is recorded before it is
// authorised; a receipt is written only from the ledger's reply.
void pipeline::take(std::uint64_t origin, domain::sent_reports const& sent)
{
    auto& from = *reporters_.at(origin);
    ++counts_.frames;
    std::set<std::uint32_t> seen;
    for (auto const& report : sent.reports) {
        ++counts_.reports;
        auto const refused =
            seen.insert(report.seq).second
                ? take_one(origin, from, report)
                : rejection{rejection_code::seq_twice_in_frame, std::to_string(report.seq)};
        if (refused) reject(origin, from, report.seq, *refused);
    }
    end_turn_later();
}

std::optional<rejection> pipeline::take_one(std::uint64_t origin, reporter& from,
                                            domain::sent_report const& sent)
{
    if (from.in_flight_ >= limits::reports_in_flight_per_terminal_max)
        return rejection{rejection_code::busy, {}, retry_after_ms};
    if (!with_.may_record())
        return rejection{rejection_code::ledger_unavailable, {}, retry_after_ms};
    auto report = validate(sent, {*with_.event, from.who.terminal, event_now_ms(), from.skew_ms});
    if (!report) return report.error();
    if (auto denied = authorise(from.who, *report)) return denied;
    if (!batcher_.add(std::move(*report), origin))
        return rejection{rejection_code::busy, {}, retry_after_ms};
    ++from.in_flight_;
    return std::nullopt;
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
    if (rejected) {
        reject(origin, *it->second, report.seq, {outcome.reason, value_of(outcome.reason, report)});
    } else {
        it->second->ack_.receipt(report, outcome);
        touch(origin, *it->second);
    }
    settle(*it->second);
}

void pipeline::failed(std::uint64_t origin, domain::report const& report, boost::system::error_code)
{
    auto const it = reporters_.find(origin);
    if (it == reporters_.end()) return;
    reject(origin, *it->second, report.seq,
           {rejection_code::ledger_unavailable, {}, retry_after_ms});
    settle(*it->second);
    end_turn_later();
}

void pipeline::batch_done(ledger::sequence const& now)
{
    now_ = now;
    end_turn_later();
}

void pipeline::reject(std::uint64_t origin, reporter& from, std::uint32_t seq, rejection const& why)
{
    ++counts_.by_code[static_cast<std::size_t>(why.code)];
    from.ack_.reject(seq, why);
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
    auto const touched = std::exchange(touched_, {});
    for (auto origin : touched) {
        auto const it = reporters_.find(origin);
        if (it == reporters_.end()) continue;
        auto& to = *it->second;
        to.touched_ = false;
        if (!to.ack_.empty()) to.answer(to.ack_.take(now_.epoch));
        if (to.in_flight_ == 0) to.settled();
    }
}

}  // namespace sejuta::ingest
