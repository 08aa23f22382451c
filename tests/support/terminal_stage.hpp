// SPDX-License-Identifier: Apache-2.0
// A stage for terminal sessions: the real pipeline and batcher over the memory ledger, a fake
// clock, and channels that keep what was sent. Nothing here waits; run() goes until nothing is left
// to do.
#pragma once

#include <deque>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "edge/terminal_session.hpp"
#include "ledger/memory/memory_ledger.hpp"
#include "sejuta/v1/terminal.pb.h"
#include "support/event_builder.hpp"

namespace sejuta::tests {

// What a connection would have written.
class kept_channel final : public edge::channel {
public:
    void send(std::string_view message) override
    {
        v1::ServerFrame frame;
        if (!frame.ParseFromArray(message.data(), static_cast<int>(message.size()))) std::abort();
        frames.push_back(frame);
    }
    std::size_t unsent_bytes() const override { return 0; }
    void close(edge::close_code code, std::string_view) override { closes.push_back(code); }

    std::vector<v1::ServerFrame> frames;
    std::vector<edge::close_code> closes;
};

class terminal_stage {
public:
    // A question about sites' days that nobody has answered yet.
    struct days_question {
        std::string event;
        std::vector<totals::site_date> asked;
        ledger::revision at_least;
        edge::terminal_world::days_reply reply;
    };

    explicit terminal_stage(domain::event const& with = small_event())
        : event(std::make_shared<domain::event const>(with)),
          ledger(event, clock, 0xE90C),
          pipeline(surroundings(), ledger.now()),
          world{[this](std::string const& id) { return id == event->id ? &pipeline : nullptr; },
                {{}, true},
                clock,
                {"wss://lain.example:443"},
                [](std::string const&) { return domain::event_status::open; },
                [](std::string const&, std::string const& site) { return "Titik " + site; },
                [this](std::string const& id, auto asked, auto at_least, auto reply) {
                    questions.push_back({id, std::move(asked), at_least, std::move(reply)});
                },
                [this](std::string const&, std::string const& who) { seen.push_back(who); }}
    {
    }

    ingest::pipeline::surroundings surroundings()
    {
        return {event,
                ledger,
                clock,
                [this](auto f) { turn.push_back(std::move(f)); },
                [this](auto, auto f) { later.push_back(std::move(f)); },
                [this] { return may_record; },
                receipt_key,
                [this](std::string const& terminal) { return revoked.contains(terminal); },
                [this](ledger::epoch present) { forgotten.push_back(present); }};
    }

    // Everything that is due, until nothing is.
    void run()
    {
        do {
            while (!turn.empty()) {
                auto next = std::move(turn.front());
                turn.pop_front();
                next();
            }
        } while (ledger.poll() > 0 || !turn.empty());
    }

    // What the retry scheduler was asked to run after a while.
    void run_later()
    {
        for (auto& each : std::exchange(later, {})) each();
        run();
    }

    base::fake_clock clock;
    domain::event_ptr event;
    ledger::memory_ledger ledger;
    bool may_record = true;
    ingest::receipt_key receipt_key{1, 2, 3};
    std::set<std::string> revoked;
    std::vector<ledger::epoch> forgotten;
    std::vector<days_question> questions;
    std::vector<std::string> seen;
    std::deque<std::function<void()>> turn;
    std::vector<std::function<void()>> later;
    ingest::pipeline pipeline;
    edge::terminal_world world;
};

inline v1::Report wire_report(std::uint32_t seq, std::uint32_t count = 1)
{
    auto const sent = good_report(seq);
    v1::Report report;
    report.set_seq(seq);
    report.set_site(sent.site);
    report.set_service_date(sent.service_date);
    report.set_date_chosen(true);
    report.set_method(v1::METHOD_PIL);
    report.set_category(v1::CATEGORY_ULANG);
    report.set_postpartum(v1::POSTPARTUM_NONE);
    report.set_partner(v1::PARTNER_NONE);
    report.set_count(count);
    report.set_device_time_ms(sent.device_time_ms);
    return report;
}

inline v1::TerminalFrame close_frame(std::uint32_t seq, std::uint32_t own_total,
                                     std::string const& site = "PMB-1")
{
    v1::TerminalFrame frame;
    auto& close = *frame.mutable_close_day();
    close.set_seq(seq);
    close.set_site(site);
    close.set_service_date(20200629);
    close.set_own_total(own_total);
    close.set_device_time_ms(good_report().device_time_ms);
    return frame;
}

// A receipt as its holder sends it back.
inline v1::Proof proof_of(v1::Receipt const& receipt)
{
    v1::Proof proof;
    proof.set_epoch(receipt.epoch());
    proof.set_revision(receipt.revision());
    proof.set_event_time_ms(receipt.event_time_ms());
    proof.set_late(receipt.late());
    proof.set_service_date(receipt.service_date());
    proof.set_mac(receipt.mac());
    return proof;
}

// One terminal with its session and channel.
class seated_terminal {
public:
    explicit seated_terminal(terminal_stage& on) : stage(on), session(on.world)
    {
        session.on_open(channel);
    }
    ~seated_terminal() { session.on_closed(); }

    void hello(std::vector<std::pair<std::uint32_t, std::uint32_t>> const& held = {})
    {
        v1::TerminalFrame frame;
        auto& hello = *frame.mutable_hello();
        hello.set_token("dev:terminal-1:PMB-1,IMP-1");
        hello.set_event("uji-2020");
        hello.set_terminal("terminal-1");
        hello.set_device_time_ms(stage.clock.now_ms());
        for (auto const& [first, last] : held) {
            auto& range = *hello.add_held();
            range.set_first(first);
            range.set_last(last);
        }
        send(frame);
        stage.run();
    }
    void send(v1::TerminalFrame const& frame) { session.on_message(frame.SerializeAsString()); }
    void report(std::vector<v1::Report> const& reports)
    {
        v1::TerminalFrame frame;
        for (auto const& each : reports) *frame.mutable_reports()->add_reports() = each;
        send(frame);
    }
    void close_day(std::uint32_t seq, std::uint32_t own_total, std::string const& site = "PMB-1")
    {
        send(close_frame(seq, own_total, site));
    }
    v1::ServerFrame const& last() const { return channel.frames.back(); }

    terminal_stage& stage;
    kept_channel channel;
    edge::terminal_session session;
};

}  // namespace sejuta::tests
