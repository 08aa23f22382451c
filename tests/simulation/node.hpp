// SPDX-License-Identifier: Apache-2.0
// A server process: the real pipeline, batcher, sessions, board, publisher and hub on virtual time.
// It can be killed at any moment and starts again with nothing but the store.
#pragma once

#include <memory>
#include <vector>

#include "edge/live_session.hpp"
#include "edge/terminal_session.hpp"
#include "fanout/publisher.hpp"
#include "link.hpp"
#include "store.hpp"

namespace sejuta::simulation {

enum class conversation { terminal, live };

class node {
public:
    node(timeline& time, store& ledger) : time_(time), store_(ledger) { start(); }
    ~node();

    bool is_up() const { return life_ != nullptr; }
    void kill();
    void start();
    // False where it is down.
    bool connect(std::shared_ptr<link> const& from, conversation what);
    totals::board const* board() const;

private:
    struct life;

    // Runs `what` after a while, if this life still lasts.
    void after(milliseconds wait, std::function<void(life&)> what);
    void follow(life& now);
    void step(life& now);
    void beat(life& now);

    timeline& time_;
    store& store_;
    std::shared_ptr<life> life_;
};

}  // namespace sejuta::simulation
