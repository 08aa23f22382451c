// SPDX-License-Identifier: Apache-2.0
// Where to listen, as people write it: HOST:PORT. Pure.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <string_view>

#include "base/error.hpp"

namespace sejuta::edge {

// "127.0.0.1:8080", "[::1]:8080", "localhost:8080"; port 0 lets the system choose. Names other than
// localhost are not looked up: a server listens on addresses of its own.
base::checked<boost::asio::ip::tcp::endpoint> parse_endpoint(std::string_view text);

}  // namespace sejuta::edge
