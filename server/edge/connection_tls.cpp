// SPDX-License-Identifier: Apache-2.0
// Between the socket and what the bytes mean: decrypts what came, encrypts what is queued, a piece
// at a time, so that a slow peer costs one piece of ciphertext beyond its outbox.
#include "edge/connection_tls.hpp"

#include <sys/socket.h>

#include "edge/connection_turn.hpp"

namespace sejuta::edge {
namespace {

constexpr std::size_t piece_bytes_max = 64 * 1024;

}  // namespace

void connection::take_cipher(std::string_view bytes)
{
    if (!tls_->begun && !tls_codec::is_tls(bytes.front())) {
        tls_.reset();
        return refuse({400, "this port speaks TLS: use https:// or wss://"});
    }
    tls_->begun = true;
    auto& plain = host_.plain_buffer();
    plain.clear();
    auto const state = tls_->codec.feed(bytes, plain, tls_->wire);
    if (!plain.empty()) take_bytes(plain);
    if (state != tls_codec::state::ended || finished()) return;
    // The peer's goodbye, or a word that is no TLS: what it wanted is answered or lost.
    say_goodbye();
    cut();
}

// What the kernel is given next: what is left, else the next piece of what is queued.
std::string_view connection::next_cipher()
{
    auto& side = *tls_;
    if (side.wire.empty() && sent_ < out_.size()) {
        side.wire = host_.buffers().lend();
        auto const piece = std::string_view(out_).substr(sent_, piece_bytes_max);
        side.codec.write(piece, side.wire);
        sent_ += piece.size();
        if (side.codec.now() == tls_codec::state::ended) cut();
    }
    return std::string_view(side.wire).substr(side.sent);
}

// Once, as far as the kernel takes it at once: who has gone does not need to hear it.
void connection::say_goodbye()
{
    tls_->codec.close(tls_->wire);
    auto const last = std::string_view(tls_->wire).substr(tls_->sent);
    if (!last.empty())
        static_cast<void>(
            ::send(socket_.get(), last.data(), last.size(), MSG_NOSIGNAL | MSG_DONTWAIT));
    tls_->wire.clear();
    tls_->sent = 0;
}

}  // namespace sejuta::edge
