// SPDX-License-Identifier: Apache-2.0
// One simulated terminal and its book: what it sent, what was answered, and that nothing was
// answered twice.
#pragma once

#include <deque>
#include <limits>
#include <string>

#include "histogram.hpp"
#include "load/options.hpp"
#include "load/socket.hpp"
#include "load/words.hpp"

namespace sejuta::bench {

// What all terminals of a run count together.
struct tally {
    std::uint64_t receipts = 0;
    std::uint64_t duplicates = 0;
    std::uint64_t rejected = 0;
    std::uint64_t acceptors = 0;  // of what has a receipt
    std::uint64_t twice = 0;      // answers that nobody waited for
    std::uint64_t newest_revision = 0;
    std::string rejection;
    // Of the reports that were due from here on and before there the latency is kept, whenever
    // their receipts come: those that come late are what a slow server is known by.
    std::int64_t timed_from_ns = std::numeric_limits<std::int64_t>::max();
    std::int64_t timed_until_ns = std::numeric_limits<std::int64_t>::max();
    sim::histogram latency_us;  // from the time a report was due to its receipt

    bool times(std::int64_t due_ns) const
    {
        return due_ns >= timed_from_ns && due_ns < timed_until_ns;
    }
};

class terminal {
public:
    // `quota`: how many reports it may send in all.
    terminal(options const& with, std::string id, std::string site, std::uint64_t quota);

    web_socket socket;
    bool ready() const { return ready_; }
    std::size_t waiting() const { return sent_at_.size(); }
    std::uint64_t quota() const { return quota_; }

    // After the upgrade.
    void greet();
    // Queues one frame; `due` is when its reports were to be sent, ns.
    void send_frame(std::int64_t due_ns);
    // Queues frames up to what may be outstanding.
    void fill(std::int64_t now_ns);
    // What came; `now_ns` is when.
    void hear(std::string_view message, std::int64_t now_ns, tally& all);

private:
    void answered(answer const& one, std::int64_t now_ns, tally& all);

    options const& with_;
    std::string id_;
    std::string site_;
    std::uint64_t quota_;
    bool ready_ = false;
    std::int64_t server_time_ms_ = 0;
    std::uint32_t next_seq_ = 1;
    std::uint32_t first_waiting_ = 1;   // the seq of sent_at_.front()
    std::deque<std::int64_t> sent_at_;  // 0: answered
    std::size_t unanswered_ = 0;
};

}  // namespace sejuta::bench
