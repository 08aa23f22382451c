// SPDX-License-Identifier: Apache-2.0
#include "app/network_app.hpp"

#include <boost/asio/steady_timer.hpp>

#include "app/centre.hpp"
#include "app/http_error.hpp"
#include "app/post_reports.hpp"

namespace sejuta::app {
namespace {

constexpr std::string_view terminal_path = "/v1/terminal";
constexpr std::string_view terminal_subprotocol = "sejuta.terminal.v1";
constexpr std::string_view live_path = "/v1/live";
constexpr std::string_view live_subprotocol = "sejuta.live.v1";
constexpr std::string_view totals_path = "/v1/totals";

// Runs a function after a while on this thread. The timer owns itself until then.
void run_after(boost::asio::io_context& io, std::chrono::milliseconds wait,
               std::function<void()> function)
{
    auto timer = std::make_shared<boost::asio::steady_timer>(io, wait);
    timer->async_wait([timer, function = std::move(function)](boost::system::error_code failed) {
        if (!failed) function();
    });
}

}  // namespace

network_app::network_app(boost::asio::io_context& io, network_settings const& with,
                         base::clock const& clock, mailbox<centre> to_centre)
    : io_(io),
      with_(with),
      clock_(clock),
      centre_(to_centre),
      connection_(io, with.store),
      recorder_(connection_),
      hub_([this](fanout::topic const& topic, int change) {
          centre_.post([self = this, io = &io_, topic, change](centre& c) {
              auto first = c.interest(topic, change);
              if (!first) return;
              boost::asio::post(*io, [self, first = std::move(*first)] { self->publish({first}); });
          });
      }),
      terminals_{
          .pipeline_of = [this](std::string const& event) { return pipeline_of(event); },
          .tokens = with.tokens,
          .clock = clock,
          .alternatives = with.alternatives,
          .status_of = [this](std::string const& event) { return statuses_.at(event); },
      },
      live_{hub_, [this](std::string const& id) { return event_of(id); }}
{
    for (auto const& [event, head] : with.events) {
        events_.push_back(event);
        statuses_[event->id] = head.status;
        pipelines_[event->id] = std::make_unique<ingest::pipeline>(
            ingest::pipeline::surroundings{
                .event = event,
                .recorder = recorder_,
                .clock = clock_,
                .defer = [&io](std::function<void()> f) { boost::asio::post(io, std::move(f)); },
                .retry = [&io](std::chrono::milliseconds wait,
                               std::function<void()> f) { run_after(io, wait, std::move(f)); },
                .may_record = with.may_record,
            },
            head);
    }
    connection_.start();
}

network_app::~network_app() = default;

ingest::pipeline* network_app::pipeline_of(std::string const& event)
{
    auto const it = pipelines_.find(event);
    return it == pipelines_.end() ? nullptr : it->second.get();
}

domain::event_ptr network_app::event_of(std::string const& id) const
{
    if (id.empty() && events_.size() == 1) return events_.front();
    for (auto const& each : events_)
        if (each->id == id) return each;
    return nullptr;
}

std::unique_ptr<edge::session> network_app::open_session(std::string_view path,
                                                         std::string_view subprotocol)
{
    if (path == terminal_path && subprotocol == terminal_subprotocol)
        return std::make_unique<edge::terminal_session>(terminals_);
    if (path == live_path && subprotocol == live_subprotocol)
        return std::make_unique<edge::live_session>(live_);
    return nullptr;
}

void network_app::set_status(std::string const& event, domain::event_status status)
{
    statuses_[event] = status;
}

void network_app::set_event(domain::event_ptr now)
{
    for (auto& each : events_)
        if (each->id == now->id) each = now;
}

void network_app::set_revoked(std::string const& event,
                              std::shared_ptr<std::set<std::string> const> terminals)
{
    revoked_[event] = std::move(terminals);
}

network_counts network_app::counts() const
{
    network_counts all;
    for (auto const& [id, pipeline] : pipelines_) all.by_event[id] = pipeline->counts();
    all.store_connected = connection_.connected();
    return all;
}

void network_app::handle(edge::http_request request, edge::http_reply reply)
{
    auto const& path = request.path;
    if (path == "/v1/reports") return reports(request, std::move(reply));
    if (request.method != "GET" && request.method != "HEAD")
        return reply(method_not_allowed("GET, HEAD"));
    if (path == "/healthz") return reply({200, "text/plain; charset=utf-8", "ok\n", {}});
    if (path == "/version")
        return ask_centre([](centre& c) { return c.version(); }, std::move(reply));
    if (path == "/readyz")
        return ask_centre([](centre& c) { return c.readiness(); }, std::move(reply));
    if (path == "/metrics")
        return centre_.post([io = &io_, reply = std::move(reply)](centre& c) {
            c.metrics([io, reply](edge::http_response text) {
                boost::asio::post(*io, [reply, text = std::move(text)] { reply(text); });
            });
        });
    if (path == totals_path || path.starts_with(std::string(totals_path) + "/"))
        return totals(request, std::move(reply));
    reply(page(std::move(request)));
}

// A file of the dashboards. A path that could be a region's, but is none of the event's, gets the
// page with status 404: it says so in the reader's language and leads back.
edge::http_response network_app::page(edge::http_request request) const
{
    if (with_.files) {
        if (auto found = with_.files->answer(request)) return std::move(*found);
        if (request.path.find_first_not_of("/.0123456789") == std::string::npos) {
            request.path.assign(1, '/');
            request.if_none_match.clear();
            if (auto found = with_.files->answer(request)) {
                found->status = 404;
                return std::move(*found);
            }
        }
    }
    return plain_text(404, "no such page");
}

void network_app::totals(edge::http_request const& request, edge::http_reply reply)
{
    auto const rest = request.path.size() > totals_path.size()
                          ? request.path.substr(totals_path.size() + 1)
                          : std::string("ID");
    ask_centre(
        [rest, event = request.query_value("event")](centre& c) { return c.totals(event, rest); },
        std::move(reply));
}

void network_app::ask_centre(std::function<edge::http_response(centre&)> question,
                             edge::http_reply reply)
{
    centre_.post([io = &io_, question = std::move(question), reply = std::move(reply)](centre& c) {
        boost::asio::post(*io, [reply, answer = question(c)] { reply(answer); });
    });
}

void network_app::reports(edge::http_request const& request, edge::http_reply reply)
{
    if (request.method != "POST") return reply(method_not_allowed("POST"));
    post_reports(terminals_, request, std::move(reply));
}

}  // namespace sejuta::app
