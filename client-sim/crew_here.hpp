// SPDX-License-Identifier: Apache-2.0
// Terminals in this process: each with a state machine, a network, one socket at a time and one
// timer. One thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <vector>

#include "base/clock.hpp"
#include "crew.hpp"
#include "net.hpp"
#include "network.hpp"
#include "terminal.hpp"

namespace sejuta::sim {

struct crew_options {
    std::vector<server_address> servers;  // terminals are dealt out to them
    std::string event;
    std::uint64_t seed = 1;
    shard mine;
};

class crew_here final : public crew {
public:
    crew_here(boost::asio::io_context&, crew_options, scenario const&, plan const&,
              base::clock const&);
    ~crew_here() override;

    void start(crew_start const&) override;
    void finish(bool ask) override;
    void stop() override;
    crew_news take_news() override;
    bool finished() const override;
    void give(book& into, audit& seen) override;

    sim::book const& kept() const { return book_; }
    sim::audit const& seen() const { return audit_; }

private:
    class link;
    instant now() const { return clock_.monotonic(); }
    instant due_of(planned_report const&, crew_start const&) const;
    std::vector<instant> dues_of(planned_terminal const&, crew_start const&) const;
    weather weather_of(network const&, crew_start const&) const;
    void set_limits();
    instant spread_of_first(crew_start const& with) const;
    void begin_closed_loop();
    void note_accepted(newest);

    boost::asio::io_context& io_;
    crew_options options_;
    scenario const& scenario_;
    plan const& plan_;
    base::clock const& clock_;
    network const good_{.name = "good"};
    event_time event_clock_;
    sim::book book_;
    sim::audit audit_;
    histogram latency_us_;
    histogram backlog_us_;
    terminal_shared shared_;
    std::vector<std::unique_ptr<link>> links_;
    std::vector<accepted_at> accepted_;
    std::size_t connected_ = 0;
    std::size_t connected_max_ = 0;
    bool loop_begun_ = false;
    bool asking_ = false;
    instant asking_until_ = never;
};

}  // namespace sejuta::sim
