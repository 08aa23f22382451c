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

// One viewer's connection; comes back by itself, with full jitter, until it is stopped.
class watcher final : public socket_events {
public:
    watcher(boost::asio::io_context& io, server_address const& server, viewer& looks, prng random)
        : io_(io),
          server_(server),
          viewer_(looks),
          retry_(io),
          random_(random)
    {
    }

    // Called after every frame, and when a connection stands.
    std::function<void()> saw = [] {};
    bool connected() const { return connected_; }

    void connect()
    {
        socket_request request{"/v1/live", "sejuta.live.v1", {}};
        socket_ = open_socket(io_, server_, request, *this);
    }
    void stop()
    {
        stopped_ = true;
        retry_.cancel();
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
        socket_->send(viewer_.subscribe());
        saw();
    }
    void on_message(std::string_view bytes) override
    {
        for (auto& frame : viewer_.on_message(bytes)) socket_->send(std::move(frame));
        saw();
    }
    void on_closed(int code, std::string_view reason) override
    {
        closed_with_ = code;
        why_ = code == 0 ? std::string(reason)
                         : "closed with " + std::to_string(code) + " " + std::string(reason);
        connected_ = false;
        viewer_.on_closed();
        socket_.reset();
        if (stopped_) return;
        retry_.expires_after(std::chrono::milliseconds(50 + random_.below(950)));
        retry_.async_wait([this](boost::system::error_code cancelled) {
            if (!cancelled && !stopped_) connect();
        });
    }

    boost::asio::io_context& io_;
    server_address const& server_;
    viewer& viewer_;
    std::shared_ptr<web_socket> socket_;
    boost::asio::steady_timer retry_;
    prng random_;
    std::string why_;
    int closed_with_ = 0;
    bool connected_ = false;
    bool stopped_ = false;
};

}  // namespace sejuta::sim
