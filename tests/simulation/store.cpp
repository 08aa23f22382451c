// SPDX-License-Identifier: Apache-2.0
#include "store.hpp"

#include <optional>

#include "base/limits.hpp"

namespace sejuta::simulation {

store::store(timeline& time, weather const& today, sim::prng random, domain::event_ptr event)
    : time_(time),
      today_(today),
      random_(random),
      event_(std::move(event)),
      ledger_(std::make_unique<ledger::memory_ledger>(event_, time_.clock(), random_.next() | 1))
{
}

void store::go_away(milliseconds length)
{
    away_ = true;
    time_.after(length, [this, outage = ++outage_] {
        if (outage == outage_) away_ = false;
    });
}

void store::back_up()
{
    backup_ = std::make_unique<ledger::memory_ledger>(*ledger_);
}

bool store::restore()
{
    if (!backup_) return false;
    learn_totals();
    ledger_ = std::make_unique<ledger::memory_ledger>(*backup_);
    ledger_->begin_epoch(random_.next() | 1);
    ledger_->run();
    learnt_ = 0;
    total_ = 0;
    ++generation_;
    ++restores_;
    return true;
}

void store::call(std::function<void()> act, std::function<void()> done, std::function<void()> lost)
{
    auto const delay = [this] {
        return milliseconds(
            random_.below(static_cast<std::uint64_t>(today_.call_delay_max.count()) + 1));
    };
    bool const never_arrives = away_ || random_.unit() < today_.request_lost;
    bool const never_returns = random_.unit() < today_.reply_lost;
    auto const there = delay();
    auto const back = delay();
    auto const asked = generation_;
    if (never_arrives) return time_.after(limits::store_call_deadline, std::move(lost));
    time_.after(there, [this, asked, back, never_returns, act = std::move(act),
                        done = std::move(done), lost = std::move(lost)] {
        // A store that was restored, or is away, has no connection that stood before.
        if (away_ || asked != generation_) return time_.after(limits::store_call_deadline, lost);
        act();
        if (never_returns) return time_.after(limits::store_call_deadline, lost);
        time_.after(back, done);
    });
}

void store::learn_totals()
{
    auto const& entries = ledger_->entries();
    for (; learnt_ < entries.size(); ++learnt_) {
        auto const& entry = entries[learnt_];
        for (auto const& [field, acceptors] : entry.deltas) total_ += acceptors;
        totals_[{entry.sequence.epoch, entry.sequence.revision}] = total_;
    }
}

std::int64_t const* store::total_at(ledger::epoch epoch, ledger::revision revision)
{
    learn_totals();
    auto const found = totals_.find({epoch, revision});
    return found == totals_.end() ? nullptr : &found->second;
}

template <class Answer, class Ask>
void store_link::send(Ask ask, std::function<void(base::result<Answer>)> done)
{
    auto answer = std::make_shared<std::optional<base::result<Answer>>>();
    to_.call(
        [&store = to_, ask = std::move(ask), answer] {
            ask(store.reach(), [answer](base::result<Answer> got) { *answer = std::move(got); });
            store.reach().run();
        },
        [answer, done] { done(std::move(**answer)); },
        [done] { done(base::make_error_code(base::errc::store_timeout)); });
}

void store_link::record(domain::event const&, std::vector<domain::report> const& reports,
                        ledger::on_recorded done)
{
    send<ledger::batch_reply>(
        [event = to_.event(), reports](auto& ledger, auto answer) {
            ledger.record(*event, reports, answer);
        },
        std::move(done));
}

void store_link::lacking(domain::event const&, std::string const& terminal,
                         std::vector<std::uint32_t> seqs,
                         std::function<void(base::result<std::vector<std::uint32_t>>)> done)
{
    send<std::vector<std::uint32_t>>(
        [event = to_.event(), terminal, seqs = std::move(seqs)](auto& ledger, auto answer) {
            ledger.lacking(*event, terminal, seqs, answer);
        },
        std::move(done));
}

void store_link::close_day(domain::event const&, domain::day_close const& close,
                           ledger::on_closed done)
{
    send<ledger::close_reply>(
        [event = to_.event(), close](auto& ledger, auto answer) {
            ledger.close_day(*event, close, answer);
        },
        std::move(done));
}

}  // namespace sejuta::simulation
