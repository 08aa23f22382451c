// SPDX-License-Identifier: Apache-2.0
// The socket's side of a connection: readiness, one recv, one send, deadlines. What the bytes mean
// is in connection_http.cpp and connection_websocket.cpp.
#include "edge/connection.hpp"

#include <sys/socket.h>

#include <cerrno>

#include "edge/connection_tls.hpp"
#include "edge/connection_turn.hpp"

namespace sejuta::edge {

namespace {

// Above this many sent bytes in front, the queued rest is moved down.
constexpr std::size_t sent_bytes_kept_max = 64 * 1024;
constexpr int flush_rounds_max = 16;

bool would_block(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

}  // namespace

connection::connection(connection_id id, base::descriptor socket, connection_permit permit,
                       connection_host& host)
    : id_(id),
      host_(host),
      socket_(std::move(socket)),
      permit_(std::move(permit)),
      tls_(host.options().tls ? std::make_unique<tls_side>(host.options().tls->take()) : nullptr),
      reader_(std::make_unique<request_reader>())
{
    set_deadline(host_.options().handshake_deadline);
    await_proxy_header();
}

connection::~connection()
{
    end_session();
}

// Who says nothing holds a place of its address too.
void connection::on_accepted()
{
    own_turn const turn(in_own_turn_);
    if (!proxy_header_) has_place();
}

void connection::on_readable()
{
    own_turn const turn(in_own_turn_);
    receive();
}

void connection::receive()
{
    auto& buffer = host_.read_buffer();
    auto const got = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
    if (got < 0 && would_block(errno)) return;
    if (got <= 0) return cut();  // the peer is gone; what it wanted is answered or lost
    host_.counters().bytes_in += static_cast<std::uint64_t>(got);
    std::string_view const bytes(buffer.data(), static_cast<std::size_t>(got));
    proxy_header_ ? take_proxy_header(bytes) : take_received(bytes);
}

void connection::take_received(std::string_view bytes)
{
    if (!has_place()) return;
    tls_ ? take_cipher(bytes) : take_bytes(bytes);
}

void connection::take_bytes(std::string_view bytes)
{
    switch (phase_) {
    case phase::request: reader_->feed(bytes); return work_requests();
    case phase::websocket: return take_frames(bytes);
    case phase::reply:
    case phase::leaving:
    case phase::finished: return;  // read only to let the peer finish
    }
}

void connection::settle()
{
    dirty_ = false;
    if (finished()) return;
    bool const blocked = !flush_all();
    if (phase_ == phase::websocket) note_codec_state();
    if (phase_ == phase::leaving && nothing_queued() && !half_closed_) {
        half_closed_ = true;
        set_deadline(host_.options().close_linger_max);
        if (tls_) say_goodbye();
        ::shutdown(socket_.get(), SHUT_WR);
    }
    if (finished()) return;
    // While an answer is awaited or unsent, the next request waits in the kernel.
    bool const reads = phase_ == phase::request ? out_.empty() : phase_ != phase::reply;
    watch({.read = reads, .write = blocked});
}

// Sends until nothing is queued or the kernel is full (then false). What is queued because
// something was sent goes too, a few rounds of it; then others have their turn first.
bool connection::flush_all()
{
    own_turn const turn(in_own_turn_);
    for (int round = 0; round < flush_rounds_max; ++round) {
        if (nothing_queued() || finished()) return true;
        if (!flush()) return false;
    }
    if (!nothing_queued() && !std::exchange(dirty_, true)) host_.mark_dirty(id_);
    return true;
}

// False when the kernel takes no more for now.
bool connection::flush()
{
    auto const bytes = next_bytes();
    auto const sent =
        ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    ++host_.counters().sends;
    if (sent < 0) {
        if (!would_block(errno)) cut();
        return finished();
    }
    host_.counters().bytes_out += static_cast<std::uint64_t>(sent);
    bool const took_all = static_cast<std::size_t>(sent) == bytes.size();
    note_sent(static_cast<std::size_t>(sent));
    if (sent_ == out_.size() && (!tls_ || tls_->wire.empty())) {
        if (!out_.empty()) on_flushed();
        return true;
    }
    progress_at_ = now();
    if (sent_ > sent_bytes_kept_max) {
        out_.erase(0, sent_);
        sent_ = 0;
    }
    return took_all;
}

std::string_view connection::next_bytes()
{
    return tls_ ? next_cipher() : std::string_view(out_).substr(sent_);
}

void connection::note_sent(std::size_t bytes)
{
    if (!tls_) {
        sent_ += bytes;
        return;
    }
    tls_->sent += bytes;
    if (tls_->sent < tls_->wire.size()) return;
    tls_->sent = 0;
    host_.buffers().give_back(std::exchange(tls_->wire, {}));
}

bool connection::nothing_queued() const
{
    return out_.empty() && (!tls_ || tls_->wire.empty());
}

std::size_t connection::unsent_bytes() const
{
    return out_.size() - sent_ + (tls_ ? tls_->wire.size() - tls_->sent : 0);
}

void connection::on_flushed()
{
    sent_ = 0;
    host_.buffers().give_back(std::exchange(out_, {}));
    if (phase_ == phase::request) {
        set_deadline(host_.options().handshake_deadline);
        // A request that came with the one just answered.
        if (!reader_->idle()) work_requests();
    }
    if (session_) session_->on_drained();
}

void connection::borrow_buffer()
{
    if (!out_.empty()) return;
    if (out_.capacity() < 64) out_ = host_.buffers().lend();
    progress_at_ = now();
}

void connection::ask_to_settle()
{
    if (!in_own_turn_ && !std::exchange(dirty_, true)) host_.mark_dirty(id_);
}

void connection::watch(interest now)
{
    if (now == watched_) return;
    if (!host_.watch(socket_.get(), id_, watched_, now)) return cut();
    watched_ = now;
}

void connection::leave()
{
    phase_ = phase::leaving;
    set_deadline(host_.options().close_linger_max);
}

bool connection::stalled(duration at) const
{
    auto const limit = route_ ? route_->stall_max : host_.options().write_stall_max;
    return !out_.empty() && at - progress_at_ >= limit;
}

void connection::on_tick(duration at)
{
    own_turn const turn(in_own_turn_);
    if (stalled(at)) {
        ++host_.counters().write_stalls;
        return cut();
    }
    bool const is_http = phase_ == phase::request || (phase_ == phase::leaving && !route_);
    bool const answering = is_http && !out_.empty();
    if (deadline_.count() > 0 && at >= deadline_ && !answering) return on_deadline();
    if (session_) session_->on_tick(at);
}

void connection::on_deadline()
{
    switch (phase_) {
    case phase::request:
        if (reader_->idle() && request_number_ > 0) return cut();  // kept alive long enough
        ++host_.counters().handshake_timeouts;
        if (reader_->idle()) return cut();
        return refuse({408, "the request did not arrive in time"});
    case phase::reply: return refuse({503, "no answer in time"});
    case phase::websocket:
    case phase::leaving:
    case phase::finished: return cut();
    }
}

void connection::on_drain()
{
    own_turn const turn(in_own_turn_);
    if (phase_ == phase::request && reader_->idle() && out_.empty()) return cut();
    if (session_) session_->on_shutdown();
}

}  // namespace sejuta::edge
