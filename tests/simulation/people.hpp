// SPDX-License-Identifier: Apache-2.0
// Who is at the other end: a handset with the real client's terminal and its book, which outlives
// the handset's own crashes, and a screen with the real client's viewer.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "node.hpp"
#include "terminal.hpp"
#include "viewer.hpp"

namespace sejuta::v1 {
class Receipt;
}

namespace sejuta::simulation {

// Everything that people need of the world around them.
struct surroundings {
    timeline& time;
    weather const& today;
    // Any server that is up, or null.
    std::function<node*()> any_node;
    // A receipt has come to a terminal.
    std::function<void(std::string const& terminal, v1::Receipt const&)> receipted;
    // What a terminal held beside its book is gone: its receipts' proofs.
    std::function<void(std::string const& terminal)> forgotten;
    // A screen shows the nation's total at a state.
    std::function<void(sim::shown const&)> shown;
    // A screen that had every topic was sent a delta that does not begin at what it has.
    std::function<void()> misfitted;
};

class handset {
public:
    handset(surroundings const& around, sim::terminal_shared& shared, std::size_t index,
            std::vector<sim::instant> dues, std::uint64_t seed);

    void crash(milliseconds off);
    void cut();
    sim::terminal const* terminal() const { return terminal_ ? &*terminal_ : nullptr; }

private:
    void start();
    void act();
    void carry_out(sim::orders const& orders);
    void connect();
    void arrange_wake();
    sim::instant now() const { return around_.time.clock().monotonic(); }

    surroundings const& around_;
    sim::terminal_shared& shared_;
    std::size_t index_;
    std::vector<sim::instant> dues_;
    sim::prng random_;
    std::optional<sim::terminal> terminal_;
    std::shared_ptr<link> link_;
    std::uint64_t wake_ = 0;
};

class screen {
public:
    screen(surroundings const& around, std::string event, std::uint64_t seed);

    void cut();
    void deafen(milliseconds length);
    // It loses what it shows, and not its connection: it asks for its topics again.
    void forget();
    sim::viewer const& viewer() const { return viewer_; }
    std::uint64_t frames() const { return frames_ + viewer_.frames(); }
    std::uint64_t deltas() const { return deltas_; }
    std::uint64_t snapshots() const { return snapshots_; }

private:
    void connect();
    void read(std::string_view message);

    surroundings const& around_;
    sim::prng random_;
    std::string event_;
    sim::viewer viewer_;
    std::uint64_t frames_ = 0;  // before it forgot
    std::uint64_t deltas_ = 0;
    std::uint64_t snapshots_ = 0;
    std::shared_ptr<link> link_;
};

}  // namespace sejuta::simulation
