// SPDX-License-Identifier: Apache-2.0
#include "fanout/publisher.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace sejuta::fanout {

void publisher::add(totals::board const& board)
{
    auto& added = sources_[board.event().id];
    SEJUTA_ASSERT(added.board == nullptr, "an event has one board");
    added.board = &board;
    added.heard_at = clock_.monotonic();
}

std::optional<publication> publisher::interest(topic const& of, int change)
{
    auto const found = sources_.find(of.event);
    SEJUTA_ASSERT(found != sources_.end(), "sessions subscribe to events of this server only");
    auto& from = found->second;
    if (change < 0) {
        auto const leaving = from.topics.find(of.region);
        SEJUTA_ASSERT(leaving != from.topics.end(), "a hub ends only what it began");
        if (--leaving->second.hubs == 0) from.topics.erase(leaving);
        return std::nullopt;
    }
    auto& topic = from.topics[of.region];
    ++topic.hubs;
    if (!from.board->is_ready()) return std::nullopt;
    // A topic that other hubs watch goes on from what they were given; its next step is for all.
    if (!topic.given) return advance(from, of.region, topic);
    return publication{of, topic.given->sequence, 0, topic.snapshot, nullptr};
}

void publisher::listen(source& from)
{
    // While it loads, the ledger's words are old ones.
    if (!from.board->is_ready() || from.heard == from.board->heard()) return;
    from.heard = from.board->heard();
    from.heard_at = clock_.monotonic();
}

bool publisher::is_stale(source const& from, watched const& topic) const
{
    return !topic.given || topic.resets != from.board->resets() ||
           topic.given->sequence != from.board->sequence();
}

// Brings a topic to the board's sequence.
publication publisher::advance(source const& from, domain::region_code region, watched& topic)
{
    auto const& board = *from.board;
    bool const goes_on = topic.given && topic.resets == board.resets();
    auto const changed_at = board.changed_at(region);
    publication out{{board.event().id, region}, board.sequence(), 0, nullptr, nullptr};
    topic_state next{board.sequence(), board.status(), {}};
    if (goes_on && changed_at == topic.rows_changed_at) {
        next.totals = topic.given->totals;
    } else {
        auto totals = board.totals_of(region);
        SEJUTA_ASSERT(totals, "sessions subscribe to regions of the event only");
        next.totals = std::move(*totals);
        topic.rows = snapshot_rows(board.event(), next.totals);
        topic.rows_changed_at = changed_at;
    }
    out.snapshot = snapshot_frame(board.moment(), board.head(), say_, topic.rows);
    if (goes_on) {
        out.base_revision = topic.given->sequence.revision;
        out.delta = delta_frame(*topic.given, next);
    }
    topic.given = std::move(next);
    topic.snapshot = out.snapshot;
    topic.resets = board.resets();
    return out;
}

std::vector<publication> publisher::step()
{
    std::vector<publication> out;
    for (auto& [event, from] : sources_) {
        listen(from);
        if (!from.board->is_ready()) continue;
        for (auto& [region, topic] : from.topics)
            if (is_stale(from, topic)) out.push_back(advance(from, region, topic));
        from.stepped = from.board->sequence();
        from.checked_at_ms = from.board->checked_at_ms();
    }
    return out;
}

std::vector<heartbeat> publisher::heartbeats()
{
    std::vector<heartbeat> out;
    for (auto& [event, from] : sources_) {
        listen(from);
        if (!from.stepped) continue;
        // What was checked since the step proves nothing about a sequence that has been overtaken.
        if (from.board->is_ready() && from.board->sequence() == *from.stepped)
            from.checked_at_ms = from.board->checked_at_ms();
        auto const silence = clock_.monotonic() - from.heard_at;
        auto const seconds = std::chrono::duration_cast<std::chrono::seconds>(silence).count();
        freshness const fresh{.sequence = *from.stepped,
                              .checked_at_ms = std::max(from.checked_at_ms, from.stepped->as_of_ms),
                              .server_time_ms = from.board->head().event_time_at(clock_.now_ms()),
                              .ledger_age_seconds = static_cast<std::uint32_t>(seconds)};
        out.push_back({event, *from.stepped, heartbeat_frame(fresh)});
    }
    return out;
}

std::size_t publisher::watched_topics() const
{
    std::size_t sum = 0;
    for (auto const& [event, from] : sources_) sum += from.topics.size();
    return sum;
}

}  // namespace sejuta::fanout
