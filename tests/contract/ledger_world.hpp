// SPDX-License-Identifier: Apache-2.0
// One begun event in a fresh store, memory or real Redis, behind one face: what the contract suite
// drives. Calls here are synchronous; each fails the test if the store does not answer in time.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "contract/ledger_builders.hpp"
#include "ledger/entry.hpp"
#include "ledger/memory/memory_ledger.hpp"
#include "ledger/redis/connection.hpp"
#include "ledger/redis/functions.hpp"
#include "ledger/redis/opening.hpp"
#include "ledger/redis/record_call.hpp"
#include "ledger/redis/recorder.hpp"
#include "support/redis_fixture.hpp"

namespace sejuta::tests {

using ledger::batch_reply;
using sums = std::map<std::string, std::int64_t>;
using reports = std::vector<domain::report>;

inline constexpr ledger::epoch first_epoch = 0xab;

struct raw_entry {
    std::string id;
    std::vector<std::pair<std::string, std::string>> fields;
};

inline domain::event rehearsal()
{
    domain::event event;
    event.id = "contract-2020";
    event.name = "Contract";
    event.service_dates = {*domain::service_date::from_number(20200629)};
    event.clock = {.starts_at_ms = event_start_ms, .ends_at_ms = 0, .speed = 300};
    return event;
}

class world {
public:
    explicit world(domain::event event)
        : event_(std::make_shared<domain::event const>(std::move(event)))
    {
    }
    virtual ~world() = default;

    domain::event const& event() const { return *event_; }

    // `which` is 0 or 1: two connections to one store.
    base::result<batch_reply> try_record(reports const& batch, int which = 0)
    {
        std::optional<base::result<batch_reply>> reply;
        recorder(which).record(event(), batch, [&](auto got) { reply = std::move(got); });
        run_until([&] { return reply.has_value(); });
        return reply ? *reply : base::errc::store_timeout;
    }
    batch_reply record(reports const& batch, int which = 0)
    {
        auto const reply = try_record(batch, which);
        EXPECT_TRUE(reply.has_value()) << reply.error().message();
        return reply ? *reply : batch_reply{};
    }
    ledger::outcome record_one(domain::report const& one, int which = 0)
    {
        auto const reply = record({one}, which);
        EXPECT_EQ(reply.outcomes.size(), 1U);
        return reply.outcomes.empty() ? ledger::outcome{} : reply.outcomes.front();
    }
    std::vector<std::uint32_t> lacking(std::string const& terminal,
                                       std::vector<std::uint32_t> const& seqs)
    {
        std::optional<base::result<std::vector<std::uint32_t>>> reply;
        recorder(0).lacking(event(), terminal, seqs, [&](auto got) { reply = std::move(got); });
        run_until([&] { return reply.has_value(); });
        EXPECT_TRUE(reply && *reply);
        return reply && *reply ? **reply : std::vector<std::uint32_t>{};
    }

