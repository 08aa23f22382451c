// SPDX-License-Identifier: Apache-2.0
// /metrics: what the threads have counted, as OpenMetrics text. Names begin with the stage. Totals
// of acceptors are gauges, since corrections take back.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/network_app.hpp"
#include "edge/counters.hpp"
#include "ledger/ledger.hpp"
#include "ledger/redis/copier.hpp"

namespace sejuta::app {

// What one network thread counted.
struct thread_figures {
    edge::edge_counters edge;
    network_counts ingest;
};

// What the totals thread knows of one event.
struct event_figures {
    std::string event;
    ledger::sequence sequence;
    std::int64_t acceptors = 0;
    std::uint32_t sites_reported = 0;
    std::uint32_t sites_expected = 0;
    bool ready = false;
    std::size_t terminals_doubled = 0;  // used by two devices at once, since the start
};

struct store_figures {
    std::vector<event_figures> events;
    std::vector<ledger::redis::copy_figures> copies;  // the second copy, by event
    bool recording = false;                           // reports can be recorded
    std::size_t topics_watched = 0;
};

std::string metrics_text(std::vector<thread_figures> const& threads, store_figures const& store);

}  // namespace sejuta::app
