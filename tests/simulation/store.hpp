// SPDX-License-Identifier: Apache-2.0
// The ledger's side: one memory ledger, reached over calls that may be slow, lost on the way there
// or lost on the way back, that may be away for a while, and that may come back as it was earlier.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ledger/memory/memory_ledger.hpp"
#include "timeline.hpp"
#include "weather.hpp"

namespace sejuta::simulation {

class store {
public:
    store(timeline& time, weather const& today, sim::prng random, domain::event_ptr event);

    ledger::memory_ledger const& ledger() const { return *ledger_; }
    domain::event_ptr event() const { return event_; }
    // Another one each time an older copy came back: who follows begins again.
    std::uint64_t generation() const { return generation_; }
    bool is_away() const { return away_; }

    void go_away(milliseconds length);
    void back_up();
    // The newest backup takes the ledger's place, in a new epoch; false where there is none.
    bool restore();

    // A call on its way: `act` on the ledger, then `done`, or `lost` where the reply never comes.
    void call(std::function<void()> act, std::function<void()> done, std::function<void()> lost);
    ledger::memory_ledger& reach() { return *ledger_; }

    // All acceptors at a state of the ledger, now or in an earlier life; nothing for a state that
    // never was.
    std::int64_t const* total_at(ledger::epoch epoch, ledger::revision revision);
    std::uint64_t restores() const { return restores_; }

private:
    void learn_totals();

    timeline& time_;
    weather const& today_;
    sim::prng random_;
    domain::event_ptr event_;
    std::unique_ptr<ledger::memory_ledger> ledger_;
    std::unique_ptr<ledger::memory_ledger> backup_;
    std::uint64_t generation_ = 1;
    std::uint64_t restores_ = 0;
    std::uint64_t outage_ = 0;
    bool away_ = false;
    std::size_t learnt_ = 0;
    std::int64_t total_ = 0;
    std::map<std::pair<ledger::epoch, ledger::revision>, std::int64_t> totals_;
};

// What a server has of the store: the port that production uses.
class store_link final : public ledger::recorder_port {
public:
    explicit store_link(store& to) : to_(to) {}

    void record(domain::event const& event, std::vector<domain::report> const& reports,
                ledger::on_recorded done) override;
    void lacking(domain::event const& event, std::string const& terminal,
                 std::vector<std::uint32_t> seqs,
                 std::function<void(base::result<std::vector<std::uint32_t>>)> done) override;
    void close_day(domain::event const& event, domain::day_close const& close,
                   ledger::on_closed done) override;

private:
    // `ask` puts the ledger's answer where `done` finds it.
    template <class Answer, class Ask>
    void send(Ask ask, std::function<void(base::result<Answer>)> done);

    store& to_;
};

}  // namespace sejuta::simulation
