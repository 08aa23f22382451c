// SPDX-License-Identifier: Apache-2.0
// One io_context, one thread, and the connections that live on it for life.
//
//   network_thread thread(options, clock);            // nothing runs yet
//   my_application app(thread.context(), ...);        // recorder, hub: on the same io_context
//   thread.attach(app);                               // from here on it can adopt connections
//   thread.start();                                   // its thread runs; or call context().run()
//   ...
//   thread.drain([] { ... });                         // asks every session to say goodbye
//   thread.stop();                                    // cuts what is left, joins
//
// The application and all it gave out must outlive stop(). Every call of the application and of
// sessions happens on this thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <thread>

#include "base/clock.hpp"
#include "base/descriptor.hpp"
#include "edge/connection_host.hpp"
#include "edge/counters.hpp"
#include "edge/options.hpp"

namespace sejuta::edge {

class connection_table;

// An accepted, non-blocking socket on its way to its thread; closed if it never arrives.
struct accepted_socket {
    base::descriptor descriptor;
    connection_permit permit;
};

class network_thread {
public:
    network_thread(edge_options options, base::clock const& clock);
    // As stop().
    ~network_thread();
    network_thread(network_thread const&) = delete;
    network_thread& operator=(network_thread const&) = delete;

    boost::asio::io_context& context() { return context_; }
    edge_options const& options() const { return options_; }

    // Before start(), once.
    void attach(application& app);
    void start();

    // From any thread.
    void adopt(accepted_socket socket);
    // Takes no more connections, closes idle HTTP, calls on_shutdown() of every session; what is
    // left after drain_deadline is cut. `done` is called on this thread when all are gone.
    void drain(std::function<void()> done);
    // Calls `read` on this thread with the numbers of this moment.
    void read_counters(std::function<void(edge_counters const&)> read);

    // Cuts every connection, ends the thread and waits for it. Not from the thread itself.
    void stop();

    // On the thread, for what belongs to it but is counted elsewhere (the listener).
    edge_counters& counters();

private:
    void run();

    edge_options options_;
    base::clock const& clock_;
    boost::asio::io_context context_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    std::unique_ptr<connection_table> table_;
    std::thread thread_;
};

}  // namespace sejuta::edge
