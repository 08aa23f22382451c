// SPDX-License-Identifier: Apache-2.0
#include "fanout/public_publisher.hpp"

#include "base/assert.hpp"
#include "base/limits.hpp"

namespace sejuta::fanout {

void public_publisher::add(totals::board const& board, totals::public_book& book)
{
    auto& added = sources_[board.event().id];
    added.board = &board;
    added.book = &book;
    added.heard_at = clock_.monotonic();
}

bool public_publisher::is_due(source const& from) const
{
    if (!from.board->is_ready() || !from.book->is_ready()) return false;
    if (!from.given || from.resets != from.board->resets()) return true;
    return from.given->minute != from.book->minute() &&
           clock_.monotonic() - from.given_at >= limits::public_interval_min;
}

void public_publisher::take(source& from)
{
    from.given = from.book->view();
    from.given_at = clock_.monotonic();
    from.resets = from.board->resets();
}

publication public_publisher::publish(source const& from, domain::region_code region) const
{
    auto const& event = from.board->event();
    auto const found = from.given->totals.find(region);
    SEJUTA_ASSERT(found != from.given->totals.end(),
                  "the public has topics of nation and provinces");
    auto const rows = snapshot_rows(event, found->second);
    return {{event.id, region, true},
            from.given->sequence,
            0,
            snapshot_frame(from.given->moment(event, {}), from.board->head(), say_, rows),
            nullptr};
}

std::optional<publication> public_publisher::interest(topic const& of, int change)
{
    auto const found = sources_.find(of.event);
    SEJUTA_ASSERT(found != sources_.end(), "sessions subscribe to events of this server only");
    auto& from = found->second;
    auto& hubs = from.hubs[of.region];
    hubs = change > 0 ? hubs + 1 : hubs - 1;
    if (hubs == 0) from.hubs.erase(of.region);
    if (change < 0 || !from.book->is_ready()) return std::nullopt;
    if (!from.given || from.resets != from.board->resets()) take(from);
    return publish(from, of.region);
}

std::vector<publication> public_publisher::step()
{
    std::vector<publication> out;
    for (auto& [event, from] : sources_) {
        from.book->advance(&clock_);
        if (from.hubs.empty() || !is_due(from)) continue;
        take(from);
        for (auto const& [region, hubs] : from.hubs) out.push_back(publish(from, region));
    }
    return out;
}

std::vector<heartbeat> public_publisher::heartbeats()
{
    std::vector<heartbeat> out;
    for (auto& [event, from] : sources_) {
        if (from.heard != from.board->heard()) {
            from.heard = from.board->heard();
            from.heard_at = clock_.monotonic();
        }
        if (!from.given || from.hubs.empty()) continue;
        auto const silence = clock_.monotonic() - from.heard_at;
        auto const seconds = std::chrono::duration_cast<std::chrono::seconds>(silence).count();
        auto const minute = from.given->moment(from.board->event(), {});
        freshness const fresh{
            .sequence = minute.sequence,
            .checked_at_ms = std::max(minute.checked_at_ms, minute.sequence.as_of_ms),
            .server_time_ms = from.board->head().event_time_at(clock_.now_ms()),
            .ledger_age_seconds = static_cast<std::uint32_t>(seconds)};
        out.push_back({event, minute.sequence, heartbeat_frame(fresh), true});
    }
    return out;
}

}  // namespace sejuta::fanout
