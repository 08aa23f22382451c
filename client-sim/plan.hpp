// SPDX-License-Identifier: Apache-2.0
// The whole rehearsal before it begins: every terminal, every report, its content and the event
// time at which it is made. Pure: the same scenario, seed and register give the same plan, so a
// second run into the same ledger is all duplicates.
#pragma once

#include <algorithm>
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

// What one seq says: a report, a correction of an earlier seq, or that the day is closed.
enum class item_kind : std::uint8_t { report, take_back, replace, close_day };

struct planned_report {
    std::uint32_t seq = 0;           // 1 to n, in the order in which they are due
    base::unix_ms at_ms = 0;         // when it is made, by the event clock
    std::uint32_t service_date = 0;  // yyyymmdd
    domain::method method{};
    domain::category category{};
    domain::postpartum postpartum{};
    domain::partner partner{};
    std::uint32_t count = 0;  // of a close: the terminal's own total
    bool confirmed = false;   // above the event's ceiling: the person was asked
    item_kind kind = item_kind::report;
    std::uint16_t site = 0;      // 0: the terminal's own; n: more_sites[n - 1]
    std::uint32_t corrects = 0;  // the earlier seq
    domain::correction_reason reason{domain::correction_reason::salah_entry};
    int expected_rejection = 0;       // the code that it must get; 0: a receipt
    base::unix_ms held_until_ms = 0;  // sent then, where that is after at_ms

    base::unix_ms due_ms() const { return std::max(at_ms, held_until_ms); }
    bool operator==(planned_report const&) const = default;
};

struct site_of_terminal {
    std::string site;
    domain::region_code regency = domain::region_code::nation();

    bool operator==(site_of_terminal const&) const = default;
};

// One terminal, at one site; where a fixed number of connections shares out the plan, at several.
struct planned_terminal {
    std::string id;  // "sim-" and the site's code, lower case
    std::string site;
    domain::region_code regency = domain::region_code::nation();
    domain::place place{};
    std::vector<planned_report> reports;
    std::vector<site_of_terminal> more_sites = {};

    std::string const& site_of(planned_report const& one) const
    {
        return one.site == 0 ? site : more_sites[one.site - 1U].site;
    }
    domain::region_code regency_of(planned_report const& one) const
    {
        return one.site == 0 ? regency : more_sites[one.site - 1U].regency;
    }

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
    std::size_t reports = 0;                  // with corrections, closes, and what must be refused
    std::size_t expected_rejections = 0;
    std::map<std::string, std::size_t> planted = {};  // anomalies by kind
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
