// SPDX-License-Identifier: Apache-2.0
#include "app/readiness_desk.hpp"

#include <boost/asio/post.hpp>

#include "app/http_error.hpp"
#include "app/readiness_command.hpp"

namespace sejuta::app {
namespace {

edge::http_response assessed(ledger::redis::endpoint const& reader, domain::event_ptr const& event,
                             std::vector<domain::event_ptr> const& rehearsals)
{
    auto const facts = gather_readiness(reader, event, rehearsals);
    if (!facts) return plain_text(503, facts.error().sentence);
    return {200, "application/json", to_json(assess(*facts)), {{"Cache-Control", "no-store"}}};
}

}  // namespace

void readiness_desk::ask(domain::event_ptr event, std::vector<domain::event_ptr> const& others,
                         std::function<void(edge::http_response)> done)
{
    if (busy_.exchange(true)) {
        auto answer = plain_text(503, "readiness is being assessed; ask again");
        answer.headers.emplace_back("Retry-After", "2");
        return done(std::move(answer));
    }
    std::vector<domain::event_ptr> rehearsals;
    for (auto const& other : others)
        if (other->rehearses == event->id) rehearsals.push_back(other);
    boost::asio::post(pool_, [this, event = std::move(event), rehearsals = std::move(rehearsals),
                              done = std::move(done)] {
        auto answer = assessed(reader_, event, rehearsals);
        busy_ = false;
        done(std::move(answer));
    });
}

}  // namespace sejuta::app
