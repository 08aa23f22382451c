// SPDX-License-Identifier: Apache-2.0
// Stage validate: a terminal's words → a report that cannot exist invalid, or the first rule that
// they break. Pure: the clock comes in as a value. The rules are data/rules/rules.json's
// (rules.hpp); the texts are in domain/rejection.cpp.
#pragma once

#include <string>

#include "base/clock.hpp"
#include "domain/day_close.hpp"
#include "domain/event.hpp"
#include "domain/rejection.hpp"
#include "domain/report.hpp"
#include "domain/sent.hpp"

namespace sejuta::ingest {

// What the words are judged against.
struct circumstances {
    domain::event const& event;
    std::string const& terminal;
    base::unix_ms event_now_ms;  // the event clock
    base::unix_ms skew_ms;       // device clock minus event clock, measured at Hello
};

// Where a proof came with the words, the date is the proof's and may lie anywhere: the seal over it
// is checked before anything is recorded (pipeline).
domain::judged<domain::report> validate(domain::sent_report const& sent, circumstances const& at);
domain::judged<domain::day_close> validate(domain::sent_close const& sent, circumstances const& at);

}  // namespace sejuta::ingest
