// SPDX-License-Identifier: Apache-2.0
// TLS between a socket and what speaks HTTP: ciphertext in, plain bytes out, and back. A pure
// object over memory; OpenSSL never sees a socket, and keeps no buffer between two records.
#pragma once

#include <memory>
#include <string>
#include <string_view>

using SSL = struct ssl_st;
using SSL_CTX = struct ssl_ctx_st;

namespace sejuta::edge {

class tls_codec {
public:
    enum class state {
        handshake,
        open,
        ended,  // the peer said goodbye, or what it sent is no TLS: nothing more comes
    };

    // Keeps the context for life.
    explicit tls_codec(std::shared_ptr<SSL_CTX> context);
    ~tls_codec();
    tls_codec(tls_codec const&) = delete;
    tls_codec& operator=(tls_codec const&) = delete;

    // Takes what the peer sent, appends what it said to `plain` and what must be answered (of the
    // handshake, or an alert) to `cipher`.
    state feed(std::string_view from_peer, std::string& plain, std::string& cipher);
    // Appends these bytes, encrypted, to `cipher`. Only while open.
    void write(std::string_view plain, std::string& cipher);
    // Appends our goodbye to `cipher`, once.
    void close(std::string& cipher);

    state now() const { return state_; }

    // Whether a first byte can begin TLS: it is a handshake record's.
    static bool is_tls(char first_byte) { return first_byte == 0x16; }

private:
    struct memory;

    std::shared_ptr<SSL_CTX> context_;
    std::unique_ptr<memory> memory_;
    SSL* ssl_;
    state state_ = state::handshake;
    bool closed_ = false;
};

}  // namespace sejuta::edge
