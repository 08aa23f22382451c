// SPDX-License-Identifier: Apache-2.0
#include "app/event_ledger.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "base/limits.hpp"

namespace sejuta::app {
namespace {

namespace redis = ledger::redis;

}  // namespace

base::checked<void> check_by(std::string_view who)
{
    bool const good = !who.empty() && who.size() <= limits::change_by_bytes_max &&
                      std::all_of(who.begin(), who.end(), [](char c) {
                          return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
                      });
    if (good) return {};
    return base::fault{fmt::format(
        "by \"{}\": a role or an account's id, 1 to 32 of a-z, 0-9 and '-', never a name", who)};
}

base::checked<std::unique_ptr<event_ledger>> event_ledger::open(store_place const& place,
                                                                domain::event const& event)
{
    std::unique_ptr<event_ledger> opened(new event_ledger(event));
    auto store = opened_store::open(place, store_user::application);
    if (!store) return store.error();
    opened->store_ = std::move(*store);
    opened->console_ = std::make_unique<ledger::managed::console>(opened->store_->where());
    auto& console = *opened->console_;
    if (!console.connect(limits::store_connect_deadline))
        return base::fault{
            fmt::format("Redis at {} cannot be used ({}): check its address",
                        ledger::managed::name_of(opened->store_->where()),
                        console.trouble().empty() ? "no answer" : console.trouble())};
    auto held = console.wait<std::optional<ledger::head>>(
        [&](redis::connection& to, auto done) { redis::read_head(to, event.id, std::move(done)); });
    if (!held) return held.error();
    if (!*held)
        return base::fault{fmt::format(
            "event {} has not begun in this store: start it once with sejuta serve", event.id)};
    opened->head_ = **held;
    if (opened->head_.kind != event.kind)
        return base::fault{fmt::format(
            "event {} began as {} and its directory says {}: the kind never changes; make another "
            "event",
            event.id, domain::word(opened->head_.kind), domain::word(event.kind))};
    return opened;
}

base::checked<ledger::head> event_ledger::set_status(redis::status_change const& to)
{
    return console_->wait<ledger::head>([&](redis::connection& connection, auto done) {
        redis::set_status(connection, event_.id, to, std::move(done));
    });
}

base::checked<ledger::head> event_ledger::write(domain::change const& change)
{
    return console_->wait<ledger::head>([&](redis::connection& connection, auto done) {
        redis::write_change(connection, event_, change, std::move(done));
    });
}

}  // namespace sejuta::app
