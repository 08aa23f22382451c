// SPDX-License-Identifier: Apache-2.0
// From the ledger's outcome to what a terminal is told: why it refuses, what is in the way, and
// what a receipt is of.
#pragma once

#include <string>

#include "domain/day_close.hpp"
#include "domain/event.hpp"
#include "domain/rejection.hpp"
#include "domain/report.hpp"
#include "ingest/ack/ack.hpp"
#include "ingest/ack/seal.hpp"
#include "ingest/authorise/identity.hpp"
#include "ledger/ledger.hpp"

namespace sejuta::ingest {

// What the ledger's refusal is about: the field that its rule names.
std::string value_of(domain::rejection_code reason, domain::report const& report);
std::string value_of(domain::rejection_code reason, domain::day_close const& close);

// What a conflict is with. A terminal is told a site's code only where its token names it.
earlier_words earlier_of(ledger::outcome const& outcome, identity const& who);

// The ledger's refusal; of what only a duplicate gets around, the reason that it was sent with.
template <class Said>
domain::rejection refusal_of(ledger::outcome const& outcome, Said const& said)
{
    if (said.unless_known && outcome.reason == domain::rejection_code::event_not_open)
        return *said.unless_known;
    return {outcome.reason, value_of(outcome.reason, said)};
}

inline domain::service_date date_of(domain::report const& report)
{
    return report.cell.date;
}

inline domain::service_date date_of(domain::day_close const& close)
{
    return close.service_date;
}

// What a receipt of this says, with the recording that it is of.
template <class Said>
sealed_receipt sealed(domain::event const& event, Said const& said, ledger::epoch epoch,
                      ledger::revision revision, base::unix_ms event_time_ms, bool late)
{
    return {.event = event.id,
            .terminal = said.terminal,
            .seq = said.seq,
            .content = domain::digest_of(said),
            .epoch = epoch,
            .revision = revision,
            .event_time_ms = event_time_ms,
            .late = late,
            .service_date = date_of(said).number()};
}

}  // namespace sejuta::ingest
