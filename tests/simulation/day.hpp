// SPDX-License-Identifier: Apache-2.0
// The day while it runs: who takes part, what befalls them, and what must hold at every moment.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "book.hpp"
#include "people.hpp"
#include "simulation.hpp"

namespace sejuta::simulation {

class day {
public:
    explicit day(std::uint64_t seed);

    outcome_of_a_day live();

private:
    // What befalls somebody each second, by chance.
    void trouble();
    void misfortune_of_servers(weather const& today);
    bool chance(double of) { return random_.unit() < of; }
    bool is_over() const;
    bool is_level();

    // At every moment.
    void saw_receipt(std::string const& terminal, v1::Receipt const& receipt);
    void forgot(std::string const& terminal);
    void saw_total(sim::shown const& nation);
    // At the end.
    void judge();
    void judge_ledger();
    void judge_screens();
    void violate(std::string what);

    sim::prng random_;
    timeline time_;
    weather weather_;
    sim::plan plan_;
    sim::book book_;
    sim::histogram latency_;
    sim::histogram backlog_;
    sim::terminal_shared shared_;
    store store_;
    std::vector<std::unique_ptr<node>> nodes_;
    surroundings around_;
    std::vector<std::unique_ptr<handset>> handsets_;
    std::vector<std::unique_ptr<screen>> screens_;
    // Of each report that has a receipt and whose terminal can prove it.
    std::map<std::pair<std::string, std::uint32_t>, base::unix_ms> first_event_time_;
    outcome_of_a_day outcome_;
};

}  // namespace sejuta::simulation
