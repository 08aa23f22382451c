// SPDX-License-Identifier: Apache-2.0
// The bytes of an HTTP answer: status line, the headers that every answer of this server has
// (security headers among them), the body. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "edge/http.hpp"
#include "edge/http_head.hpp"

namespace sejuta::edge {

struct answer_options {
    base::unix_ms now_ms = 0;  // for the Date header
    bool keep_alive = false;
    bool tls = false;        // the browser is to come back by HTTPS alone
    bool head_only = false;  // HEAD: the headers of the GET, no body
};

// Appends the answer. A header of the application with a line break in it is our bug.
void write_answer(std::string& output, http_response const& response,
                  answer_options const& options);

// The answer for a request that the edge itself refuses: plain text, one sentence.
http_response refusal_response(http_refusal const& refusal);

// A whole answer for one who is not even read: too many connections.
std::string_view over_capacity_answer();

}  // namespace sejuta::edge
