// SPDX-License-Identifier: Apache-2.0
// The same reports through the same code each time, for callgrind: WebSocket frames in, decode,
// validate, authorise, batch, the Redis call built, its reply read, receipts out. No socket, no
// Redis, no clock: the same build needs the same number of instructions.
// Usage: bench_fixed REPORTS
#include <fmt/core.h>
#include <sodium.h>

#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <deque>
#include <string>
#include <vector>

#include "base/assert.hpp"
#include "edge/websocket_codec.hpp"
#include "ingest/decode/decode.hpp"
#include "ingest/pipeline.hpp"
#include "ledger/redis/codec.hpp"
#include "ledger/redis/record_call.hpp"
#include "ledger/redis/record_reply.hpp"
#include "sejuta/v1/terminal.pb.h"
#include "support/event_builder.hpp"

namespace {

using namespace sejuta;

constexpr std::size_t terminals = 100;
constexpr std::uint32_t reports_per_turn = 8;               // of one terminal, a frame each
constexpr base::unix_ms event_time_ms = 1'593'399'600'000;  // 2020-06-29T03:00Z

// A store that takes everything: builds each call's bytes and reads the reply that Redis would
// give.
class willing_store final : public ledger::recorder_port {
public:
    void record(domain::event const& event, std::vector<domain::report> const& reports,
                ledger::on_recorded done) override
    {
        auto const order = ledger::redis::order_of(reports);
        sent_ = ledger::redis::record_call(event, reports, order).take();
        ++revision_;
        reply_ = fmt::format("*{}\r\n$16\r\n00000000000000ab\r\n${}\r\n{}\r\n$13\r\n{}\r\n", 4,
                             std::to_string(revision_).size(), revision_, event_time_ms);
        reply_ += "$2\r\n+-\r\n";
        decoder_.feed(reply_.data(), reply_.size());
        auto const answer = std::move(*decoder_.next().value());
        waiting_.push_back([done = std::move(done), read = ledger::redis::parse_record_reply(
                                                        answer, order)] { done(read); });
    }
    void close_day(domain::event const&, domain::day_close const&, ledger::on_closed) override
    {
        SEJUTA_ASSERT(false, "nobody closes a day here");
    }
    void lacking(domain::event const&, std::string const&, std::vector<std::uint32_t>,
                 std::function<void(base::result<std::vector<std::uint32_t>>)>) override
    {
        SEJUTA_ASSERT(false, "nobody asks here");
    }
    void answer_all()
    {
        while (!waiting_.empty()) {
            auto const next = std::move(waiting_.front());
            waiting_.pop_front();
            next();
        }
    }

private:
    ledger::redis::decoder decoder_;
    std::string sent_;
    std::string reply_;
    std::uint64_t revision_ = 1;
    std::deque<std::function<void()>> waiting_;
};

class one_terminal final : public ingest::reporter, public edge::message_sink {
public:
    one_terminal(edge::websocket_engine& engine, ingest::pipeline& into, std::string name)
        : codec_(engine, limits::terminal_frame_bytes_max, out_),
          pipeline_(into)
    {
        who.terminal = std::move(name);
        who.sites = {"PMB-1"};
        origin_ = into.enter(*this);
        SEJUTA_ASSERT(codec_.accept("GET /v1/terminal HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
                                    "Connection: Upgrade\r\n"
                                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                    "Sec-WebSocket-Version: 13\r\n\r\n",
                                    "sejuta.terminal.v1"),
                      "a good upgrade");
        out_.clear();
    }
    void hear(std::string_view bytes) { codec_.feed(bytes, *this); }
    void on_message(std::string_view message) override
    {
        auto const frame = ingest::decode(message);
        SEJUTA_ASSERT(frame, "a good frame");
        pipeline_.take(origin_, std::get<domain::sent_reports>(*frame));
    }
    void answer(std::string_view frame) override
    {
        codec_.write_message(frame);
        bytes_out += out_.size();
        out_.clear();
    }

    std::size_t bytes_out = 0;

private:
    std::string out_;
    edge::websocket_codec codec_;
    ingest::pipeline& pipeline_;
    std::uint64_t origin_ = 0;
};

void append_report(std::uint32_t seq, std::string& to)
{
    v1::TerminalFrame frame;
    auto& report = *frame.mutable_reports()->add_reports();
    report.set_seq(seq);
    report.set_site("PMB-1");
    report.set_service_date(20200629);
    report.set_date_chosen(true);
    report.set_method(seq % 2 == 0 ? v1::METHOD_PIL : v1::METHOD_KONDOM);
    report.set_category(v1::CATEGORY_BARU);
    report.set_postpartum(v1::POSTPARTUM_NONE);
    report.set_partner(v1::PARTNER_NONE);
    report.set_count(1 + seq % 3);
    report.set_device_time_ms(event_time_ms);
    auto message = frame.SerializeAsString();
    constexpr std::string_view mask = "\x37\x7a\x21\x3d";
    SEJUTA_ASSERT(message.size() < 126, "a short frame");
    to.push_back(static_cast<char>(0x82));
    to.push_back(static_cast<char>(0x80 | message.size()));
    to.append(mask);
    for (std::size_t i = 0; i < message.size(); ++i)
        to.push_back(static_cast<char>(message[i] ^ mask[i % mask.size()]));
}

void go(std::uint32_t reports)
{
    auto const event = std::make_shared<domain::event const>(tests::small_event());
    base::fake_clock clock;
    clock.set(event_time_ms);
    willing_store store;
    std::deque<std::function<void()>> turn;
    ledger::head head;
    head.now = {0xab, 1, event_time_ms};
    ingest::pipeline pipeline({.event = event,
                               .recorder = store,
                               .clock = clock,
                               .defer = [&turn](auto what) { turn.push_back(std::move(what)); },
                               .retry = [](auto, auto const&) {},
                               .may_record = [] { return true; },
                               .receipt_key = {},
                               .is_revoked = {},
                               .on_forgotten = {}},
                              head);
    boost::asio::io_context io;
    edge::websocket_engine engine(io);
    std::deque<one_terminal> all;
    for (std::size_t i = 0; i < terminals; ++i)
        all.emplace_back(engine, pipeline, fmt::format("terminal-{:03}", i));
    std::string bytes;
    for (std::uint32_t seq = 1; pipeline.counts().recorded < reports; seq += reports_per_turn) {
        bytes.clear();
        for (std::uint32_t i = 0; i < reports_per_turn; ++i) append_report(seq + i, bytes);
        for (auto& each : all) each.hear(bytes);
        while (!turn.empty()) {
            auto const next = std::move(turn.front());
            turn.pop_front();
            next();
            store.answer_all();
        }
    }
    std::size_t out = 0;
    for (auto const& each : all) out += each.bytes_out;
    fmt::print("{} reports, {} bytes of receipts\n", pipeline.counts().recorded, out);
}

}  // namespace

int main(int argc, char** argv)
{
    SEJUTA_ASSERT(sodium_init() >= 0, "libsodium chooses its fastest code, as in the server");
    auto const reports = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 100'000;
    go(static_cast<std::uint32_t>(reports));
}
