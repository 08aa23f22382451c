// SPDX-License-Identifier: Apache-2.0
// Whether an event is ready for its day, computed from what is there and never ticked by hand: per
// province, and as a whole. Pure: the command and GET /v1/readiness give the facts.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "domain/event.hpp"

namespace sejuta::app {

// What is known of the event besides its directory. Sites by their codes.
struct readiness_facts {
    domain::event_ptr event;
    std::set<std::string> enrolled;   // with a terminal that has a token and is not revoked
    std::set<std::string> seen;       // one of whose terminals was connected once
    std::set<std::string> rehearsed;  // told a report or an explicit zero in a rehearsal
    // The rehearsals that were looked at, with the region set of each.
    struct rehearsal {
        std::string id;
        std::string region_set;
    };
    std::vector<rehearsal> rehearsals;
};

struct readiness_check {
    std::string name;  // "code_lists", "targets", "sites", "enrolled", "seen", "rehearsed"
    bool go = false;
    std::string text;  // one sentence with the figures
};

// The first codes that a step lacks; `lacking` counts them all.
struct readiness_step {
    std::size_t done = 0;
    std::size_t lacking = 0;
    std::vector<std::string> first_missing;  // ascending
};

struct province_readiness {
    domain::region_code code;
    std::string name;
    std::size_t expected = 0;            // active sites of the register that are expected
    std::optional<std::int64_t> target;  // of the first target set
    readiness_step enrolled;
    readiness_step seen;
    readiness_step rehearsed;
    bool go = false;
};

struct readiness {
    std::string event;
    bool go = false;
    std::vector<readiness_check> checks;
    std::vector<province_readiness> provinces;  // with expected sites or a target, by code
};

// A rehearsal itself is not rehearsed: its step of that name is always done.
readiness assess(readiness_facts const& facts);

// As GET /v1/readiness answers it.
std::string to_json(readiness const& of);
// As a terminal shows it: checks, then one line a province.
std::string to_table(readiness const& of);

}  // namespace sejuta::app
