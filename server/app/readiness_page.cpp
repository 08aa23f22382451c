// SPDX-License-Identifier: Apache-2.0
#include "app/readiness_page.hpp"

#include "app/http_error.hpp"
#include "app/readiness_command.hpp"

namespace sejuta::app {

edge::http_response readiness_page(ledger::redis::endpoint const& reader,
                                   domain::event_ptr const& event,
                                   std::vector<domain::event_ptr> const& others)
{
    std::vector<domain::event_ptr> rehearsals;
    for (auto const& other : others)
        if (other->rehearses == event->id) rehearsals.push_back(other);
    auto const facts = gather_readiness(reader, event, rehearsals);
    if (!facts) return plain_text(503, facts.error().sentence);
    return {200, "application/json", to_json(assess(*facts)), {{"Cache-Control", "no-store"}}};
}

}  // namespace sejuta::app
