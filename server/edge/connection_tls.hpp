// SPDX-License-Identifier: Apache-2.0
// What a connection that speaks TLS has beyond a plain one; private to connection*.cpp.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "edge/connection.hpp"
#include "edge/tls_codec.hpp"

namespace sejuta::edge {

struct connection::tls_side {
    explicit tls_side(std::shared_ptr<SSL_CTX> context) : codec(std::move(context)) {}

    tls_codec codec;
    std::string wire;      // encrypted and not yet taken by the kernel
    std::size_t sent = 0;  // of wire
    bool begun = false;    // the first byte was TLS's
};

}  // namespace sejuta::edge
