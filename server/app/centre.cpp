// SPDX-License-Identifier: Apache-2.0
#include "app/centre.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "app/http_error.hpp"
#include "app/totals_answer.hpp"
#include "base/assert.hpp"
#include "base/limits.hpp"
#include "ingest/authorise/double_watch.hpp"
#include "ledger/redis/functions.hpp"
#include "totals/site_day_desk.hpp"

namespace sejuta::app {

// One event with what follows it. Never moves: the follower holds a reference to it, as the sink
// that hands everything on to the board and then answers who waited for it.
struct centre::followed final : ledger::follower_sink {
    followed(centre& owner, domain::event_ptr what, ledger::redis::endpoint const& reader,
             std::shared_ptr<site_name_book const> names)
        : centre_(owner),
          board(what),
          site_names(std::move(names)),
          follower(owner.io_, reader, what, *this, owner.clock_)
    {
        follower.on_recounted([this, &owner, id = what->id](ledger::redis::recounted const& found) {
            recounted = true;
            recount_is_clean = found.ok();
            difference_count = found.differences.total();
            if (found.ok())
                spdlog::info("totals event={} recounted reports={} acceptors={} revision={}", id,
                             found.reports, found.acceptors, found.at.revision);
            else
                spdlog::error("totals event={} recount differs differences={}: run sejuta verify",
                              id, difference_count);
            owner.tell_recounted();
        });
    }

    void reset(ledger::head const& now) override { board.reset(now); }
    void apply(ledger::entry const& entry) override
    {
        board.apply(entry);
        desk.answer(board);
    }
    void caught_up(ledger::sequence now, base::unix_ms checked_at_ms) override
    {
        board.caught_up(now, checked_at_ms);
        desk.answer(board);
        if (!told_revoked) centre_.tell_events();
    }
    void lost() override { board.lost(); }

