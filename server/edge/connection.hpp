// SPDX-License-Identifier: Apache-2.0
// One accepted socket: first HTTP, and after an upgrade a WebSocket with a session. A thin shell
// around two pure objects (request_reader, websocket_codec): it moves bytes and watches the time.
//
// A turn: the host calls one of the on_ functions or reply(), then settle(), then destroys the
// connection if it is finished. Whatever a turn queued leaves in one send. Lives on one thread.
//
//   request ─▶ reply ─▶ request …        HTTP, kept alive
//      └─────▶ websocket                 after an upgrade
//   any ─▶ leaving ─▶ finished           last bytes flushed, our half closed, the peer's awaited
#pragma once

#include <boost/asio/ip/address.hpp>
#include <memory>
#include <optional>
#include <string>

#include "base/descriptor.hpp"
#include "edge/address_book.hpp"
#include "edge/connection_host.hpp"
#include "edge/request_reader.hpp"
#include "edge/session.hpp"
#include "edge/websocket_codec.hpp"

namespace sejuta::edge {

class connection final : private channel, private message_sink {
public:
    connection(connection_id id, base::descriptor socket, connection_permit permit,
               connection_host& host);
    ~connection() override;
    connection(connection const&) = delete;
    connection& operator=(connection const&) = delete;

    void on_accepted();
    void on_readable();
    void on_tick(duration now);
    void on_drain();
    void on_reply(std::uint64_t request, http_response const& response);
    // Ends the turn: sends what is queued, asks for the next readiness.
    void settle();
    // Ends the connection without another word.
    void cut() { phase_ = phase::finished; }

    bool finished() const { return phase_ == phase::finished; }

private:
    enum class phase { request, reply, websocket, leaving, finished };
    class own_turn;

    // channel, for the session
    void send(std::string_view message) override;
    std::size_t unsent_bytes() const override;
    void close(close_code code, std::string_view reason) override;
    // message_sink, for the codec
    void on_message(std::string_view message) override;

    // HTTP
    void work_requests();
    void hand_over(request_reader::whole_request whole);
    void upgrade(request_reader::whole_upgrade wanted);
    void open_websocket(request_reader::whole_upgrade wanted, websocket_route const& route);
    void answer(http_response const& response, bool keep_alive);
    void refuse(http_refusal const& refusal);

    // WebSocket
    void take_frames(std::string_view bytes);
    void note_codec_state();
    void end_session();

    // PROXY protocol
    void await_proxy_header();
    void take_proxy_header(std::string_view bytes);

    // TLS
    struct tls_side;
    void take_cipher(std::string_view bytes);
    std::string_view next_cipher();
    void say_goodbye();

    void receive();
    void take_received(std::string_view bytes);
    bool has_place();
    bool has_viewers_place(websocket_route const& route);
    void take_bytes(std::string_view bytes);
    bool nothing_queued() const;
    std::string_view next_bytes();
    void note_sent(std::size_t bytes);
    void leave();
    bool flush_all();
    bool flush();
    void on_flushed();
    void watch(interest now);
    void on_deadline();
    void borrow_buffer();
    void ask_to_settle();
    duration now() const { return host_.clock().monotonic(); }
    void set_deadline(duration from_now) { deadline_ = now() + from_now; }
    bool stalled(duration at) const;

    connection_id id_;
    connection_host& host_;
    base::descriptor socket_;
    connection_permit permit_;
    phase phase_ = phase::request;
    bool in_own_turn_ = false;
    bool dirty_ = false;  // will be settled at the end of this turn of the thread
    interest watched_;
    bool half_closed_ = false;
    bool keep_alive_ = false;
    bool head_only_ = false;
    bool close_noted_ = false;
    boost::asio::ip::address peer_;             // for whom a proxy speaks, else who connected
    std::optional<address_book::place> place_;  // of its address, from its first word
    std::optional<address_book::place> viewers_place_;  // beside it, of a viewer
    std::unique_ptr<std::string> proxy_header_;  // what came of it; null where none is awaited
    std::uint64_t request_number_ = 0;
    duration deadline_{};     // 0: none
    duration progress_at_{};  // when the kernel last took something of what is queued
    std::string out_;
    std::size_t sent_ = 0;           // of out_: by the kernel, or by TLS to its own side
    std::unique_ptr<tls_side> tls_;  // null where the connection is plain
    std::unique_ptr<request_reader> reader_;
    websocket_route const* route_ = nullptr;
    std::unique_ptr<websocket_codec> codec_;
    std::unique_ptr<session> session_;
};

}  // namespace sejuta::edge
