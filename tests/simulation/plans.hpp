// SPDX-License-Identifier: Apache-2.0
// A small plan for one simulated day: a few terminals at the sites of the small event.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <vector>

#include "plan.hpp"
#include "random.hpp"
#include "support/event_builder.hpp"

namespace sejuta::simulation {

inline constexpr std::chrono::seconds bad_weather{90};

inline sim::plan plan_of(sim::prng& random)
{
    struct seat {
        char const* site;
        char const* regency;
        domain::place place;
    };
    constexpr std::array<seat, 4> seats{{{"PMB-1", "15.71", domain::place::pmb},
                                         {"PKM-1", "15.71", domain::place::puskesmas},
                                         {"IMP-1", "15.05", domain::place::imp},
                                         {"PKM-9", "91.71", domain::place::puskesmas}}};
    sim::plan out;
    auto const terminals = random.between(1, 5);
    for (std::uint64_t i = 0; i < terminals; ++i) {
        auto const& at = seats[random.below(seats.size())];
        sim::planned_terminal terminal{
            "sim-" + std::to_string(1000 + i), at.site, tests::code(at.regency), at.place, {}};
        auto const reports = random.between(1, 40);
        for (std::uint32_t seq = 1; seq <= reports; ++seq)
            terminal.reports.push_back(
                {seq, 1'593'399'600'000 + seq, 20200629,
                 random.below(2) == 0 ? domain::method::pil : domain::method::kondom,
                 domain::category::baru, domain::postpartum::none, domain::partner::none,
                 static_cast<std::uint32_t>(random.between(1, 9)), false});
        out.reports += terminal.reports.size();
        out.terminals.push_back(std::move(terminal));
    }
    return out;
}

// When each report is made: somewhere in the bad weather, in their order.
inline std::vector<std::chrono::nanoseconds> dues_of(sim::planned_terminal const& of,
                                                     sim::prng& random)
{
    std::vector<std::chrono::nanoseconds> dues;
    auto const whole = std::chrono::duration_cast<std::chrono::milliseconds>(bad_weather).count();
    for (std::size_t i = 0; i < of.reports.size(); ++i)
        dues.push_back(std::chrono::milliseconds(random.below(static_cast<std::uint64_t>(whole))));
    std::sort(dues.begin(), dues.end());
    return dues;
}

}  // namespace sejuta::simulation
