// SPDX-License-Identifier: Apache-2.0
// What one network thread has counted, as plain numbers of that thread; /metrics adds them up.
#pragma once

#include <cstdint>
#include <map>

namespace sejuta::edge {

struct edge_counters {
    std::uint64_t connections_accepted = 0;
    std::uint64_t connections_refused = 0;  // over connections_max
    std::uint64_t connections_open = 0;     // now
    std::uint64_t websockets_opened = 0;
    std::uint64_t websockets_open = 0;  // now
    std::uint64_t bytes_in = 0;
    std::uint64_t bytes_out = 0;
    std::uint64_t messages_in = 0;
    std::uint64_t messages_out = 0;
    std::uint64_t sends = 0;  // system calls; messages_out / sends is what merging saves
    std::uint64_t http_requests = 0;
    std::uint64_t handshake_timeouts = 0;
    std::uint64_t write_stalls = 0;
    std::uint64_t protocol_errors = 0;
    std::uint64_t proxy_headers_refused = 0;
    std::uint64_t pings_unanswered = 0;
    std::uint64_t accept_backoffs = 0;                   // out of file descriptors
    std::uint64_t out_of_memory = 0;                     // connections cut because memory was short
    std::map<std::uint16_t, std::uint64_t> closes_sent;  // by close code
    std::map<std::uint16_t, std::uint64_t> closes_received;  // by close code
    std::map<int, std::uint64_t> http_answers;               // by status

    edge_counters& operator+=(edge_counters const& other);
};

}  // namespace sejuta::edge
