// SPDX-License-Identifier: Apache-2.0
#include "node.hpp"

#include <algorithm>
#include <utility>

#include "base/limits.hpp"

namespace sejuta::simulation {
namespace {

using namespace std::chrono_literals;

constexpr milliseconds follow_interval = 20ms;

ingest::receipt_key one_key()
{
    ingest::receipt_key key{};
    key.fill(0x5e);
    return key;
}

}  // namespace

// Everything that dies with the process. In the order in which it must live.
struct node::life {
    life(node& of, timeline& time, store& store)
        : recorder(store),
          publisher(time.clock(), {true, false}),
          hub([&of](fanout::topic const& topic, int change) {
              // The publisher is on another thread: its answer comes in a later turn.
              of.after(0ms, [topic, change](life& now) {
                  if (auto first = now.publisher.interest(topic, change)) now.hub.publish({*first});
              });
          }),
          board(store.event()),
          pipeline(
              {.event = store.event(),
               .recorder = recorder,
               .clock = time.clock(),
               .defer =
                   [&of](auto what) { of.after(0ms, [what = std::move(what)](life&) { what(); }); },
               .retry =
                   [&of](milliseconds wait, auto what) {
                       of.after(wait, [what = std::move(what)](life&) { what(); });
                   },
               .may_record = [] { return true; },
               .receipt_key = one_key(),
               .is_revoked = {},
               .on_forgotten = {}},
              store.ledger().now()),
          terminals{.pipeline_of = [this](std::string const&) { return &pipeline; },
                    .tokens = {{}, true},
                    .clock = time.clock(),
                    .alternatives = {},
                    .status_of = [this](std::string const&) { return board.status(); },
                    .name_of_site = [](auto const&, auto const&) { return std::string(); },
                    .site_days = {},
                    .note_seen = [](auto const&, auto const&) {}},
          viewers{.hub = hub,
                  .event_of = [&store](auto const&) { return store.event(); },
                  .identity_of = [](auto const&) { return people::everybody(); }}
    {
        publisher.add(board);
    }

    store_link recorder;
    fanout::publisher publisher;
    fanout::hub hub;
    totals::board board;
    ingest::pipeline pipeline;
    edge::terminal_world terminals;
    edge::live_world viewers;
    std::vector<std::shared_ptr<link>> links;
    std::uint64_t following = 0;  // the store's generation
    std::size_t applied = 0;      // of its entries
    bool lost = false;            // the connection, since the last entry
};

node::~node()
{
    kill();
}

void node::after(milliseconds wait, std::function<void(life&)> what)
{
    time_.after(wait, [alive = std::weak_ptr(life_), what = std::move(what)] {
        if (auto const now = alive.lock()) what(*now);
    });
}

void node::start()
{
    if (life_) return;
    life_ = std::make_shared<life>(*this, time_, store_);
    follow(*life_);
    step(*life_);
    beat(*life_);
}

void node::kill()
{
    if (!life_) return;
    for (auto const& each : life_->links) each->server_dies();
    life_.reset();
}

bool node::connect(std::shared_ptr<link> const& from, conversation what)
{
    if (!life_) return false;
    life_->links.push_back(from);
    if (what == conversation::terminal)
        from->accept(std::make_unique<edge::terminal_session>(life_->terminals));
    else
        from->accept(std::make_unique<edge::live_session>(life_->viewers));
    return true;
}

totals::board const* node::board() const
{
    return life_ ? &life_->board : nullptr;
}

// What the follower does with a page of the stream: another life of the ledger begins again.
void node::follow(life& now)
{
    if (!store_.is_away()) {
        auto const& ledger = store_.ledger();
        // A follower that lost its connection may have to read from the first entry again.
        if (now.following != store_.generation() || std::exchange(now.lost, false)) {
            now.following = store_.generation();
            now.applied = 0;
            now.board.reset(ledger.now());
        }
        auto const until =
            std::min(now.applied + limits::follow_entries_per_read, ledger.entries().size());
        while (now.applied < until) now.board.apply(ledger.entries()[now.applied++]);
        if (now.applied == ledger.entries().size())
            now.board.caught_up(ledger.now().now,
                                ledger.now().event_time_at(time_.clock().now_ms()));
    } else {
        now.board.lost();
        now.lost = true;
    }
    after(follow_interval, [this](life& later) { follow(later); });
}

void node::step(life& now)
{
    now.hub.publish(now.publisher.step());
    after(limits::live_delta_interval, [this](life& later) { step(later); });
}

void node::beat(life& now)
{
    now.hub.beat(now.publisher.heartbeats());
    for (auto const& each : now.links) each->tick();
    std::erase_if(now.links, [](auto const& each) { return !each->serves(); });
    after(1s, [this](life& later) { beat(later); });
}

}  // namespace sejuta::simulation
