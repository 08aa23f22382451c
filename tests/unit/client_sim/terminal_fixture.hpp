// SPDX-License-Identifier: Apache-2.0
// One terminal, driven by hand: no socket, no timer, and time moves only when the test moves it.
#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "terminal.hpp"
#include "unit/client_sim/builders.hpp"

namespace sejuta::sim::testing {

using namespace std::chrono_literals;
using seq_list = std::vector<std::uint32_t>;

// A terminal whose reports are due a second apart from `first`, with its book.
struct fixture {
    explicit fixture(std::size_t reports, instant first = 10s, instant apart = 1s)
        : planned(plan_of(reports)),
          kept(planned)
    {
        std::vector<instant> dues;
        for (std::size_t i = 0; i < reports; ++i) dues.push_back(first + apart * i);
        it = std::make_unique<terminal>(shared, 0, dues, 42);
    }
    // Connects and is welcomed at `at`; the first poll after it.
    orders welcome_at(instant at, std::string const& answer = welcome())
    {
        EXPECT_TRUE(it->poll(at).connect);
        opened = it->on_open(at, 1'593'392'400'000);
        it->on_message(answer, at);
        return it->poll(at);
    }
    report_state state(std::uint32_t seq) const { return kept.at(0, seq).state; }

    plan planned;
    book kept;
    histogram latency;
    histogram backlog;
    terminal_shared shared{"small-2020", planned, kept, latency, backlog, {}, {}, 0, 0, 0};
    std::unique_ptr<terminal> it;
    orders opened;
};

}  // namespace sejuta::sim::testing
