// SPDX-License-Identifier: Apache-2.0
// A network thread driven by the test's own loop, an application that echoes, and blocking-free
// clients on loopback. Nothing sleeps: the loop runs until a condition holds or a deadline passes.
#pragma once

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <functional>
#include <string>
#include <vector>

#include "edge/listener.hpp"
#include "edge/network_thread.hpp"
#include "unit/edge/websocket_client.hpp"

namespace sejuta::edge::test {

// Answers every message with itself; keeps what happened to it.
class echo_session final : public session {
public:
    struct diary {
        int opened = 0, closed = 0, ticks = 0, drained = 0;
        std::vector<channel*> channels;
    };
    explicit echo_session(diary& kept) : diary_(kept) {}
    void on_open(channel& to) override
    {
        ++diary_.opened;
        diary_.channels.push_back(&to);
        channel_ = &to;
    }
    void on_message(std::string_view message) override { channel_->send(message); }
    void on_drained() override { ++diary_.drained; }
    void on_tick(std::chrono::nanoseconds) override { ++diary_.ticks; }
    void on_shutdown() override { channel_->close(close_code::going_away, "server stops"); }
    void on_closed() override
    {
        ++diary_.closed;
        std::erase(diary_.channels, channel_);
    }

private:
    diary& diary_;
    channel* channel_ = nullptr;
};

class echo_application final : public application {
public:
    void handle(http_request request, http_reply reply) override
    {
        if (request.path == "/late") {
            waiting.push_back(std::move(reply));
            return;
        }
        http_response response;
        response.content_type = "text/plain";
        response.body = request.method + " " + request.path + " " + request.body;
        reply(std::move(response));
    }
    std::variant<std::unique_ptr<session>, http_response> open_session(http_request const&,
                                                                       std::string_view) override
    {
        return std::make_unique<echo_session>(diary);
    }
    echo_session::diary diary;
    std::vector<http_reply> waiting;
};

// A client's socket, non-blocking; what arrives is collected by the test's loop.
class client {
public:
    explicit client(std::uint16_t port, int receive_buffer_bytes = 0)
        : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        if (receive_buffer_bytes > 0)
            ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes,
                         sizeof receive_buffer_bytes);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        // The kernel completes it from the backlog, without the server's loop.
        EXPECT_EQ(::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    }
    ~client()
    {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    client(client&& other) noexcept
        : received(std::move(other.received)),
          ended(other.ended),
          descriptor_(std::exchange(other.descriptor_, -1))
    {
    }
    client& operator=(client&&) = delete;

    // False when the kernel does not take it all.
    bool send(std::string_view bytes)
    {
        return ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT) ==
               static_cast<ssize_t>(bytes.size());
    }
    void receive()
    {
        char buffer[16 * 1024];
        for (;;) {
            auto const got = ::recv(descriptor_, buffer, sizeof buffer, MSG_DONTWAIT);
            if (got > 0) received.append(buffer, static_cast<std::size_t>(got));
            if (got == 0) ended = true;
            if (got < 0 && errno == ECONNRESET) ended = true;
            if (got <= 0) return;
        }
    }
    // Where the server runs on a thread of its own.
    void wait_readable(int milliseconds)
    {
        pollfd wait{descriptor_, POLLIN, 0};
        ::poll(&wait, 1, milliseconds);
    }
    void half_close() { ::shutdown(descriptor_, SHUT_WR); }

    // The answer's head, once it is complete.
    std::string take_head()
    {
        auto const end = received.find("\r\n\r\n");
        if (end == std::string::npos) return {};
        auto head = received.substr(0, end + 4);
        received.erase(0, end + 4);
        return head;
    }

    std::string received;
    bool ended = false;

private:
    int descriptor_;
};

// One network thread without a thread of its own: the test turns its loop.
class loopback : public testing::Test {
protected:
    explicit loopback(edge_options options = quick()) : thread_(std::move(options), clock_)
    {
        thread_.attach(app_);
        auto opened = listener::open("127.0.0.1:0", {&thread_});
        EXPECT_TRUE(opened.has_value());
        listener_ = std::move(*opened);
        listener_->start();
    }
    ~loopback() override { thread_.stop(); }

    // Deadlines are looked at often, and are short where the clock is the real one.
    static edge_options quick()
    {
        edge_options options;
        options.tick_interval = std::chrono::milliseconds(2);
        return options;
    }

    // Turns the loop until `holds`, reading what the clients get meanwhile.
    bool eventually(std::function<bool()> const& holds)
    {
        auto const deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (!holds()) {
            if (std::chrono::steady_clock::now() > deadline) return false;
            thread_.context().run_one_for(std::chrono::milliseconds(5));
            thread_.context().poll();
        }
        return true;
    }
    bool receives(client& from, std::function<bool()> const& holds)
    {
        return eventually([&] {
            from.receive();
            return holds();
        });
    }
    bool ends(client& from)
    {
        return receives(from, [&] { return from.ended; });
    }
    // A client past its handshake.
    client websocket(int receive_buffer_bytes = 0)
    {
        client opened(listener_->local_port(), receive_buffer_bytes);
        EXPECT_TRUE(opened.send(upgrade_head));
        std::string head;
        EXPECT_TRUE(receives(opened, [&] { return !(head = opened.take_head()).empty(); }));
        EXPECT_EQ(head.substr(0, 12), "HTTP/1.1 101");
        return opened;
    }
    std::vector<server_frame> frames(client& from, std::size_t count)
    {
        std::vector<server_frame> all;
        EXPECT_TRUE(receives(from, [&] {
            for (auto& frame : take_frames(from.received)) all.push_back(std::move(frame));
            return all.size() >= count || from.ended;
        }));
        return all;
    }
    edge_counters const& counters() { return thread_.counters(); }

    base::fake_clock clock_;
    echo_application app_;
    network_thread thread_;
    std::unique_ptr<listener> listener_;
};

}  // namespace sejuta::edge::test
