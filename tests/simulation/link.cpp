// SPDX-License-Identifier: Apache-2.0
#include "link.hpp"

#include <algorithm>

namespace sejuta::simulation {

using namespace std::chrono_literals;

namespace {

// How long until the side that hears nothing is told by its own kernel, at most.
constexpr milliseconds half_open_max = 90s;

}  // namespace

std::function<void()> link::while_alive(std::function<void(link&)> what)
{
    return [self = weak_from_this(), what = std::move(what)] {
        if (auto const here = self.lock()) what(*here);
    };
}

milliseconds link::delay()
{
    return milliseconds(
        random_.below(static_cast<std::uint64_t>(today_.network_delay_max.count()) + 1));
}

milliseconds link::wait_after(milliseconds& last)
{
    last = std::max(last, time_.now() + delay());
    return last - time_.now();
}

void link::accept(std::unique_ptr<edge::session> session)
{
    session_ = std::move(session);
    session_->on_open(*this);
}

void link::client_send(std::string message)
{
    if (client_gone_ || cut_) return;
    time_.after(wait_after(last_up_), while_alive([message = std::move(message)](link& self) {
                    if (self.session_) self.session_->on_message(message);
                }));
}

void link::send(std::string_view message)
{
    unsent_ += message.size();
    last_down_ = std::max(last_down_, deaf_until_);
    time_.after(wait_after(last_down_), while_alive([text = std::string(message)](link& self) {
                    self.unsent_ -= std::min(self.unsent_, text.size());
                    if (!self.client_gone_ && !self.cut_) self.client_.on_message(text);
                    if (self.session_ && self.unsent_ == 0) self.session_->on_drained();
                }));
}

void link::close(edge::close_code code, std::string_view reason)
{
    time_.after(wait_after(last_down_), while_alive([code = static_cast<int>(code),
                                                     text = std::string(reason)](link& self) {
                    if (!self.cut_) self.tell_client(code, text);
                }));
    time_.after(0ms, while_alive([](link& self) { self.end_session(); }));
}

void link::tell_client(int code, std::string reason)
{
    if (client_gone_) return;
    client_gone_ = true;
    client_.on_closed(code, reason);
}

void link::end_session()
{
    if (!session_) return;
    session_->on_closed();
    session_.reset();
}

void link::client_drop()
{
    client_gone_ = true;
    auto const noticed =
        milliseconds(random_.below(static_cast<std::uint64_t>(half_open_max.count())));
    time_.after(noticed, while_alive([](link& self) { self.end_session(); }));
}

void link::cut()
{
    if (cut_) return;
    cut_ = true;
    auto const some_time = [this] {
        return milliseconds(random_.below(static_cast<std::uint64_t>(half_open_max.count())));
    };
    time_.after(some_time(), while_alive([](link& self) { self.tell_client(0, "cut"); }));
    time_.after(some_time(), while_alive([](link& self) { self.end_session(); }));
}

void link::server_dies()
{
    end_session();
    time_.after(delay(), while_alive([](link& self) { self.tell_client(0, "reset"); }));
}

void link::tick()
{
    if (session_) session_->on_tick(time_.clock().monotonic());
}

void link::shut_down()
{
    if (session_) session_->on_shutdown();
}

}  // namespace sejuta::simulation
