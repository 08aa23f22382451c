// SPDX-License-Identifier: Apache-2.0
// The HTTP half of a connection: one request at a time, one answer at a time, each answer on its
// way before the next request is looked at, so that pipelined requests cannot pile up answers.
#include <sys/socket.h>

#include <algorithm>

#include "edge/connection.hpp"
#include "edge/connection_turn.hpp"
#include "edge/http_answer.hpp"

namespace sejuta::edge {

void connection::work_requests()
{
    if (phase_ != phase::request || !out_.empty()) return;
    head_only_ = false;
    auto event = reader_->next();
    if (std::holds_alternative<request_reader::continue_awaited>(event)) {
        borrow_buffer();
        out_ += "HTTP/1.1 100 Continue\r\n\r\n";
    } else if (auto* whole = std::get_if<request_reader::whole_request>(&event)) {
        hand_over(std::move(*whole));
    } else if (auto* wanted = std::get_if<request_reader::whole_upgrade>(&event)) {
        upgrade(std::move(*wanted));
    } else if (auto const* refused = std::get_if<http_refusal>(&event)) {
        refuse(*refused);
    }
}

void connection::hand_over(request_reader::whole_request whole)
{
    ++host_.counters().http_requests;
    keep_alive_ = whole.keep_alive;
    head_only_ = whole.request.method == "HEAD";
    ++request_number_;
    for (auto const& route : host_.options().routes)
        if (route.path == whole.request.path && whole.request.method != "POST")
            return refuse({426, "this path speaks WebSocket"});
    phase_ = phase::reply;
    set_deadline(host_.options().http_reply_max);
    whole.request.peer = peer_;
    host_.app().handle(
        std::move(whole.request),
        [&host = host_, id = id_, request = request_number_](http_response response) {
            host.reply(id, request, std::move(response));
        });
}

void connection::on_reply(std::uint64_t request, http_response const& response)
{
    // A second reply, or one for a request that was given up, is nobody's.
    if (phase_ != phase::reply || request != request_number_) return;
    ask_to_settle();
    answer(response, keep_alive_ && !host_.draining());
}

void connection::answer(http_response const& response, bool keep_alive)
{
    ++host_.counters().http_answers[response.status];
    borrow_buffer();
    write_answer(out_, response,
                 {.now_ms = host_.clock().now_ms(),
                  .keep_alive = keep_alive,
                  .tls = tls_ != nullptr,
                  .head_only = head_only_});
    if (!keep_alive) return leave();
    phase_ = phase::request;
}

void connection::refuse(http_refusal const& refusal)
{
    answer(refusal_response(refusal), false);
}

void connection::upgrade(request_reader::whole_upgrade wanted)
{
    auto const& head = wanted.head;
    auto const& routes = host_.options().routes;
    auto const route = std::find_if(routes.begin(), routes.end(), [&](auto const& candidate) {
        return candidate.path == head.request.path;
    });
    if (route == routes.end()) return refuse({404, "no WebSocket here"});
    auto const& offered = head.upgrade->subprotocols;
    if (std::find(offered.begin(), offered.end(), route->subprotocol) == offered.end())
        return refuse({400, "unknown subprotocol"});
    if (host_.draining()) return refuse({503, "the server stops"});
    open_websocket(std::move(wanted), *route);
}

void connection::open_websocket(request_reader::whole_upgrade wanted, websocket_route const& route)
{
    if (!has_viewers_place(route)) return refuse({503, "too many viewers from this address"});
    wanted.head.request.peer = peer_;
    auto answered = host_.app().open_session(wanted.head.request, route.subprotocol);
    if (auto const* no = std::get_if<http_response>(&answered)) return answer(*no, false);
    auto opened = std::get<std::unique_ptr<session>>(std::move(answered));
    borrow_buffer();
    auto codec = std::make_unique<websocket_codec>(host_.engine(), route.frame_bytes_max, out_);
    if (!codec->accept(wanted.bytes, route.subprotocol)) return refuse({400, "not an upgrade"});

    int const bytes = host_.options().send_buffer_bytes;
    // A size that the kernel refuses leaves its default.
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
    phase_ = phase::websocket;
    deadline_ = {};
    route_ = &route;
    codec_ = std::move(codec);
    session_ = std::move(opened);
    ++host_.counters().websockets_opened;
    ++host_.counters().websockets_open;
    auto const frames = reader_->take_rest();
    reader_.reset();
    session_->on_open(*this);
    if (!frames.empty()) take_frames(frames);
}

}  // namespace sejuta::edge
