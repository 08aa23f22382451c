// SPDX-License-Identifier: Apache-2.0
// The connections of one thread by slot and generation, the turns they get, the list of those that
// others made dirty, and the tick. The inside of network_thread; all on its thread.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <vector>

#include "edge/connection.hpp"
#include "edge/connection_host.hpp"
#include "edge/socket_watch.hpp"

namespace sejuta::edge {

class connection_table final : public connection_host {
public:
    connection_table(boost::asio::io_context& context, edge_options const& options,
                     base::clock const& clock);
    ~connection_table() override;

    void attach(application& app);
    // The socket does not block.
    void add(base::descriptor socket, connection_permit permit);
    void drain(std::function<void()> done);
    void cut_all();
    // Stops the tick and the watch over the sockets, so that the io_context can run dry.
    void rest();

    // connection_host
    websocket_engine& engine() override { return engine_; }
    application& app() override { return *app_; }
    edge_options const& options() const override { return options_; }
    base::clock const& clock() const override { return clock_; }
    edge_counters& counters() override { return counters_; }
    buffer_pool& buffers() override { return buffers_; }
    std::vector<char>& read_buffer() override { return read_buffer_; }
    std::string& plain_buffer() override { return plain_buffer_; }
    bool draining() const override { return draining_; }
    bool watch(int socket, connection_id id, interest before, interest now) override;
    void mark_dirty(connection_id id) override;
    void reply(connection_id id, std::uint64_t request, http_response response) override;

private:
    struct slot {
        std::uint32_t generation = 0;
        std::unique_ptr<connection> here;
    };

    // Gives the connection a turn if it is still the one meant, then settles it and lets it go if
    // it is finished.
    template <class Step>
    void turn(connection_id id, Step step);
    template <class Step>
    void turn_of_each(Step step);
    void remove(connection_id id);
    void on_ready(connection_id id, interest ready);
    void settle_dirty();
    void tick();
    void schedule_tick();
    void report_if_drained();

    boost::asio::io_context& context_;
    edge_options const& options_;
    base::clock const& clock_;
    application* app_ = nullptr;
    edge_counters counters_;
    websocket_engine engine_;
    buffer_pool buffers_;
    std::vector<char> read_buffer_;
    std::string plain_buffer_;
    std::vector<slot> slots_;
    std::vector<std::uint32_t> free_slots_;
    std::vector<connection_id> dirty_;
    bool settle_posted_ = false;
    socket_watch sockets_;
    boost::asio::steady_timer ticker_;
    bool ticking_ = false;
    bool draining_ = false;
    duration drain_until_{};
    std::function<void()> drained_;
};

}  // namespace sejuta::edge
