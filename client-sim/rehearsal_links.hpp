// SPDX-License-Identifier: Apache-2.0
// The two kinds of connection of a rehearsal: each ties one pure state machine to one socket and
// one timer. Included by rehearsal's sources only.
#pragma once

#include <algorithm>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/steady_timer.hpp>

#include "rehearsal.hpp"

namespace sejuta::sim {

// The viewer's connection; comes back by itself, with full jitter, for as long as the run lasts.
class rehearsal::viewer_link final : public socket_events {
public:
    explicit viewer_link(rehearsal& of)
        : of_(of),
          retry_(of.io_),
          random_(of.options_.seed, "viewer back-off")
    {
    }

    void connect()
    {
        socket_ = open_socket(of_.io_, of_.server_, {"/v1/live", "sejuta.live.v1", {}}, *this);
    }
    void stop()
    {
        stopped_ = true;
        retry_.cancel();
        if (socket_) socket_->close();
        socket_.reset();
    }
    std::string why() const { return why_.empty() ? "no snapshot came" : why_; }

private:
    void on_open() override
    {
        why_.clear();
        socket_->send(of_.viewer_.subscribe());
    }
    void on_message(std::string_view bytes) override
    {
        for (auto& frame : of_.viewer_.on_message(bytes)) socket_->send(std::move(frame));
    }
    void on_closed(int code, std::string_view reason) override
    {
        why_ = code == 0 ? std::string(reason)
                         : "closed with " + std::to_string(code) + " " + std::string(reason);
        of_.viewer_.on_closed();
        socket_.reset();
        if (stopped_) return;
        retry_.expires_after(std::chrono::milliseconds(50 + random_.below(950)));
        retry_.async_wait([this](boost::system::error_code cancelled) {
            if (!cancelled && !stopped_) connect();
        });
    }

    rehearsal& of_;
    std::shared_ptr<web_socket> socket_;
    boost::asio::steady_timer retry_;
    prng random_;
    std::string why_;
    bool stopped_ = false;
};

// One terminal's connection: carries out what the terminal orders.
class rehearsal::terminal_link final : public socket_events {
public:
    terminal_link(rehearsal& of, std::size_t index, std::vector<instant> dues, event_time clock)
        : of_(of),
          terminal_(of.shared_, index, std::move(dues), of.options_.seed),
          clock_(clock),
          timer_(of.io_),
          source_(source_of(of.server_, index))
    {
    }

    sim::terminal const& terminal() const { return terminal_; }

    // Asks the terminal what to do now, does it, and sets the timer for the next question.
    void act()
    {
        if (stopped_) return;
        carry_out(terminal_.poll(of_.now()));
        auto const at = terminal_.wake_at();
        if (at == never) return;
        if (at == timer_set_for_) return;
        timer_set_for_ = at;
        timer_.expires_after(std::max(instant{0}, at - of_.now()));
        timer_.async_wait([this](boost::system::error_code cancelled) {
            if (cancelled) return;
            timer_set_for_ = never;
            act();
        });
    }
    void stop()
    {
        stopped_ = true;
        timer_.cancel();
        if (socket_) socket_->close();
        forget_socket();
    }

private:
    // A source address has 28,000 ports; every 20,000 terminals take another one of loopback.
    static std::optional<boost::asio::ip::address> source_of(server_address const& to,
                                                             std::size_t index)
    {
        constexpr std::size_t per_address = 20'000;
        if (index < per_address || !to.endpoint.address().is_v4() ||
            !to.endpoint.address().is_loopback())
            return std::nullopt;
        auto const host = static_cast<std::uint32_t>(1 + index / per_address);
        return boost::asio::ip::address_v4(0x7F000000U + host);
    }

    void carry_out(orders what)
    {
        if (what.drop && socket_) {
            socket_->drop();
            forget_socket();
        }
        if (what.connect)
            socket_ = open_socket(of_.io_, of_.server_,
                                  {"/v1/terminal", "sejuta.terminal.v1", source_}, *this);
        if (!socket_) return;
        for (auto& frame : what.frames) socket_->send(std::move(frame));
        if (terminal_.state() == sim::terminal::phase::failed) {
            socket_->close();
            forget_socket();
        }
    }
    void forget_socket()
    {
        if (open_) --of_.connected_;
        open_ = false;
        socket_.reset();
    }

    void on_open() override
    {
        open_ = true;
        of_.connected_max_ = std::max(of_.connected_max_, ++of_.connected_);
        carry_out(terminal_.on_open(of_.now(), clock_.at(of_.clock_.now_ms())));
        act();
    }
    void on_message(std::string_view bytes) override
    {
        terminal_.on_message(bytes, of_.now());
        act();
    }
    void on_closed(int code, std::string_view reason) override
    {
        forget_socket();
        terminal_.on_closed(of_.now(), code, reason);
        act();
    }

    rehearsal& of_;
    sim::terminal terminal_;
    event_time clock_;
    boost::asio::steady_timer timer_;
    instant timer_set_for_ = never;
    std::optional<boost::asio::ip::address> source_;
    std::shared_ptr<web_socket> socket_;
    bool open_ = false;
    bool stopped_ = false;
};

}  // namespace sejuta::sim
