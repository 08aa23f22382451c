// SPDX-License-Identifier: Apache-2.0
#include "app/event_status_command.hpp"

#include <fmt/core.h>

#include "app/event_ledger.hpp"
#include "app/say.hpp"
#include "app/settings.hpp"
#include "base/clock.hpp"
#include "catalogue/event_loader.hpp"
#include "domain/event_status.hpp"

namespace sejuta::app {
namespace {

using domain::event_status;

std::string next_words(event_status from)
{
    std::string out;
    for (auto const each : domain::next_of(from))
        out += (out.empty() ? "" : ", ") + std::string(domain::word(each));
    return out.empty() ? "nothing: final is for ever" : out;
}

bool is_past_deadline(domain::event const& event, ledger::head const& head)
{
    auto const now = head.event_time_at(base::real_clock().now_ms());
    return event.deadline_ms != 0 && now > event.deadline_ms;
}

}  // namespace

std::optional<event_status> step_back(event_status from)
{
    switch (from) {
    case event_status::closed: return event_status::open;
    case event_status::provisional: return event_status::closed;
    case event_status::verified: return event_status::provisional;
    default: return std::nullopt;
    }
}

int run_event_status(event_status_options const& options)
{
    if (auto const good = check_by(options.by); !good) return refuse(good.error());
    auto const event = catalogue::load_event(options.event_dir);
    if (!event) return refuse(event.error());
    auto const ledger = event_ledger::open(options.where, **event);
    if (!ledger) return refuse(ledger.error());
    auto const before = (*ledger)->head().status;
    auto const to = options.to ? options.to : step_back(before);
    if (!to)
        return refuse(
            base::fault{fmt::format("event {} is {}: there is nothing to reopen; it may become {}",
                                    (*event)->id, domain::word(before), next_words(before))});
    if (*to == before) {
        fmt::print("{}: is {} already, revision {}\n", (*event)->id, domain::word(before),
                   (*ledger)->head().now.revision);
        return exit_ok;
    }
    if (!domain::may_follow(before, *to))
        return refuse(base::fault{
            fmt::format("event {} is {} and cannot become {}; it may become {}", (*event)->id,
                        domain::word(before), domain::word(*to), next_words(before))});
    if (*to == event_status::late && is_past_deadline(**event, (*ledger)->head()))
        return refuse(base::fault{fmt::format(
            "event {}: its deadline has passed, so late reports would be refused; put a later "
            "deadline into {}/event.toml and restart the server, or close the event",
            (*event)->id, options.event_dir)});
    // What was read above is compared again inside the recording function.
    auto const now = (*ledger)->set_status({*to, before, options.accept_missing, options.by});
    if (!now) return refuse(now.error());
    fmt::print("{}: {} → {}, revision {}\n", (*event)->id, domain::word(before),
               domain::word(now->status), now->now.revision);
    return exit_ok;
}

int print_event_status(std::string const& event_dir, store_place const& where)
{
    auto const event = catalogue::load_event(event_dir);
    if (!event) return refuse(event.error());
    auto const ledger = event_ledger::open(where, **event);
    if (!ledger) return refuse(ledger.error());
    auto const& head = (*ledger)->head();
    fmt::print("  status       {} at revision {}; may become {}\n", domain::word(head.status),
               head.now.revision, next_words(head.status));
    return exit_ok;
}

}  // namespace sejuta::app
