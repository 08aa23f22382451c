// SPDX-License-Identifier: Apache-2.0
// One run, on one thread with one epoll set: connect everybody, hold, warm up, measure, wait for
// the last receipt.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "load/audience.hpp"
#include "load/terminal.hpp"

namespace sejuta::bench {

// What the watched processes and this one had used at a moment.
struct reading {
    std::int64_t at_ns = 0;
    std::uint64_t receipts = 0;
    std::uint64_t revision = 0;
    double load_cpu_seconds = 0;
    double machine_cpu_seconds = 0;
    double unwatched_cpu_seconds = 0;
    std::vector<double> cpu_seconds;  // in the order of options.watch
};

struct result {
    tally book;  // everything, warm-up included
    reading from;
    reading to;
    // A receipt, in the third quarter of the warm-up, in the order of options.watch; nothing where
    // the kernel did not say.
    std::vector<std::optional<double>> system_calls;
    double connect_seconds = 0;
    std::vector<std::uint64_t> resident_before;  // in the order of options.watch
    std::vector<std::uint64_t> resident_connected;
    std::vector<std::uint64_t> resident_after;
    sim::histogram freshness_us;
    sim::histogram sent_late_us;  // open loop: how late the load itself was
    std::uint64_t unanswered = 0;
    std::uint64_t asked_again = 0;  // terminals that sent a report again at the end
};

class run {
public:
    explicit run(options const& with);
    ~run();
    run(run const&) = delete;
    run& operator=(run const&) = delete;

    // Throws where a connection fails.
    result go();

private:
    void connect_all();
    void hold(double seconds);
    void send_closed();
    void send_open();
    void wait_for_the_rest();
    void ask_again();
    // Whether it became so within the deadline of an answer.
    bool wait_until(std::function<bool()> const& so);
    // One wait for events, until a moment at most, and what follows from them.
    void turn(std::int64_t until_ns);
    void on_timer();
    void on_terminal(std::size_t which, std::uint32_t events);
    void on_viewer(std::size_t which, std::uint32_t events);
    void listen(web_socket& to, std::uint64_t tag, bool change);
    void settle(web_socket& to, std::uint64_t tag);
    void send_due(std::int64_t until_ns);
    void window(std::int64_t begin_ns);
    void warm_up(std::int64_t begin_ns, std::int64_t ends_ns);
    reading read() const;
    std::vector<std::uint64_t> resident() const;

    options const& with_;
    int epoll_ = -1;
    int timer_ = -1;
    std::vector<std::unique_ptr<terminal>> terminals_;
    audience audience_;
    result result_;
    std::size_t ready_ = 0;
    bool filling_ = false;  // closed loop: what was answered is followed by the next
    std::uint64_t due_sent_ = 0;
    std::int64_t due_from_ns_ = 0;
};

}  // namespace sejuta::bench
