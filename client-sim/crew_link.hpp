// SPDX-License-Identifier: Apache-2.0
// One terminal's connection: carries out what the terminal orders, over the network that it has.
// Included by crew_here.cpp only.
#pragma once

#include <algorithm>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>

#include "crew_here.hpp"

namespace sejuta::sim {

class crew_here::link final : public socket_events {
public:
    struct surroundings {
        std::size_t index;
        std::vector<instant> dues;
        network const& net;
        weather seen;
        base::unix_ms skew_ms;
    };

    link(crew_here& of, surroundings at)
        : of_(of),
          terminal_(of.shared_, at.index, std::move(at.dues), of.options_.seed),
          network_(at.net, std::move(at.seen),
                   prng(of.options_.seed, of.plan_.terminals[at.index].id + "/network")),
          server_(of.options_.servers[at.index % of.options_.servers.size()]),
          timer_(of.io_),
          source_(source_of(server_, at.index))
    {
        terminal_.set_skew_ms(at.skew_ms);
    }

    sim::terminal const& terminal() const { return terminal_; }

    // Asks the terminal what to do now, does it, and sets the timer for the next question.
    void act()
    {
        if (stopped_) return;
        auto const now = of_.now();
        if (network_.next() <= now && network_.cut(now)) cut(now);
        deliver(now);
        carry_out(terminal_.poll(now));
        instant at = std::min(terminal_.wake_at(), network_.next());
        if (!coming_.empty()) at = std::min(at, coming_.front().first);
        if (!going_.empty()) at = std::min(at, going_.front().first);
        if (at == never || at >= timer_set_for_) return;  // it asks again then, early at worst
        timer_set_for_ = at;
        timer_.expires_after(std::max(instant{0}, at - of_.now()));
        timer_.async_wait([this](boost::system::error_code cancelled) {
            if (cancelled) return;
            timer_set_for_ = never;
            act();
        });
    }
    void audit(sim::audit& into, instant spread)
    {
        if (network_.calm()) cut(of_.now());
        terminal_.begin_audit(into, of_.now(), spread);
        act();
    }
    void count_waiting() { terminal_.count_waiting(of_.now()); }
    void stop()
    {
        stopped_ = true;
        timer_.cancel();
        if (socket_) socket_->close();
        forget_socket();
    }

private:
    using parcel = std::pair<instant, std::string>;

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
        if (what.hang_up && socket_) {
            socket_->close();
            forget_socket();
        }
        if (what.connect && !network_.may_connect(of_.now()))
            terminal_.on_closed(of_.now(), 0, "no network");
        else if (what.connect)
            socket_ = open_socket(of_.io_, server_, {"/v1/terminal", "sejuta.terminal.v1", source_},
                                  *this);
        if (!socket_) return;
        for (auto& frame : what.frames) send(std::move(frame));
        if (terminal_.state() == sim::terminal::phase::failed) {
            socket_->close();
            forget_socket();
        }
    }
    void send(std::string frame)
    {
        if (network_.silent()) return;
        // Reports only: that is field 2 of TerminalFrame. The rest of the talk is one by one.
        bool const twice = frame.front() == '\x12' && network_.twice();
        if (!network_.delays()) {
            if (twice) socket_->send(frame);
            return socket_->send(std::move(frame));
        }
        // In order: what left later does not arrive earlier.
        auto at = of_.now() + network_.delay();
        if (!going_.empty()) at = std::max(at, going_.back().first);
        if (twice) going_.emplace_back(at, frame);
        going_.emplace_back(at, std::move(frame));
    }
    void deliver(instant now)
    {
        for (; !going_.empty() && going_.front().first <= now; going_.pop_front())
            if (socket_) socket_->send(std::move(going_.front().second));
        for (; !coming_.empty() && coming_.front().first <= now; coming_.pop_front())
            terminal_.on_message(coming_.front().second, now);
    }
    void cut(instant now)
    {
        if (!socket_) return;
        socket_->drop();
        forget_socket();
        terminal_.on_closed(now, 0, "the network cut it");
    }
    void forget_socket()
    {
        if (open_) --of_.connected_;
        open_ = false;
        socket_.reset();
        going_.clear();
        coming_.clear();
    }

    void on_open() override
    {
        open_ = true;
        network_.connected();
        of_.connected_max_ = std::max(of_.connected_max_, ++of_.connected_);
        carry_out(terminal_.on_open(of_.now(), of_.event_clock_.at(of_.clock_.now_ms())));
        act();
    }
    void on_message(std::string_view bytes) override
    {
        auto const now = of_.now();
        if (network_.silent()) return;
        if (network_.delays()) {
            auto at = now + network_.delay();
            if (!coming_.empty()) at = std::max(at, coming_.back().first);
            coming_.emplace_back(at, bytes);
        } else {
            terminal_.on_message(bytes, now);
        }
        act();
        of_.begin_closed_loop();
    }
    void on_closed(int code, std::string_view reason) override
    {
        forget_socket();
        terminal_.on_closed(of_.now(), code, reason);
        act();
    }

    crew_here& of_;
    sim::terminal terminal_;
    network_state network_;
    server_address const& server_;
    boost::asio::steady_timer timer_;
    instant timer_set_for_ = never;
    std::deque<parcel> going_;
    std::deque<parcel> coming_;
    std::optional<boost::asio::ip::address> source_;
    std::shared_ptr<web_socket> socket_;
    bool open_ = false;
    bool stopped_ = false;
};

}  // namespace sejuta::sim
