// SPDX-License-Identifier: Apache-2.0
// The whole rehearsal before it begins: every terminal, every report, its content and the event
// time at which it is made. Pure: the same scenario, seed and register give the same plan, so a
// second run into the same ledger is all duplicates.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/limits.hpp"
#include "domain/event.hpp"
#include "scenario.hpp"

namespace sejuta::sim {

struct planned_report {
    std::uint32_t seq = 0;  // 1 to n, in the order of at_ms
    base::unix_ms at_ms = 0;
    std::uint32_t service_date = 0;  // yyyymmdd
    domain::method method{};
    domain::category category{};
    domain::postpartum postpartum{};
    domain::partner partner{};
    std::uint32_t count = 0;
    bool confirmed = false;  // above the event's ceiling: the person was asked

    bool operator==(planned_report const&) const = default;
};

// One terminal, at one site.
struct planned_terminal {
    std::string id;  // "sim-" and the site's code, lower case
    std::string site;
    domain::region_code regency = domain::region_code::nation();
    domain::place place{};
    std::vector<planned_report> reports;

    bool operator==(planned_terminal const&) const = default;
};

// How many acceptors the plan must reach, as published; both maps have the same sum.
struct amounts {
    std::map<domain::region_code, std::int64_t> by_regency;
    std::map<std::string, std::int64_t> by_group;

    std::int64_t total() const;
};

struct plan {
    domain::region_code region = domain::region_code::nation();
    amounts wanted;
    std::vector<planned_terminal> terminals;  // by id
    std::size_t reports = 0;
    base::unix_ms first_ms = 0;
    base::unix_ms last_ms = 0;
};

// What the scenario asks of this event: its published targets, or a result spread by weight.
base::checked<amounts> wanted_of(scenario const&, domain::event const&);
base::checked<plan> make_plan(scenario const&, domain::event const&, std::uint64_t seed);

// DOMAIN's rules of places: IMP hands out pil and kondom only; sterilisation needs a Puskesmas, a
// hospital or the mobile service. Written again here on purpose: the rehearsal is an oracle of its
// own and does not borrow the server's rule.
bool may_give(domain::place, domain::method);

// "sim-" and the code in lower case, everything but a-z and 0-9 as '-'.
std::string terminal_id_of(std::string const& site_code);

// Splits a whole number by weights so that the parts add up exactly: largest remainders first,
// earlier parts first where they tie.
std::vector<std::int64_t> apportion(std::int64_t whole, std::vector<double> const& weights);

}  // namespace sejuta::sim
