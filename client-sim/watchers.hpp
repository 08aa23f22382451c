// SPDX-License-Identifier: Apache-2.0
// The viewers of a rehearsal: one whose last frames are an account of the verdict and by which
// freshness is measured, and as many more as the scenario wants, who only look on.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>

#include "net.hpp"
#include "random.hpp"
#include "viewer.hpp"

namespace sejuta::sim {

// One viewer's connection; comes back by itself, with full jitter, until it is stopped. A server
// sends a heartbeat each second: where nothing comes for five, the numbers are stale
// (docs/PROTOCOL.md) and the connection may be half-open, so it is dropped and made anew.
class watcher final : public socket_events {
public:
    watcher(boost::asio::io_context& io, server_address const& server, viewer& looks, prng random)
        : io_(io),
          server_(server),
          viewer_(looks),
          retry_(io),
          second_(io),
          random_(random)
    {
    }

    // Called after every frame, and when a connection stands.
    std::function<void()> saw = [] {};
    bool connected() const { return connected_; }
    // Dropped for its silence, and no try since has shown that nobody is there.
    bool mute() const { return mute_; }

    void connect()
    {
        socket_request request{"/v1/live", "sejuta.live.v1", {}};
        socket_ = open_socket(io_, server_, request, *this);
    }
    void stop()
    {
        stopped_ = true;
        retry_.cancel();
        second_.cancel();
        if (socket_) socket_->close();
        socket_.reset();
    }
    // The code with which the last connection was closed; 0: none.
    int closed_with() const { return closed_with_; }
    std::string why() const { return why_.empty() ? "no snapshot came" : why_; }

private:
    void on_open() override
    {
        why_.clear();
        connected_ = true;
        mute_ = false;
        quiet_seconds_ = 0;
        count_quiet();
        socket_->send(viewer_.subscribe());
        saw();
    }
    void on_message(std::string_view bytes) override
    {
        quiet_seconds_ = 0;
        for (auto& frame : viewer_.on_message(bytes)) socket_->send(std::move(frame));
        saw();
    }
    void on_closed(int code, std::string_view reason) override
    {
        closed_with_ = code;
        mute_ = false;
        lose(code == 0 ? std::string(reason)
                       : "closed with " + std::to_string(code) + " " + std::string(reason));
    }
    // Seconds in which we lived ourselves: after a standstill of ours what waits is read first.
    void count_quiet()
    {
        second_.expires_after(std::chrono::seconds(1));
        second_.async_wait([this](boost::system::error_code cancelled) {
            if (cancelled || !connected_) return;
            if (++quiet_seconds_ < quiet_seconds_max) return count_quiet();
            socket_->drop();
            mute_ = true;
            lose("no heartbeat for " + std::to_string(quiet_seconds_max) + " s");
        });
    }
    void lose(std::string why)
    {
        why_ = std::move(why);
        connected_ = false;
        second_.cancel();
        viewer_.on_closed();
        socket_.reset();
        if (stopped_) return;
        retry_.expires_after(std::chrono::milliseconds(50 + random_.below(950)));
        retry_.async_wait([this](boost::system::error_code cancelled) {
            if (!cancelled && !stopped_) connect();
        });
    }

    static constexpr int quiet_seconds_max = 5;

    boost::asio::io_context& io_;
    server_address const& server_;
    viewer& viewer_;
    std::shared_ptr<web_socket> socket_;
    boost::asio::steady_timer retry_;
    boost::asio::steady_timer second_;
    int quiet_seconds_ = 0;  // since the last frame
    prng random_;
    std::string why_;
    int closed_with_ = 0;
    bool connected_ = false;
    bool mute_ = false;
    bool stopped_ = false;
};

}  // namespace sejuta::sim
