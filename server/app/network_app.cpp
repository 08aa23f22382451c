// SPDX-License-Identifier: Apache-2.0
#include "app/network_app.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/steady_timer.hpp>
#include <utility>

#include "app/centre.hpp"
#include "app/conflicts_page.hpp"
#include "app/http_error.hpp"
#include "app/people_pages.hpp"
#include "app/post_dictated.hpp"
#include "app/post_reports.hpp"
#include "app/presence.hpp"
#include "app/totals_answer.hpp"
#include "base/limits.hpp"
#include "ledger/redis/enrolment.hpp"
#include "ledger/redis/installs.hpp"
#include "ledger/redis/opening.hpp"

namespace sejuta::app {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view terminal_path = "/v1/terminal";
constexpr std::string_view terminal_subprotocol = "sejuta.terminal.v1";
constexpr std::string_view live_path = "/v1/live";
constexpr std::string_view live_subprotocol = "sejuta.live.v1";

// Runs a function after a while on this thread. The timer owns itself until then.
void run_after(boost::asio::io_context& io, std::chrono::milliseconds wait,
               std::function<void()> function)
{
    auto timer = std::make_shared<boost::asio::steady_timer>(io, wait);
    timer->async_wait([timer, function = std::move(function)](boost::system::error_code failed) {
        if (!failed) function();
    });
}

edge::http_response too_many_viewers()
{
    auto answer = plain_text(503, "too many viewers; try again later");
    answer.headers.emplace_back("Retry-After", std::to_string(limits::viewers_pause / 1s));
    return answer;
}

edge::http_response token_refused()
{
    auto answer =
        plain_text(401, "the token is refused: it is another server's, expired or revoked");
    answer.headers.emplace_back("WWW-Authenticate", "Bearer");
    return answer;
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
      terminals_(terminal_world()),
      enrolments_(enrolment_world()),
      live_{hub_, [this](std::string const& id) { return event_of(id); },
            [desk = with.people](people::ticket const& shown) { return desk->identity_of(shown); }},
      desk_(desk_surroundings()),
      audit_(io, connection_, [this](std::string const& event) {
          return statuses_.at(event) == domain::event_status::final;
      })
{
    for (auto const& begun : with.events) {
        auto const& id = begun.event->id;
        events_.push_back(begun.event);
        statuses_[id] = begun.head.status;
        pipelines_[id] =
            std::make_unique<ingest::pipeline>(surroundings_of(begun.event), begun.head);
    }
    if (with.admit)
        connection_.admit([&io = io_, admit = with.admit](auto answer) {
            admit([&io, answer = std::move(answer)](std::string why_not) {
                boost::asio::post(io, [answer, why_not] { answer(why_not); });
            });
        });
    connection_.on_state([this, was = false](bool connected) mutable {
        if (std::exchange(was, connected) == connected) return;
        centre_.post([change = connected ? 1 : -1](centre& c) { c.store_connections(change); });
    });
    connection_.start();
}

network_app::~network_app() = default;

ingest::pipeline::surroundings network_app::surroundings_of(domain::event_ptr event)
{
    return {
        .event = event,
        .recorder = recorder_,
        .clock = clock_,
        .defer = [&io = io_](std::function<void()> f) { boost::asio::post(io, std::move(f)); },
        .retry = [&io = io_](std::chrono::milliseconds wait,
                             std::function<void()> f) { run_after(io, wait, std::move(f)); },
        .may_record = [this,
                       id = event->id] { return knows_the_ledger_of(id) && with_.may_record(); },
        .receipt_key = with_.receipt_key,
        .is_revoked = [this, id = event->id](
                          std::string const& terminal) { return is_revoked(id, terminal); },
        .on_forgotten = [this, id = event->id](ledger::epoch present) { begin_epoch(id, present); },
    };
}

// A receipt showed that an older copy of the ledger was put in its place. Every server that sees
// such a receipt may do this: another epoch more does no harm.
void network_app::begin_epoch(std::string const& event, ledger::epoch lost_in)
{
    if (std::exchange(epochs_left_[event], lost_in) == lost_in) return;
    spdlog::error(
        "record event={} the ledger lacked reports that have its receipts: an older copy was "
        "restored; a new epoch begins and terminals heal it",
        event);
    ledger::redis::begin_epoch(connection_, event, ledger::redis::random_epoch(),
                               [this, event](base::checked<ledger::head> const& begun) {
                                   if (begun) return;
                                   epochs_left_.erase(event);  // the next such receipt tries again
                                   spdlog::error("record event={} no new epoch: {}", event,
                                                 begun.error().sentence);
                               });
}

edge::terminal_world network_app::terminal_world()
{
    return {
        .pipeline_of = [this](std::string const& event) { return pipeline_of(event); },
        .tokens = with_.tokens,
        .clock = clock_,
        .alternatives = with_.alternatives,
        .status_of = [this](std::string const& event) { return statuses_.at(event); },
        .name_of_site = [this](std::string const& event,
                               std::string const& site) { return name_of_site(event, site); },
        .site_days =
            [this](std::string const& event, std::vector<totals::site_date> asked,
                   ledger::revision at_least, edge::terminal_world::days_reply reply) {
                ask_site_days(event, std::move(asked), at_least, std::move(reply));
            },
        .note_seen = [this](std::string const& event,
                            std::string const& terminal) { note_seen(event, terminal); },
        .enter =
            [this](std::string const& event, std::string const& terminal,
                   std::string const& install) {
                note_install(event, terminal, install);
                return std::make_unique<presence>(centre_, event, terminal, install);
            },
    };
}

enrol_world network_app::enrolment_world()
{
    std::vector<std::string> ids;
    for (auto const& each : with_.events) ids.push_back(each.event->id);
    return {
        .events = std::move(ids),
        .keys = *with_.keys,
        .gate = *with_.gate,
        .clock = clock_,
        .redeem =
            [this](auto const& event, auto const& code, auto const& by, auto const& terminal,
                   auto done) {
                ledger::redis::redeem(connection_, event, code, by, terminal, std::move(done));
            },
    };
}

std::string network_app::name_of_site(std::string const& event, std::string const& site) const
{
    auto const names = names_of(event);
    if (!names) return {};
    auto const found = names->find(site);
    return found == names->end() ? std::string() : found->second;
}

std::shared_ptr<catalogue::site_names const> network_app::names_of(std::string const& event) const
{
    for (auto const& each : with_.events)
        if (each.event->id == event) return each.site_names->now();
    return nullptr;
}

bool network_app::is_revoked(std::string const& event, std::string const& terminal) const
{
    auto const found = revoked_.find(event);
    return found != revoked_.end() && found->second && found->second->contains(terminal);
}

// Before a starting server has read the ledger it would count what a revoked terminal sends, and
// refuse for good a site that was added since the register was written.
bool network_app::knows_the_ledger_of(std::string const& event) const
{
    return revoked_.contains(event);
}

void network_app::ask_site_days(std::string const& event, std::vector<totals::site_date> asked,
                                ledger::revision at_least, edge::terminal_world::days_reply reply)
{
    centre_.post([io = &io_, event, asked = std::move(asked), at_least,
                  reply = std::move(reply)](centre& c) mutable {
        c.site_days(event, std::move(asked), at_least,
                    [io, reply = std::move(reply)](std::vector<totals::site_day> days) {
                        boost::asio::post(*io, [reply, days = std::move(days)] { reply(days); });
                    });
    });
}

// Fire and forget: what could not be noted is noted with the next Hello.
void network_app::note_seen(std::string const& event, std::string const& terminal)
{
    if (seen_.size() >= limits::seen_terminals_kept_max) seen_.clear();
    if (!seen_.emplace(event, terminal).second) return;
    ledger::redis::note_seen(connection_, event, terminal,
                             [this, event, terminal](base::checked<void> const& noted) {
                                 if (!noted) seen_.erase({event, terminal});
                             });
}

// What could not be noted is noted with the next Hello.
void network_app::note_install(std::string const& event, std::string const& terminal,
                               std::string const& install)
{
    if (install.empty()) return;
    ledger::redis::note_install(
        connection_, event, terminal, install,
        [to = centre_, event, terminal](base::checked<ledger::redis::install_seen> const& seen) {
            if (!seen || *seen != ledger::redis::install_seen::another) return;
            to.post([event, terminal](centre& c) { c.terminal_doubled(event, terminal); });
        });
}

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

std::variant<std::unique_ptr<edge::session>, edge::http_response> network_app::open_session(
    edge::http_request const& request, std::string_view subprotocol)
{
    if (request.path == terminal_path && subprotocol == terminal_subprotocol)
        return std::make_unique<edge::terminal_session>(terminals_);
    if (request.path != live_path || subprotocol != live_subprotocol)
        return plain_text(404, "no WebSocket here");
    auto const asks = with_.people->visitor_of(request, true);
    if (asks.token_refused) return token_refused();
    if (asks.foreign_origin)
        return plain_text(403, "this page may not act with your login: open ours");
    auto place = with_.viewers->take(!asks.who, clock_.monotonic());
    if (!place) return too_many_viewers();
    return std::make_unique<edge::live_session>(live_, asks.ticket, std::move(*place));
}

void network_app::set_status(std::string const& event, domain::event_status status)
{
    statuses_[event] = status;
    if (auto* pipeline = pipeline_of(event)) pipeline->set_status(status);
}

void network_app::set_event(domain::event_ptr now)
{
    for (auto& each : events_)
        if (each->id == now->id) each = now;
    if (auto* pipeline = pipeline_of(now->id)) pipeline->set_event(now);
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
    if (is_people_page(path))
        return people_page(*with_.people, io_, request, std::move(reply),
                           [this](std::string const& user) { note({{user, domain::login{}}}); });
    if (is_desk_page(path)) return desk_page(desk_, std::move(request), std::move(reply));
    if (path == "/v1/reports") return reports(request, std::move(reply));
    if (path == "/v1/dictated") return dictated(request, std::move(reply));
    if (path == "/v1/enrol") return enrol(request, std::move(reply));
    if (request.method != "GET" && request.method != "HEAD")
        return reply(method_not_allowed("GET, HEAD"));
    if (path == "/healthz") return reply({200, "text/plain; charset=utf-8", "ok\n", {}});
    if (path == "/version")
        return ask_centre([](centre& c) { return c.version(); }, std::move(reply));
    if (path == "/readyz")
        return ask_centre([](centre& c) { return c.readiness(); }, std::move(reply));
    if (path == "/metrics") return metrics(request, std::move(reply));
    if (path == "/v1/readiness") return readiness(request, std::move(reply));
    if (is_conflicts_page(path)) return conflicts(request, std::move(reply));
    if (is_totals_page(path)) {
        auto judged = judge(request);
        if (judged.refusal) return reply(std::move(*judged.refusal));
        return ask_centre(
            [request, view = judged.view](centre& c) { return c.page(request, view); },
            std::move(reply));
    }
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

void network_app::ask_centre(std::function<edge::http_response(centre&)> question,
                             edge::http_reply reply)
{
    centre_.post([io = &io_, question = std::move(question), reply = std::move(reply)](centre& c) {
        boost::asio::post(*io, [reply, answer = question(c)] { reply(answer); });
    });
}

page_verdict network_app::judge(edge::http_request const& request)
{
    auto const asks = with_.people->visitor_of(request, false);
    if (asks.token_refused) return {{people::audience::nobody, false}, token_refused()};
    return judge_page(request.path, asks.who);
}

void network_app::enrol(edge::http_request const& request, edge::http_reply reply)
{
    if (request.method != "POST") return reply(method_not_allowed("POST"));
    post_enrol(enrolments_, request.body, std::move(reply));
}

void network_app::reports(edge::http_request const& request, edge::http_reply reply)
{
    if (request.method != "POST") return reply(method_not_allowed("POST"));
    post_reports(terminals_, request, std::move(reply));
}

void network_app::dictated(edge::http_request const& request, edge::http_reply reply)
{
    if (request.method != "POST") return reply(method_not_allowed("POST"));
    post_dictated(terminals_, request, std::move(reply));
}

}  // namespace sejuta::app