    centre& centre_;
    totals::board board;
    totals::public_book book{board};
    std::shared_ptr<site_name_book const> site_names;
    totals::site_day_desk desk;
    totals::flag_book flags;
    // The flags of conversations stay where they are while the book names them.
    struct {
        ingest::double_watch book;
        std::map<void const*, presence_flag> flags;
    } terminals;
    ledger::redis::follower follower;
    bool recounted = false;
    bool recount_is_clean = false;
    std::size_t difference_count = 0;
    // To the network threads:
    domain::event_status told = domain::event_status::draft;
    std::uint64_t told_changes = 0;
    std::shared_ptr<std::set<std::string> const> told_revoked;  // null before the first time
};

centre::centre(boost::asio::io_context& io, base::clock const& clock, totals::warnings const& say,
               store_watch store)
    : io_(io),
      clock_(clock),
      say_(say),
      publisher_(clock, say),
      public_publisher_(clock, say),
      step_timer_(io),
      heartbeat_timer_(io),
      desk_timer_(io),
      store_(std::move(store))
{
}

centre::~centre() = default;

void centre::follow(domain::event_ptr event, ledger::redis::endpoint const& reader,
                    std::shared_ptr<site_name_book const> names)
{
    events_.push_back(
        std::make_unique<followed>(*this, std::move(event), reader, std::move(names)));
    publisher_.add(events_.back()->board);
    public_publisher_.add(events_.back()->board, events_.back()->book);
}

void centre::start()
{
    for (auto& each : events_) each->follower.start();
    schedule_step();
    schedule_heartbeat();
}

void centre::stop()
{
    step_timer_.cancel();
    heartbeat_timer_.cancel();
    desk_timer_.cancel();
    for (auto& each : events_) each->follower.stop();
}

void centre::schedule_step()
{
    step_timer_.expires_after(limits::live_delta_interval);
    step_timer_.async_wait([this](boost::system::error_code cancelled) {
        if (cancelled) return;
        tell_statuses();
        tell_events();
        publish(publisher_.step());
        publish(public_publisher_.step());
        schedule_step();
    });
}

void centre::publish(std::vector<fanout::publication> step)
{
    if (step.empty()) return;
    auto const shared = std::make_shared<std::vector<fanout::publication> const>(std::move(step));
    for (auto const& port : ports_)
        port.app.post([shared](network_app& app) { app.publish(*shared); });
}

void centre::schedule_heartbeat()
{
    heartbeat_timer_.expires_after(limits::live_heartbeat_interval);
    heartbeat_timer_.async_wait([this](boost::system::error_code cancelled) {
        if (cancelled) return;
        auto all = publisher_.heartbeats();
        for (auto& beat : public_publisher_.heartbeats()) all.push_back(std::move(beat));
        auto const beats = std::make_shared<std::vector<fanout::heartbeat> const>(std::move(all));
        for (auto const& port : ports_)
            port.app.post([beats](network_app& app) { app.beat(*beats); });
        schedule_heartbeat();
    });
}

void centre::tell_statuses()
{
    for (auto& each : events_) {
        if (!each->board.is_ready() || each->board.status() == each->told) continue;
        each->told = each->board.status();
        for (auto const& port : ports_)
            port.app.post([id = each->board.event().id, status = each->told](network_app& app) {
                app.set_status(id, status);
            });
    }
}

void centre::tell_events()
{
    for (auto& each : events_) {
        auto& board = each->board;
        if (!board.is_ready()) continue;
        auto const& id = board.event().id;
        if (each->told_changes != board.event_changes()) {
            each->told_changes = board.event_changes();
            for (auto const& port : ports_)
                port.app.post([now = board.event_ptr()](network_app& app) { app.set_event(now); });
        }
        if (each->told_revoked != board.revoked()) {
            each->told_revoked = board.revoked();
            for (auto const& port : ports_)
                port.app.post([id, revoked = each->told_revoked](network_app& app) {
                    app.set_revoked(id, revoked);
                });
        }
    }
}

void centre::tell_recounted()
{
    for (auto const& each : events_)
        if (!each->recounted) return;
    store_.recounted(std::all_of(events_.begin(), events_.end(),
                                 [](auto const& each) { return each->recount_is_clean; }));
}

std::vector<std::string> centre::reasons_not_ready() const
{
    auto reasons = store_.reasons();
    for (auto const& each : events_) {
        auto const& id = each->board.event().id;
        if (each->difference_count > 0)
            reasons.push_back("event " + id + ": the ledger and its counters differ in " +
                              std::to_string(each->difference_count) +
                              " places: run sejuta verify, then follow deploy/README.md");
        else if (!each->board.is_connected())
            reasons.push_back("event " + id +
                              ": the ledger cannot be followed: " + each->follower.trouble());
        else if (!each->told_revoked)
            reasons.push_back("event " + id + ": the ledger is still being read");
    }
    // With a reason above it is a consequence.
    if (reasons.empty() && store_connections_ < std::ssize(ports_))
        reasons.emplace_back("a network thread has no connection to the ledger yet");
    return reasons;
}

std::optional<fanout::publication> centre::interest(fanout::topic const& topic, int change)
{
    return topic.is_public ? public_publisher_.interest(topic, change)
                           : publisher_.interest(topic, change);
}

centre::followed* centre::find(std::string const& event) const
{
    if (event.empty() && events_.size() == 1) return events_.front().get();
    for (auto const& each : events_)
        if (each->board.event().id == event) return each.get();
    return nullptr;
}

void centre::site_days(std::string const& event, std::vector<totals::site_date> asked,
                       ledger::revision at_least, site_days_reply reply)
{
    auto* const found = find(event);
    SEJUTA_ASSERT(found, "terminals enter events of this server only");
    auto later = [io = &io_, reply = std::move(reply)](std::vector<totals::site_day> days) {
        boost::asio::post(*io, [reply, days = std::move(days)] { reply(days); });
    };
    found->desk.ask(std::move(asked), at_least, clock_.monotonic() + limits::site_days_deadline,
                    std::move(later));
    found->desk.answer(found->board);
    if (!found->desk.is_empty() && !desk_waits_) schedule_expiry();
}

namespace {

void say_doubled(std::string const& event, std::string const& terminal)
{
    spdlog::warn(
        "authorise event={} terminal={} its token is used by two devices at once: ask the site, "
        "then sejuta enrol --revoke and a new code",
        event, terminal);
}

}  // namespace

void centre::terminal_entered(std::string const& event, std::string const& terminal,
                              presence_flag const& which, std::string const& install)
{
    auto& terminals = find(event)->terminals;
    terminals.flags[which.get()] = which;
    if (terminals.book.entered(terminal, which.get(), install)) say_doubled(event, terminal);
    for (auto const* each : terminals.book.watched(terminal)) terminals.flags.at(each)->store(true);
}

void centre::terminal_spoke(std::string const& event, std::string const& terminal,
                            presence_flag const& which)
{
    if (find(event)->terminals.book.spoke(terminal, which.get())) say_doubled(event, terminal);
}

void centre::terminal_left(std::string const& event, std::string const& terminal,
                           presence_flag const& which)
{
    auto& terminals = find(event)->terminals;
    terminals.book.left(terminal, which.get());
    terminals.flags.erase(which.get());
}

void centre::terminal_doubled(std::string const& event, std::string const& terminal)
{
    if (find(event)->terminals.book.found(terminal)) say_doubled(event, terminal);
}

// Looks again while anybody waits: at most a quarter of the deadline late.
void centre::schedule_expiry()
{
    desk_waits_ = true;
    desk_timer_.expires_after(limits::site_days_deadline / 4);
    desk_timer_.async_wait([this](boost::system::error_code cancelled) {
        desk_waits_ = false;
        if (cancelled) return;
        bool waits = false;
        for (auto& each : events_) {
            each->desk.expire(clock_.monotonic());
            waits = waits || !each->desk.is_empty();
        }
        if (waits) schedule_expiry();
    });
}

edge::http_response centre::page(edge::http_request const& request, page_view const& view)
{
    // Who is shown a change may act on it at once: the network threads hear of it before.
    tell_statuses();
    tell_events();
    auto* const found = find(request.query_value("event"));
    if (!found) return plain_text(404, "no such event here: ?event=ID");
    auto const names = view.site_names ? found->site_names->now() : nullptr;
    return totals_answer({found->board, found->flags, say_, clock_.monotonic(), view.audience,
                          names.get(), &found->book, view.scope},
                         request);
}

totals::board const* centre::board_of(std::string const& event)
{
    tell_events();
    auto* const found = find(event);
    return found ? &found->board : nullptr;
}

edge::http_response centre::readiness() const
{
    auto const reasons = reasons_not_ready();
    if (reasons.empty()) {
        std::string text = "ready";
        if (say_.weaker_durability) text += "\nwarning: weaker durability was accepted";
        if (say_.development_tokens) text += "\nwarning: development tokens are accepted";
        for (auto const& warning : store_.warnings()) text += "\nwarning: " + warning;
        if (say_.open_dashboards) text += "\nwarning: the dashboards are open to everybody";
        for (auto const& each : events_)
            if (auto const doubled = each->terminals.book.count(); doubled > 0)
                text += fmt::format(
                    "\nwarning: event {}: {} terminal(s) used by two devices at once, named in the "
                    "log",
                    each->board.event().id, doubled);
        return plain_text(200, text);
    }
    std::string text = "not ready";
    for (auto const& reason : reasons) text += "\n" + reason;
    return plain_text(503, text);
}

edge::http_response centre::version() const
{
    return {200,
            "application/json",
            std::string("{\"version\":\"") + SEJUTA_VERSION +
                "\",\"protocols\":[\"sejuta.terminal.v1\",\"sejuta.live.v1\"],\"functions\":\"" +
                std::string(ledger::redis::function_library_name()) + "\"}",
            {}};
}

store_figures centre::figures() const
{
    store_figures all;
    for (auto const& each : events_) {
        auto const nation = each->board.totals_of(domain::region_code::nation());
        all.events.push_back(
            {each->board.event().id, each->board.sequence(), nation ? nation->acceptors : 0,
             nation ? nation->coverage.reported : 0, nation ? nation->coverage.expected : 0,
             each->board.is_ready() && each->recount_is_clean, each->terminals.book.count()});
    }
    all.copies = store_.copies();
    all.recording = reasons_not_ready().empty();
    all.topics_watched = publisher_.watched_topics();
    return all;
}

void centre::metrics(std::function<void(edge::http_response)> reply)
{
    struct collection {
        std::vector<thread_figures> threads;
        std::size_t missing;
        std::function<void(edge::http_response)> reply;
    };
    auto all = std::make_shared<collection>(
        collection{std::vector<thread_figures>(ports_.size()), ports_.size(), std::move(reply)});
    for (std::size_t i = 0; i < ports_.size(); ++i) {
        ports_[i].app.post([this, all, i, edge = ports_[i].edge_counters](network_app& app) {
            boost::asio::post(
                io_, [this, all, i, figures = thread_figures{edge(), app.counts()}]() mutable {
                    all->threads[i] = std::move(figures);
                    if (--all->missing > 0) return;
                    all->reply({200,
                                "application/openmetrics-text; version=1.0.0; charset=utf-8",
                                metrics_text(all->threads, this->figures()),
                                {}});
                });
        });
    }
}

}  // namespace sejuta::app