    virtual ledger::recorder_port& recorder(int which) = 0;
    virtual void run_until(std::function<bool()> const& holds) = 0;
    // Takes the step, or answers the fault.
    virtual base::checked<void> take_step(domain::event_status to,
                                          std::optional<domain::event_status> expected_from,
                                          bool accept_missing) = 0;
    base::checked<void> try_status(domain::event_status to,
                                   std::optional<domain::event_status> expected_from = {},
                                   bool accept_missing = false)
    {
        return take_step(to, expected_from, accept_missing);
    }
    void set_status(domain::event_status status)
    {
        auto const taken = try_status(status);
        EXPECT_TRUE(taken.has_value()) << taken.error().sentence;
    }
    virtual base::checked<void> write_change(domain::change const& change) = 0;
    base::result<ledger::close_reply> try_close(domain::day_close const& close, int which = 0)
    {
        std::optional<base::result<ledger::close_reply>> reply;
        recorder(which).close_day(event(), close, [&](auto got) { reply = std::move(got); });
        run_until([&] { return reply.has_value(); });
        return reply ? *reply : base::errc::store_timeout;
    }
    ledger::close_reply close_day(domain::day_close const& close, int which = 0)
    {
        auto const reply = try_close(close, which);
        EXPECT_TRUE(reply.has_value()) << reply.error().message();
        return reply ? *reply : ledger::close_reply{};
    }
    // By terminal, how many reports with a receipt the ledger is known to lack.
    virtual std::map<std::string, std::uint64_t> missing() = 0;
    virtual void begin_epoch(ledger::epoch epoch) = 0;
    virtual ledger::head head() = 0;
    virtual sums cells() = 0;  // without zeros
    virtual sums minutes() = 0;
    virtual std::vector<raw_entry> raw_entries() = 0;
    std::vector<ledger::entry> entries();
    virtual std::optional<ledger::index_value> find(std::string const& terminal,
                                                    std::uint32_t seq) = 0;
    virtual std::size_t conflicts() = 0;
    virtual void set_cell(std::string const& field, std::int64_t value) = 0;
    virtual base::unix_ms real_now() = 0;

protected:
    static sums without_zeros(sums all)
    {
        std::erase_if(all, [](auto const& one) { return one.second == 0; });
        return all;
    }
    domain::event_ptr event_;
};

class memory_world final : public world {
public:
    explicit memory_world(domain::event event)
        : world(std::move(event)),
          ledger_(event_, clock_, first_epoch)
    {
    }
    ledger::recorder_port& recorder(int) override { return ledger_; }
    void run_until(std::function<bool()> const& holds) override
    {
        clock_.advance(std::chrono::milliseconds(3));
        ledger_.run();
        EXPECT_TRUE(holds()) << "the memory ledger answers when it is polled";
    }
    base::checked<void> take_step(domain::event_status status,
                                  std::optional<domain::event_status> expected_from,
                                  bool accept_missing) override
    {
        return ledger_.set_status(status, expected_from, accept_missing);
    }
    base::checked<void> write_change(domain::change const& change) override
    {
        return ledger_.write_change(change);
    }
    std::map<std::string, std::uint64_t> missing() override
    {
        std::map<std::string, std::uint64_t> counts;
        for (auto const& [terminal, seqs] : ledger_.missing()) counts[terminal] = seqs.size();
        return counts;
    }
    void begin_epoch(ledger::epoch epoch) override { ledger_.begin_epoch(epoch); }
    ledger::head head() override { return ledger_.now(); }
    sums cells() override { return without_zeros(ledger_.cells()); }
    sums minutes() override { return without_zeros(ledger_.minutes()); }
    std::vector<raw_entry> raw_entries() override
    {
        std::vector<raw_entry> read;
        for (auto const& fields : ledger_.raw_entries())
            read.push_back({std::to_string(read.size() + 1) + "-0", fields});
        return read;
    }
    std::optional<ledger::index_value> find(std::string const& terminal, std::uint32_t seq) override
    {
        auto const* const found = ledger_.find(terminal, seq);
        return found ? std::optional(*found) : std::nullopt;
    }
    std::size_t conflicts() override { return ledger_.conflicts(); }
    void set_cell(std::string const& field, std::int64_t value) override
    {
        ledger_.set_cell(field, value);
    }
    base::unix_ms real_now() override { return clock_.now_ms(); }
    base::fake_clock& clock() { return clock_; }

private:
    base::fake_clock clock_;
    ledger::memory_ledger ledger_;
};

class redis_world final : public world {
public:
    explicit redis_world(domain::event event) : world(std::move(event)) { open(); }

    ledger::recorder_port& recorder(int which) override { return recorders_[which]; }
    void run_until(std::function<bool()> const& holds) override
    {
        auto const end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (!holds() && std::chrono::steady_clock::now() < end) {
            io_.restart();
            io_.run_one_for(std::chrono::milliseconds(100));
        }
        EXPECT_TRUE(holds()) << "Redis answers within 20 s";
    }
    base::checked<void> take_step(domain::event_status status,
                                  std::optional<domain::event_status> expected_from,
                                  bool accept_missing) override
    {
        return head_call([&](auto done) {
            ledger::redis::set_status(connections_[0], event_->id,
                                      {status, expected_from, accept_missing}, done);
        });
    }
    base::checked<void> write_change(domain::change const& change) override
    {
        return head_call([&](auto done) {
            ledger::redis::write_change(connections_[0], *event_, change, done);
        });
    }
    std::map<std::string, std::uint64_t> missing() override
    {
        return wait<std::map<std::string, std::uint64_t>>([&](auto done) {
                   ledger::redis::read_missing(connections_[0], event_->id, done);
               })
            .value();
    }
    void begin_epoch(ledger::epoch epoch) override
    {
        expect_head([&](auto done) {
            ledger::redis::begin_epoch(connections_[0], event_->id, epoch, done);
        });
    }
    ledger::head head() override { return head_of(0); }
    // By one of the two connections.
    ledger::head head_of(int which)
    {
        std::optional<ledger::head> read;
        bool done = false;
        ledger::redis::read_head(connections_[which], event_->id, [&](auto got) {
            EXPECT_TRUE(got.has_value());
            if (got) read = *got;
            done = true;
        });
        run_until([&] { return done; });
        EXPECT_TRUE(read.has_value()) << "the event has begun";
        return read.value_or(ledger::head{});
    }
    sums cells() override { return without_zeros(hash("cells")); }
    sums minutes() override { return without_zeros(hash("minutes")); }
    std::vector<raw_entry> raw_entries() override;
    std::optional<ledger::index_value> find(std::string const& terminal, std::uint32_t seq) override
    {
        auto const value = command({"HGET", key("index"), ledger::redis::index_id(terminal, seq)});
        if (value.is_nil()) return std::nullopt;
        auto const parsed = ledger::parse_index_value(value.text());
        EXPECT_TRUE(parsed.has_value()) << "an index value has the documented form";
        return parsed;
    }
    std::size_t conflicts() override
    {
        return static_cast<std::size_t>(*command({"HLEN", key("conflicts")}).integer());
    }
    void set_cell(std::string const& field, std::int64_t value) override
    {
        command({"HSET", key("cells"), field, std::to_string(value)});
    }
    base::unix_ms real_now() override
    {
        auto const now = command({"TIME"});
        return *now.at(0).integer() * 1000 + *now.at(1).integer() / 1000;
    }

