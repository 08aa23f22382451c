// SPDX-License-Identifier: Apache-2.0
// A follower's sink that remembers everything, and a store to follow: real Redis, real functions.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "contract/ledger_world.hpp"
#include "ledger/redis/follower.hpp"

namespace sejuta::tests {

struct remembering_sink final : ledger::follower_sink {
    void reset(ledger::head const& now) override
    {
        ++resets;
        head = now;
        entries.clear();
        cells.clear();
        caught_up_at.reset();
    }
    void apply(ledger::entry const& entry) override
    {
        entries.push_back(entry);
        for (auto const& [field, acceptors] : entry.deltas) cells[field] += acceptors;
    }
    void caught_up(ledger::sequence now, base::unix_ms checked) override
    {
        caught_up_at = now;
        checked_at_ms = checked;
        ++proofs;
    }
    void lost() override
    {
        ++losses;
        caught_up_at.reset();
    }

    ledger::revision revision() const
    {
        return entries.empty() ? 0 : entries.back().sequence.revision;
    }
    bool is_caught_up(ledger::revision revision) const
    {
        return caught_up_at && caught_up_at->revision == revision && this->revision() == revision;
    }
    // The revisions seen since the last reset are 1, 2, 3 ... without gap or repetition.
    bool saw_each_once() const
    {
        for (std::size_t i = 0; i < entries.size(); ++i)
            if (entries[i].sequence.revision != i + 1) return false;
        return true;
    }
    sums cells_without_zeros() const
    {
        auto all = cells;
        std::erase_if(all, [](auto const& one) { return one.second == 0; });
        return all;
    }

    int resets = 0;
    int losses = 0;
    int proofs = 0;
    ledger::head head;
    std::vector<ledger::entry> entries;
    sums cells;
    std::optional<ledger::sequence> caught_up_at;
    base::unix_ms checked_at_ms = 0;
};

// One world with one follower on its loop.
struct followed_world {
    followed_world()
    {
        follower.on_recounted([this](auto const& found) { recounts.push_back(found); });
    }

    // Also until the ledger it loaded was compared with what is derived from it.
    void follow_until_caught_up()
    {
        follower.start();
        world.run_until([this] { return sink.is_caught_up(revision) && !recounts.empty(); });
    }
    batch_reply put(reports const& batch, int which = 0)
    {
        auto reply = world.record(batch, which);
        revision = reply.now.revision;
        return reply;
    }
    // Begins the event again in a store that was emptied.
    void begin_anew(ledger::epoch epoch)
    {
        bool begun = false;
        ledger::redis::load_functions(world.connection(0), [&](auto const& loaded) {
            ASSERT_TRUE(loaded) << loaded.error().sentence;
            ledger::redis::begin(world.connection(0), world.event(), epoch, [&](auto const& head) {
                ASSERT_TRUE(head) << head.error().sentence;
                begun = true;
            });
        });
        world.run_until([&] { return begun; });
        revision = 1;
    }

    redis_world world{rehearsal()};
    ledger::revision revision = 1;  // after the last put()
    base::real_clock clock;
    remembering_sink sink;
    ledger::redis::follower follower{world.io(), world.server().where(),
                                     std::make_shared<domain::event const>(world.event()), sink,
                                     clock};
    std::vector<ledger::redis::recounted> recounts;
};

}  // namespace sejuta::tests
