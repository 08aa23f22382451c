// SPDX-License-Identifier: Apache-2.0
// HTTP as the rest of the server sees it: plain values, no Beast. Beast stays inside edge/beast_*.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "edge/session.hpp"

namespace sejuta::edge {

struct http_request {
    std::string method;  // "GET", "HEAD", "POST"
    std::string path;    // "/v1/totals/15.07", percent-decoded, without the query
    std::vector<std::pair<std::string, std::string>> query;  // percent-decoded
    std::string authorization;                               // the header's value or empty
    std::string host;                                        // each the header's value or empty
    std::string origin;
    std::string sec_fetch_site;
    std::string cookie;
    std::string accept_encoding;
    std::string if_none_match;
    std::string body;
    boost::asio::ip::address peer;  // who asks; where a trusted proxy speaks, its client

    // The first value of a query parameter, or empty.
    std::string query_value(std::string_view name) const
    {
        for (auto const& [key, value] : query)
            if (key == name) return value;
        return {};
    }
};

struct http_response {
    int status = 200;
    std::string content_type = "application/json";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;  // beyond the ones every answer has
};

// May be called once, at any time later, on the connection's own thread; does nothing once the
// connection is gone.
using http_reply = std::function<void(http_response)>;

// What the edge asks the application on one thread. All calls on that thread.
class application {
public:
    virtual ~application() = default;
    virtual void handle(http_request request, http_reply reply) = 0;
    // A session for the WebSocket upgrade that the request wishes, with this subprotocol, or why
    // not.
    virtual std::variant<std::unique_ptr<session>, http_response> open_session(
        http_request const& request, std::string_view subprotocol) = 0;
};

}  // namespace sejuta::edge
