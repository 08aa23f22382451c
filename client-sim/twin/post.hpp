// SPDX-License-Identifier: Apache-2.0
// The thin outside of `sejuta-sim report`: one HTTP POST, with TLS where the address says https.
// Beast is included in post.cpp only. Blocks its caller until the answer or the deadline.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace sejuta::twin {

struct http_target {
    bool tls = false;
    std::string host;
    std::string port;
    std::string ca_file = {};  // authorities beside the system's; empty: none
};

// http://HOST[:PORT] or https://HOST[:PORT].
base::checked<http_target> parse_target(std::string const& url);

struct http_call {
    std::string target;  // "/v1/reports?event=…"
    std::string content_type;
    std::string token;
    std::string body;
};

struct http_answer {
    int status = 0;
    std::string body;
    std::chrono::seconds retry_after{0};
};

// A fault where there was no whole answer within the deadline; the call may have been carried out.
base::checked<http_answer> post(http_target const& to, http_call const& call,
                                std::chrono::seconds deadline);

// Returns after that time.
void pause(std::chrono::milliseconds wait);

}  // namespace sejuta::twin
