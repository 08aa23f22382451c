// SPDX-License-Identifier: Apache-2.0
// One day from one seed: servers, a ledger, handsets and screens under bad weather, then calm, then
// the judgement. The same seed is the same day, to the last message.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sejuta::simulation {

struct outcome_of_a_day {
    std::vector<std::string> violations;  // empty: every promise was kept
    std::uint64_t trace = 0;              // of everything that happened
    std::uint64_t reports = 0;
    std::uint64_t duplicates = 0;
    std::uint64_t crashes = 0;
    std::uint64_t restores = 0;
    std::uint64_t healed = 0;
    std::uint64_t frames_seen = 0;
};

outcome_of_a_day live_through(std::uint64_t seed);

}  // namespace sejuta::simulation
