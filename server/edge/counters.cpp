// SPDX-License-Identifier: Apache-2.0
#include "edge/counters.hpp"

namespace sejuta::edge {

edge_counters& edge_counters::operator+=(edge_counters const& other)
{
    for (auto field :
         {&edge_counters::connections_accepted, &edge_counters::connections_refused,
          &edge_counters::connections_open, &edge_counters::websockets_opened,
          &edge_counters::websockets_open, &edge_counters::bytes_in, &edge_counters::bytes_out,
          &edge_counters::messages_in, &edge_counters::messages_out, &edge_counters::sends,
          &edge_counters::http_requests, &edge_counters::handshake_timeouts,
          &edge_counters::write_stalls, &edge_counters::protocol_errors,
          &edge_counters::proxy_headers_refused, &edge_counters::pings_unanswered,
          &edge_counters::accept_backoffs, &edge_counters::out_of_memory})
        this->*field += other.*field;
    for (auto const& [code, count] : other.closes_sent) closes_sent[code] += count;
    for (auto const& [code, count] : other.closes_received) closes_received[code] += count;
    for (auto const& [status, count] : other.http_answers) http_answers[status] += count;
    return *this;
}

}  // namespace sejuta::edge
