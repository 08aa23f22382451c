// SPDX-License-Identifier: Apache-2.0
// The terminals of a rehearsal, as the one who leads it sees them: all in this process, or a share
// of them in another one (crew_process.hpp). What they say is news since the last time it was
// asked for, and in the end their pages of the book.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "book.hpp"
#include "event_time.hpp"
#include "freshness.hpp"
#include "histogram.hpp"

namespace sejuta::sim {

// Given to every crew once the event is seen. Instants are of the machine's monotonic clock.
struct crew_start {
    event_time clock;
    instant begins{0};
    bool paced = false;
    instant pace{0};
};

struct crew_news {
    // Since the begin.
    std::uint64_t counted = 0;
    std::uint64_t refused = 0;
    std::uint64_t rejections = 0;
    std::uint64_t unexpected_rejections = 0;
    std::uint64_t reconnects = 0;
    std::uint64_t receipt_timeouts = 0;
    std::uint64_t nonsense = 0;
    std::uint64_t unavailable = 0;  // answers LEDGER_UNAVAILABLE
    std::uint64_t lost = 0;         // receipts that the ledger turned out to lack
    std::size_t connected = 0;
    std::size_t connected_max = 0;
    instant first_sent = never;
    instant last_receipt{0};
    bool all_ended = false;
    std::string failure;  // of the first terminal that gave up
    // Since the last news.
    histogram latency_us;
    histogram backlog_us;
    std::vector<accepted_at> accepted;

    // Adds what another crew says.
    void merge(crew_news const&);
};

// What the ledger itself says to the terminals when they ask at the end.
struct audit {
    std::uint64_t terminals = 0;  // that had an answer to everything
    std::uint64_t receipts = 0;   // that they asked for
    std::vector<saying> lost;     // receipted, and the ledger has it not; at most 20 sentences
    std::uint64_t lost_count = 0;
    // Of each site and date, what the ledger counted: method → acceptors.
    sim::site_days site_days;

    void merge(audit const&);
};

// A share of the terminals that went before it gave its pages of the book.
struct crew_loss {
    shard of;
    int pid = 0;
    int signal = 0;     // that ended it
    int exit_code = 0;  // with which it ended by itself
    bool mute = false;  // it is there and says nothing any more
};

// "process 2 of 3 of the simulator (pid 71) was killed by signal 9 (SIGKILL)".
std::string in_english(crew_loss const&);
std::string in_indonesian(crew_loss const&);

class crew {
public:
    virtual ~crew() = default;
    virtual void start(crew_start const&) = 0;
    // Collects the book; with `ask` every terminal first asks the ledger for what it holds.
    virtual void finish(bool ask) = 0;
    virtual void stop() = 0;
    virtual crew_news take_news() = 0;
    virtual bool finished() const = 0;
    // After finished(): its pages and its audit, or that the pages are lost.
    virtual void give(book& into, audit& seen) = 0;
    // Set once it cannot go on.
    virtual std::optional<crew_loss> lost() const { return {}; }
    // For how long it has said nothing, where it says something all the time.
    virtual instant mute_for() const { return instant{0}; }
};

}  // namespace sejuta::sim
