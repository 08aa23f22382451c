// SPDX-License-Identifier: Apache-2.0
// Stage validate: a terminal's words → a report that cannot exist invalid, or the first rule that
// they break. Pure: the clock comes in as a value. The rules are DOMAIN's; the texts are in
// domain/rejection.cpp.
#pragma once

#include <string>

#include "base/clock.hpp"
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

domain::judged<domain::report> validate(domain::sent_report const& sent, circumstances const& at);

}  // namespace sejuta::ingest