    ledger::redis::reply command(std::vector<std::string> arguments)
    {
        return server_.command(std::move(arguments));
    }
    std::string key(std::string_view name) { return ledger::redis::key(event_->id, name); }
    redis_fixture& server() { return server_; }
    ledger::redis::connection& connection(int which) { return connections_[which]; }
    boost::asio::io_context& io() { return io_; }
    // Waits for a call that ends with a checked<T>: `call(done)`.
    template <class T, class Call>
    base::checked<T> wait(Call call)
    {
        std::optional<base::checked<T>> answer;
        call([&](base::checked<T> got) { answer = std::move(got); });
        EXPECT_FALSE(answer.has_value()) << "callbacks never run inside the call";
        run_until([&] { return answer.has_value(); });
        return answer ? std::move(*answer) : base::checked<T>(base::fault{"no answer"});
    }
    sums hash(std::string_view name)
    {
        auto const all = command({"HGETALL", key(name)});
        sums read;
        for (std::size_t i = 0; i + 1 < all.elements(); i += 2)
            read[std::string(all.at(i).text())] = all.at(i + 1).integer().value_or(-1);
        return read;
    }

private:
    void open()
    {
        for (auto& one : connections_) one.start();
        run_until([&] { return connections_[0].connected() && connections_[1].connected(); });
        bool loaded = false;
        ledger::redis::load_functions(connections_[0], [&](auto got) {
            EXPECT_TRUE(got.has_value()) << got.error().sentence;
            loaded = true;
        });
        run_until([&] { return loaded; });
        expect_head(
            [&](auto done) { ledger::redis::begin(connections_[0], *event_, first_epoch, done); });
    }
    template <class Call>
    base::checked<void> head_call(Call call)
    {
        auto const got = wait<ledger::head>(call);
        if (!got) return got.error();
        return {};
    }
    template <class Call>
    void expect_head(Call call)
    {
        auto const got = head_call(call);
        EXPECT_TRUE(got.has_value()) << got.error().sentence;
    }

    redis_fixture server_;
    boost::asio::io_context io_;
    std::array<ledger::redis::connection, 2> connections_{
        {{io_, server_.where()}, {io_, server_.where()}}};
    std::array<ledger::redis::recorder, 2> recorders_{
        {ledger::redis::recorder(connections_[0]), ledger::redis::recorder(connections_[1])}};
};

inline std::vector<raw_entry> redis_world::raw_entries()
{
    auto const range = command({"XRANGE", key("ledger"), "-", "+"});
    std::vector<raw_entry> read;
    for (std::size_t i = 0; i < range.elements(); ++i) {
        auto const fields = range.at(i).at(1);
        raw_entry one{std::string(range.at(i).at(0).text()), {}};
        for (std::size_t f = 0; f + 1 < fields.elements(); f += 2)
            one.fields.emplace_back(fields.at(f).text(), fields.at(f + 1).text());
        read.push_back(std::move(one));
    }
    return read;
}

inline std::vector<ledger::entry> world::entries()
{
    std::vector<ledger::entry> read;
    for (auto const& one : raw_entries()) {
        auto const decoded = ledger::decode({one.id, {one.fields.begin(), one.fields.end()}});
        EXPECT_TRUE(decoded.has_value()) << decoded.error().sentence;
        if (decoded) read.push_back(*decoded);
    }
    return read;
}

}  // namespace sejuta::tests
