// SPDX-License-Identifier: Apache-2.0
// What people do to a clean plan: slips and their corrections, batches, closes, what must be
// refused, and what somebody plants. None of it moves the amounts but what is planted, and that is
// added to what is wanted. Pure, a function of scenario, event and seed.
#pragma once

#include "base/error.hpp"
#include "plan.hpp"

namespace sejuta::sim {

// The terminals' reports are not numbered yet; corrections name what they correct by drafts.
void add_people(plan&, scenario const&, domain::event const&, std::uint64_t seed);

// The bench's plan: the reports of all sites in the order of their codes, dealt out in equal runs
// to so many connections. A fault where a run would have more sites than a token may name.
base::checked<void> share_out(plan&, std::map<std::string, planned_terminal>,
                              std::size_t connections);

}  // namespace sejuta::sim
