// SPDX-License-Identifier: Apache-2.0
// The pages of network_app that are answered elsewhere: by the counters of all threads, or by a
// desk that reads the store on a thread of its own.
#include <boost/asio/post.hpp>
#include <utility>

#include "app/centre.hpp"
#include "app/conflicts_page.hpp"
#include "app/http_error.hpp"
#include "app/network_app.hpp"
#include "app/readiness_page.hpp"
#include "people/origin.hpp"

namespace sejuta::app {

// The machine itself may ask: whoever sits on it can see more than this. A proxy on it that passes
// on the name it was asked by does not count as the machine.
void network_app::metrics(edge::http_request const& request, edge::http_reply reply)
{
    if (!request.peer.is_loopback() || !people::is_loopback_host(request.host))
        if (auto judged = judge(request); judged.refusal) return reply(std::move(*judged.refusal));
    centre_.post([io = &io_, reply = std::move(reply)](centre& c) {
        c.metrics([io, reply](edge::http_response text) {
            boost::asio::post(*io, [reply, text = std::move(text)] { reply(text); });
        });
    });
}

void network_app::readiness(edge::http_request const& request, edge::http_reply reply)
{
    if (auto judged = judge(request); judged.refusal) return reply(std::move(*judged.refusal));
    auto const event = event_of(request.query_value("event"));
    if (!event) return reply(plain_text(404, "no such event here: ?event=ID"));
    ask_desk(
        *with_.readiness,
        [store = with_.store, event, others = events_] {
            return readiness_page(store, event, others);
        },
        std::move(reply));
}

void network_app::conflicts(edge::http_request const& request, edge::http_reply reply)
{
    auto judged = judge(request);
    if (judged.refusal) return reply(std::move(*judged.refusal));
    auto const event = event_of(request.query_value("event"));
    if (!event) return reply(plain_text(404, "no such event here: ?event=ID"));
    ask_desk(
        *with_.conflicts,
        [store = with_.store, event, path = request.path,
         names = judged.view.site_names ? names_of(event->id) : nullptr] {
            return conflicts_page(store, *event, path, names.get());
        },
        std::move(reply));
}

void network_app::ask_desk(slow_desk& desk, slow_desk::work question, edge::http_reply reply)
{
    desk.ask(std::move(question), [io = &io_, reply](edge::http_response answer) {
        boost::asio::post(*io, [reply, answer = std::move(answer)] { reply(answer); });
    });
}

}  // namespace sejuta::app
