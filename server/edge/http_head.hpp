// SPDX-License-Identifier: Apache-2.0
// One HTTP request head, judged and turned into values. Beast parses; what Beast would let through
// and two servers might read differently (smuggling) is refused here. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "edge/http.hpp"

namespace sejuta::edge {

// A WebSocket upgrade as asked for.
struct upgrade_wish {
    std::string version;                    // must be 13
    std::vector<std::string> subprotocols;  // in the client's order
};

struct request_head {
    http_request request;  // all but the body
    std::size_t content_bytes = 0;
    bool keep_alive = false;
    bool awaits_continue = false;  // the client sends its body after "100 Continue"
    std::optional<upgrade_wish> upgrade;
};

// Why a request is not even handed to the application. The connection ends after the answer.
struct http_refusal {
    int status;
    char const* reason;
};

// How many bytes the head at the front of `bytes` has, its empty line included; 0 while it is
// incomplete. A stray CR, LF or NUL or too long a head is refused as soon as it is seen.
std::variant<std::size_t, http_refusal> find_head(std::string_view bytes);

// `head` is what find_head found.
std::variant<request_head, http_refusal> read_head(std::string_view head);

}  // namespace sejuta::edge
