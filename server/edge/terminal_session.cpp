// SPDX-License-Identifier: Apache-2.0
#include "edge/terminal_session.hpp"

#include "base/limits.hpp"
#include "domain/device_clock.hpp"
#include "ingest/decode/decode.hpp"
#include "sejuta/v1/terminal.pb.h"

namespace sejuta::edge {

void terminal_session::on_open(channel& to)
{
    to_ = &to;
    opened_at_ = heard_at_ = world_.clock.monotonic();
}

void terminal_session::on_message(std::string_view message)
{
    if (!to_ || leaving_) return;
    heard_at_ = world_.clock.monotonic();
    auto frame = ingest::decode(message);
    if (!frame) return take_malformed(frame.error());
    if (auto const* hello = std::get_if<domain::sent_hello>(&*frame)) return take_hello(*hello);
    if (!is_welcome()) return close(close_code::hello_expected, "send Hello first");
    if (auto const* sent = std::get_if<domain::sent_reports>(&*frame))
        return pipeline_->take(origin_, *sent);
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
    auto seqs = to_seqs(hello.held);
    if (!seqs || hello.app_version.size() > limits::app_version_bytes_max)
        return close(close_code::malformed, "held: ascending ranges, at most 64 and 4096 seqs");

    pipeline_ = pipeline;
    reporter::who = std::move(*who);
    reporter::skew_ms = domain::skew_of(hello.device_time_ms, pipeline->event_now_ms());
    if (seqs->empty()) return welcome({});
    pipeline->lacking(reporter::who.terminal, std::move(*seqs),
                      [this, alive = std::weak_ptr(alive_)](auto lacking) {
                          if (alive.expired() || !to_ || leaving_) return;
                          if (!lacking)
                              return close(close_code::try_again_later, "the ledger is away");
                          welcome(*lacking);
                      });
}

void terminal_session::welcome(std::vector<std::uint32_t> const& lacking)
{
    origin_ = pipeline_->enter(*this);
    auto const& event = pipeline_->event();
    v1::ServerFrame frame;
    auto& out = *frame.mutable_welcome();
    out.set_event(event.id);
    out.set_terminal(reporter::who.terminal);
    out.set_event_kind(static_cast<v1::EventKind>(event.kind));
    out.set_event_status(static_cast<v1::EventStatus>(world_.status_of(event.id)));
    for (auto const& code : reporter::who.sites) {
        auto const* site = event.find_site(code);
        if (!site) continue;
        auto& info = *out.add_sites();
        info.set_code(site->code);
        info.set_place(static_cast<v1::Place>(site->place));
        info.set_regency(site->regency.text());
        info.set_zone_offset_minutes(
            static_cast<std::int32_t>(domain::offset(event.zone_of(*site)).count()));
    }
    out.set_server_time_ms(pipeline_->event_now_ms());
    out.set_skew_ms(reporter::skew_ms);
    for (auto const& range : to_ranges(lacking)) {
        auto& to = *out.add_lacking();
        to.set_first(range.first);
        to.set_last(range.last);
    }
    for (auto const& url : world_.alternatives) out.add_alternatives(url);
    out.set_epoch(pipeline_->now().epoch);
    out.set_revision(pipeline_->now().revision);
    out.set_development_tokens(world_.tokens.development_tokens);
    answer(frame.SerializeAsString());
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
    if (is_welcome()) pipeline_->leave(origin_);
    origin_ = 0;
}

std::vector<domain::seq_range> to_ranges(std::vector<std::uint32_t> const& seqs)
{
    std::vector<domain::seq_range> ranges;
    for (auto seq : seqs) {
        if (!ranges.empty() && ranges.back().last + 1 == seq)
            ranges.back().last = seq;
        else
            ranges.push_back({seq, seq});
    }
    return ranges;
}

std::optional<std::vector<std::uint32_t>> to_seqs(std::vector<domain::seq_range> const& ranges)
{
    if (ranges.size() > limits::held_ranges_max) return std::nullopt;
    std::vector<std::uint32_t> seqs;
    for (auto const& [first, last] : ranges) {
        if (first == 0 || last < first || last > limits::seq_max) return std::nullopt;
        if (!seqs.empty() && first <= seqs.back()) return std::nullopt;
        if (seqs.size() + (last - first) + 1 > limits::held_seqs_max) return std::nullopt;
        for (auto seq = first; seq <= last; ++seq) seqs.push_back(seq);
    }
    return seqs;
}

}  // namespace sejuta::edge
