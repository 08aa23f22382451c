// SPDX-License-Identifier: Apache-2.0
// SEJUTA_SEEDS=n lives through n days (200), from SEJUTA_SEED on (1). A failing day prints its
// seed; SEJUTA_SEED=s SEJUTA_SEEDS=1 lives through it again, exactly. With SEJUTA_STOP the first
// failing day is the last.
#include "simulation.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace sejuta::simulation {
namespace {

std::uint64_t number_from(char const* variable, std::uint64_t otherwise)
{
    auto const* text = std::getenv(variable);
    return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

TEST(simulation, every_promise_is_kept_on_every_day)
{
    auto const first = number_from("SEJUTA_SEED", 1);
    auto const days = number_from("SEJUTA_SEEDS", 200);
    bool const stop = std::getenv("SEJUTA_STOP") != nullptr;
    outcome_of_a_day sum;
    for (auto seed = first; seed < first + days && !(stop && HasFailure()); ++seed) {
        auto const lived = live_through(seed);
        for (auto const& violation : lived.violations)
            ADD_FAILURE() << "seed " << seed << ": " << violation;
        sum.reports += lived.reports;
        sum.duplicates += lived.duplicates;
        sum.crashes += lived.crashes;
        sum.restores += lived.restores;
        sum.healed += lived.healed;
        sum.frames_seen += lived.frames_seen;
    }
    std::printf(
        "%llu days: %llu reports, %llu duplicate receipts, %llu crashes of servers, "
        "%llu restored backups, %llu healed reports, %llu frames on screens\n",
        static_cast<unsigned long long>(days), static_cast<unsigned long long>(sum.reports),
        static_cast<unsigned long long>(sum.duplicates),
        static_cast<unsigned long long>(sum.crashes), static_cast<unsigned long long>(sum.restores),
        static_cast<unsigned long long>(sum.healed),
        static_cast<unsigned long long>(sum.frames_seen));
    if (days < 50) return;
    // Weather that never strikes proves nothing.
    EXPECT_GT(sum.duplicates, days);
    EXPECT_GT(sum.crashes, days / 2);
    EXPECT_GT(sum.restores, days / 10);
    EXPECT_GT(sum.healed, days / 2);
}

TEST(simulation, the_same_seed_is_the_same_day)
{
    for (std::uint64_t seed : {7, 8, 9}) {
        auto const first = live_through(seed);
        auto const second = live_through(seed);
        EXPECT_EQ(first.trace, second.trace) << "seed " << seed;
    }
    EXPECT_NE(live_through(7).trace, live_through(8).trace);
}

}  // namespace
}  // namespace sejuta::simulation
