// SPDX-License-Identifier: Apache-2.0
// One simulated terminal and its book: what it sent, what was answered, that nothing was answered
// twice, and that each answer is what the protocol promises.
#pragma once

#include <deque>
#include <limits>
#include <string>
#include <string_view>

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
    std::uint64_t breaches = 0;  // answers that are not what the protocol promises
    std::string breach;          // the first of them, in words
    // Of the reports that were due from here on and before there the latency is kept, whenever
    // their receipts come: those that come late are what a slow server is known by.
    std::int64_t timed_from_ns = std::numeric_limits<std::int64_t>::max();
    std::int64_t timed_until_ns = std::numeric_limits<std::int64_t>::max();
    sim::histogram latency_us;  // from the time a report was due to its receipt

    bool times(std::int64_t due_ns) const
    {
        return due_ns >= timed_from_ns && due_ns < timed_until_ns;
    }
    void note_breach(std::string_view terminal, std::uint32_t seq, std::string_view what);
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
    // Sends its last report with a receipt once more, with other content or byte for byte the
    // same; what is answered is compared with that receipt. Not while anything else is unanswered.
    void ask_conflicting(unsigned which);
    void ask_again();
    bool has_receipt() const { return last_.seq > 0; }
    bool asked() const { return asked_ != question::nothing; }
    // Notes that what it asked has no answer, where that is so.
    void give_up(tally& all);
    // What came; `now_ns` is when.
    void hear(std::string_view message, std::int64_t now_ns, tally& all);

private:
    enum class question { nothing, conflicting, again };

    void answered(answer const& one, std::int64_t now_ns, tally& all);
    void judge(answer const& one, tally& all);

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
    answer last_;  // its newest receipt
    question asked_ = question::nothing;
};

}  // namespace sejuta::bench
