// SPDX-License-Identifier: Apache-2.0
#include "edge/terminal_session.hpp"

#include <algorithm>
#include <utility>

#include "base/limits.hpp"
#include "domain/device_clock.hpp"
#include "ingest/decode/decode.hpp"
#include "sejuta/v1/terminal.pb.h"

namespace sejuta::edge {
namespace {

// A program's name for the log: what is not printable does not belong there.
bool is_app_version(std::string const& text)
{
    return text.size() <= limits::app_version_bytes_max &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

}  // namespace

void terminal_session::on_open(channel& to)
{
    to_ = &to;
    opened_at_ = heard_at_ = world_.clock.monotonic();
}

void terminal_session::on_message(std::string_view message)
{
    if (!to_ || leaving_) return;
    heard_ = true;
    auto frame = ingest::decode(message);
    if (!frame) return take_malformed(frame.error());
    if (auto const* hello = std::get_if<domain::sent_hello>(&*frame)) return take_hello(*hello);
    if (!is_welcome()) return close(close_code::hello_expected, "send Hello first");
    if (conversation_) conversation_->spoke();
    take(*frame);
}

void terminal_session::take(domain::sent_frame const& frame)
{
    if (auto const* sent = std::get_if<domain::sent_reports>(&frame))
        return pipeline_->take(origin_, *sent);
    if (auto const* close = std::get_if<domain::sent_close>(&frame))
        return pipeline_->take(origin_, *close);
    if (auto const* ask = std::get_if<domain::sent_ask>(&frame)) return take_ask(*ask);
    if (auto const* page = std::get_if<domain::sent_reconcile>(&frame)) return take_page(*page);
    send_heartbeat();
}

void terminal_session::take_malformed(domain::rejection const& why)
{
    if (!is_welcome()) return close(close_code::hello_expected, "send Hello first");
    if (++malformed_ > limits::malformed_frames_per_connection_max)
        return close(close_code::malformed, "too many malformed frames");
    pipeline_->refuse_frame(origin_, why);
}

void terminal_session::take_hello(domain::sent_hello const& hello)
{
    if (hello_seen_) return close(close_code::hello_expected, "Hello stands once");
    hello_seen_ = true;
    auto* pipeline = world_.pipeline_of(hello.event);
    if (!pipeline) return close(close_code::event_unknown, "no such event here");
    auto who = ingest::read_token(hello.token, hello.event, hello.terminal, world_.tokens,
                                  world_.clock.now_ms());
    if (!who) return close(close_code::token_refused, "token refused");
    if (pipeline->is_revoked(who->terminal)) return close_revoked();
    auto held = to_seqs(hello.held);
    if (!held)
        return close(close_code::malformed, "held: ascending ranges, at most 64 and 4096 seqs");
    if (!is_app_version(hello.app_version))
        return close(close_code::malformed, "app_version: at most 64 of printable ASCII");

    if (!hello.install.empty() && hello.install.size() != limits::install_bytes)
        return close(close_code::malformed, "install: 16 bytes or none");

    pipeline_ = pipeline;
    install_ = hello.install;
    reporter::who = std::move(*who);
    reporter::skew_ms = domain::skew_of(hello.device_time_ms, pipeline->event_now_ms());
    if (!held->empty()) held_up_to_ = held->back();
    ask_lacking(std::move(*held), &terminal_session::welcome);
}

void terminal_session::ask_lacking(seqs held, void (terminal_session::*then)(seqs const& lacking))
{
    pipeline_->lacking(reporter::who.terminal, std::move(held),
                       [this, then, alive = std::weak_ptr(alive_)](auto lacking) {
                           if (alive.expired() || !to_ || leaving_) return;
                           if (!lacking)
                               return close(close_code::try_again_later, "the ledger is away");
                           (this->*then)(*lacking);
                       });
}

void terminal_session::welcome(seqs const& lacking)
{
    origin_ = pipeline_->enter(*this);
    if (world_.note_seen) world_.note_seen(pipeline_->event().id, reporter::who.terminal);
    if (world_.enter)
        conversation_ = world_.enter(pipeline_->event().id, reporter::who.terminal, install_);
    answer(welcome_frame(world_, *pipeline_, reporter::who, reporter::skew_ms, lacking));
}

// The pages ascend over the whole connection, Hello's first, and have an end, so that a terminal
// cannot make the ledger look for ever.
void terminal_session::take_page(domain::sent_reconcile const& page)
{
    auto held = to_seqs(page.held);
    if (!held || held->empty() || held->front() <= held_up_to_ || reconciling_ ||
        pages_ == limits::reconcile_pages_max)
        return close(close_code::malformed,
                     "reconcile: one page at a time, ascending ranges, at most 64 and 4096 seqs, "
                     "256 pages a connection");
    reconciling_ = true;
    ++pages_;
    held_up_to_ = held->back();
    ask_lacking(std::move(*held), &terminal_session::reconciled);
}

void terminal_session::reconciled(seqs const& lacking)
{
    reconciling_ = false;
    answer(reconciled_frame(lacking, held_up_to_));
}

void terminal_session::take_ask(domain::sent_ask const& ask)
{
    answer_days(own_days(ask, reporter::who, pipeline_->event()));
}

void terminal_session::day_closed(std::string const& site, domain::service_date date)
{
    answer_days({{site, date}});
}

void terminal_session::answer_days(std::vector<totals::site_date> asked)
{
    if (asked.empty() || days_waiting_ >= limits::site_days_waiting_max)
        return answer(site_days_frame(all_pending(asked)));
    ++days_waiting_;
    world_.site_days(pipeline_->event().id, std::move(asked), pipeline_->now().revision,
                     [this, alive = std::weak_ptr(alive_)](auto const& days) {
                         if (alive.expired()) return;
                         --days_waiting_;
                         answer(site_days_frame(days));
                     });
}

void terminal_session::answer(std::string_view frame)
{
    if (to_) to_->send(frame);
}

void terminal_session::send_heartbeat()
{
    v1::ServerFrame frame;
    frame.mutable_heartbeat()->set_time_ms(pipeline_->event_now_ms());
    answer(frame.SerializeAsString());
}

void terminal_session::on_tick(std::chrono::nanoseconds now)
{
    if (!to_ || leaving_) return;
    if (!is_welcome() && now - opened_at_ > limits::hello_deadline)
        return close(close_code::hello_expected, "no Hello in time");
    if (is_welcome() && pipeline_->is_revoked(reporter::who.terminal)) return close_revoked();
    if (std::exchange(heard_, false)) heard_at_ = now;
    if (now - heard_at_ > limits::terminal_silence_max)
        close(close_code::silent, "no frame for 60 s");
}

// Receipts that are on their way are still written; then the terminal is told to come again.
void terminal_session::on_shutdown()
{
    leaving_ = true;
    if (!is_welcome() || pipeline_->in_flight(origin_) == 0) settled();
}

void terminal_session::settled()
{
    if (leaving_) close(close_code::going_away, "the server stops; connect again");
}

void terminal_session::close_revoked()
{
    close(close_code::terminal_revoked, "this terminal was revoked; enrol again");
}

void terminal_session::close(close_code code, std::string_view reason)
{
    leaving_ = true;
    if (to_ && !closed_) to_->close(code, reason);
    closed_ = true;
}

void terminal_session::on_closed()
{
    to_ = nullptr;
    alive_.reset();
    conversation_.reset();
    if (is_welcome()) pipeline_->leave(origin_);
    origin_ = 0;
}

}  // namespace sejuta::edge
