// SPDX-License-Identifier: Apache-2.0
// One connection to Redis over an Asio socket that we own, hiredis only as codec. It connects,
// authenticates, reconnects by itself with full-jitter back-off, and gives every command a
// deadline. It never sends a command twice: whether to repeat one is for its caller to know.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/limits.hpp"
#include "ledger/redis/codec.hpp"
#include "ledger/redis/reply.hpp"

namespace sejuta::ledger::redis {

// Where Redis listens; unix_path wins where it is set.
struct endpoint {
    std::string unix_path;  // at most 107 bytes
    std::string host;       // a name or an address
    std::uint16_t port = 6379;
    std::string user;      // empty: Redis's default user
    std::string password;  // empty: no AUTH is sent
};

using on_reply = std::function<void(base::result<reply>)>;

// Lifecycle: construct, on_state, start(), command()..., stop() or destruction. One thread: that of
// its io_context. Every command's callback runs exactly once, on that thread, never inside the call
// that gave it, and not at all once the connection is destroyed. Callbacks may call anything here,
// destroy the connection included.
class connection {
public:
    connection(boost::asio::io_context& io, endpoint where);
    ~connection();
    connection(connection const&) = delete;
    connection& operator=(connection const&) = delete;

    // Told true when commands can be sent (connected, authenticated, PING answered) and false when
    // that ends. Set before start().
    void on_state(std::function<void(bool connected)> told);
    // Asked after each (re)connect, before anybody is told and any command can be sent: whether
    // this store may be used. The answer is a sentence why not, or empty; it may come inside the
    // call, and one that takes longer than limits::store_connect_deadline is a no. After a no it
    // connects again, with back-off. Set before start(); called on the connection's thread, and so
    // answered.
    using on_admission = std::function<void(std::function<void(std::string const& why_not)>)>;
    void admit(on_admission asked);
    // Begins to connect, and goes on until stop().
    void start();
    // Ends it for good: what is outstanding fails with errc::stopped.
    void stop();
    bool connected() const;
    // Why the last try to connect failed, for people; empty while connected.
    std::string const& trouble() const;
    // Commands without a reply yet.
    std::size_t outstanding() const;

    // Sends a command after those given before; commands of one turn of the loop leave in one send.
    // An error reply of Redis arrives as a reply with is_error(), since only the caller knows what
    // it means. Errors:
    //   store_unreachable  not connected; nothing was sent
    //   queue_full         limits::store_outstanding_max commands wait already; nothing was sent
    //   store_timeout      no reply before the deadline; the connection is closed
    //   store_lost         the connection ended first; the command may have been carried out
    //   store_nonsense     Redis sent what is no RESP; the connection is closed
    //   stopped            stop() was called
    void command(command_bytes what, on_reply done,
                 std::chrono::milliseconds deadline = limits::store_call_deadline);
    void command(std::vector<std::string> const& arguments, on_reply done,
                 std::chrono::milliseconds deadline = limits::store_call_deadline);

private:
    class link;
    std::shared_ptr<link> link_;
};

}  // namespace sejuta::ledger::redis
