// SPDX-License-Identifier: Apache-2.0
#include "edge/network_thread.hpp"

#include <boost/asio/post.hpp>
#include <new>

#include "base/assert.hpp"
#include "edge/connection_table.hpp"

namespace sejuta::edge {

namespace asio = boost::asio;

network_thread::network_thread(edge_options options, base::clock const& clock)
    : options_(std::move(options)),
      clock_(clock),
      work_(asio::make_work_guard(context_)),
      table_(std::make_unique<connection_table>(context_, options_, clock_))
{
}

network_thread::~network_thread()
{
    stop();
}

void network_thread::attach(application& app)
{
    table_->attach(app);
}

void network_thread::start()
{
    SEJUTA_ASSERT(!thread_.joinable(), "a thread is started once");
    thread_ = std::thread([this] { run(); });
}

void network_thread::run()
{
    // A connection that meets a shortage of memory is cut where it happens; what still comes up to
    // here was nobody's connection, and the others go on.
    for (;;) {
        try {
            context_.run();
            return;
        } catch (std::bad_alloc const&) {
            ++table_->counters().out_of_memory;
        }
    }
}

void network_thread::adopt(accepted_socket socket)
{
    asio::post(context_, [this, socket = std::move(socket)]() mutable {
        table_->add(std::move(socket.descriptor), std::move(socket.permit));
    });
}

void network_thread::drain(std::function<void()> done)
{
    asio::post(context_,
               [this, done = std::move(done)]() mutable { table_->drain(std::move(done)); });
}

void network_thread::read_counters(std::function<void(edge_counters const&)> read)
{
    asio::post(context_, [this, read = std::move(read)] { read(table_->counters()); });
}

void network_thread::stop()
{
    if (thread_.joinable()) {
        asio::post(context_, [this] {
            table_->rest();
            table_->cut_all();
            context_.stop();
        });
        thread_.join();
    }
    table_->cut_all();
}

edge_counters& network_thread::counters()
{
    return table_->counters();
}

}  // namespace sejuta::edge
