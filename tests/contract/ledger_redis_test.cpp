// SPDX-License-Identifier: Apache-2.0
// What only the ledger in Redis can do wrong: its memory, its functions missing or killed, a store
// that is full, killed or in a state that nobody documented.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/steady_timer.hpp>
#include <random>

#include "contract/ledger_contract.hpp"
#include "ledger/batcher.hpp"

namespace sejuta::tests {
namespace {

using base::errc;
using domain::rejection_code;
using ledger::verdict;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::StartsWith;

class ledger_redis_test : public testing::Test {
protected:
    // Everything that a refused call must leave as it was.
    std::pair<std::size_t, sums> state() { return {w_.raw_entries().size(), w_.cells()}; }
    // The function's own call with these reports; for a test to damage.
    std::vector<std::string> call_for(reports const& batch)
    {
        auto const bytes =
            ledger::redis::record_call(w_.event(), batch, ledger::redis::order_of(batch)).take();
        ledger::redis::decoder read;
        read.feed(bytes.data(), bytes.size());
        auto const call = std::move(*read.next().value());
        std::vector<std::string> arguments;
        for (std::size_t i = 0; i < call.elements(); ++i) arguments.emplace_back(call.at(i).text());
        return arguments;
    }
    redis_world w_{rehearsal()};
};

TEST_F(ledger_redis_test, an_index_value_has_53_bytes)
{
    w_.record({a_report("term-1", limits::seq_max, limits::count_max)});
    auto const id = "term-1/" + std::to_string(limits::seq_max);
    auto const value = w_.command({"HGET", w_.key("index"), id});
    EXPECT_EQ(value.text().size(), ledger::index_value_bytes);
    auto const found = w_.find("term-1", limits::seq_max);
    EXPECT_EQ(found->count, limits::count_max);
    EXPECT_EQ(found->revision, 2U);
    EXPECT_EQ(found->event_time_ms, w_.head().now.as_of_ms);
    EXPECT_EQ(found->identity, ledger::identity_of(a_report("term-1", limits::seq_max, 10'000)));
}

TEST_F(ledger_redis_test, without_its_function_nothing_is_recorded)
{
    auto const before = state();
    w_.command({"FUNCTION", "FLUSH"});
    EXPECT_EQ(w_.try_record({a_report("term-1", 1)}).error(), errc::store_refused);
    EXPECT_EQ(state(), before);
}

TEST_F(ledger_redis_test, an_event_that_has_not_begun_records_nothing)
{
    w_.command({"DEL", w_.key("head"), w_.key("ledger")});
    EXPECT_EQ(w_.try_record({a_report("term-1", 1)}).error(), errc::store_refused);
    EXPECT_THAT(w_.raw_entries(), IsEmpty());
}

TEST_F(ledger_redis_test, a_killed_function_is_an_error)
{
    auto const before = state();
    w_.command({"CONFIG", "SET", "busy-reply-threshold", "10"});
    w_.command({"FUNCTION", "LOAD", "REPLACE",
                "#!lua name=sejuta_1\nredis.register_function('sejuta_record_1', function() "
                "while true do end end)"});
    std::optional<base::result<batch_reply>> reply;
    w_.recorder(0).record(w_.event(), {a_report("term-1", 1)},
                          [&](auto got) { reply = std::move(got); });
    std::function<void()> const kill = [&] {
        w_.connection(1).command({"FUNCTION", "KILL"}, [&](auto got) {
            ASSERT_TRUE(got.has_value());
            if (got->is_error()) kill();  // not running yet
        });
    };
    kill();
    w_.run_until([&] { return reply.has_value(); });
    EXPECT_EQ(reply->error(), errc::store_refused);
    EXPECT_EQ(state(), before);
}

TEST_F(ledger_redis_test, a_reply_that_is_not_documented_is_nonsense)
{
    for (auto const* const answer :
         {"'OK'", "{'00000000000000ab','2','1'}", "{'00000000000000ab','2','1','+X'}",
          "{'00000000000000ab','2','1','+- x'}", "{'ab','2','1','+-'}",
          "{'00000000000000ab','x','1','+-'}", "{'00000000000000ab','2','1','=- 1 2'}",
          "{'00000000000000ab','2','1','!whatever'}", "{'00000000000000ab','2','1','+-','+-'}"}) {
        w_.command({"FUNCTION", "LOAD", "REPLACE",
                    std::string("#!lua name=sejuta_1\nredis.register_function('sejuta_record_1', "
                                "function() return ") +
                        answer + " end)"});
        EXPECT_EQ(w_.try_record({a_report("term-1", 1)}).error(), errc::store_nonsense) << answer;
    }
}

TEST_F(ledger_redis_test, a_store_without_memory_records_nothing_and_says_so)
{
    auto const before = state();
    w_.command({"CONFIG", "SET", "maxmemory", "1"});
    EXPECT_EQ(w_.try_record({a_report("term-1", 1)}).error(), errc::store_full);
    w_.command({"CONFIG", "SET", "maxmemory", "0"});
    EXPECT_EQ(state(), before);
    EXPECT_EQ(w_.record_one(a_report("term-1", 1)).verdict, verdict::recorded);
}

TEST_F(ledger_redis_test, a_note_of_what_is_missing_is_written_once)
{
    auto const changes = [this] {
        auto const text = std::string(w_.command({"INFO", "persistence"}).text());
        return std::stoul(text.substr(text.find("last_save:") + 10));
    };
    EXPECT_EQ(w_.lacking("term-1", {7, 9}).size(), 2U);
    auto const before = changes();
    EXPECT_EQ(w_.lacking("term-1", {7, 9}).size(), 2U);
    EXPECT_EQ(changes(), before);
}

TEST_F(ledger_redis_test, wrong_arguments_write_nothing)
{
    auto const before = state();
    // FCALL, name, 6, six keys; how many reports and cells, the prepared parts; two ids, two index
    // values, one cell and its sum.
    auto const good = call_for({a_report("term-1", 1), a_report("term-1", 2)});
    ASSERT_EQ(good.size(), 9U + 8U + 6U);
    auto const refuses = [&](std::size_t place, std::string const& text) {
        auto wrong = good;
        wrong[place] = text;
        EXPECT_TRUE(w_.command(wrong).is_error()) << place << " " << text;
    };
    auto missing = good;
    missing.pop_back();
    EXPECT_TRUE(w_.command(missing).is_error());
    for (auto const* const number : {"0", "1", "3", "-1", "x", ""}) refuses(9, number);
    for (auto const* const number : {"0", "2", "3", "-1", "x", ""}) refuses(10, number);
    refuses(12, "one");           // the lengths
    refuses(13, "one");           // the cells' numbers
    refuses(19, good[19] + "x");  // an index value
    refuses(good.size() - 1, "not a sum");
    EXPECT_EQ(state(), before);
    EXPECT_TRUE(w_.command(good).is_array());
}

TEST_F(ledger_redis_test, a_word_or_a_cell_that_makes_no_sense_writes_nothing)
{
    auto const before = state();
    auto const replaces = a_replacement(a_report("term-1", 1), 2, 3);
    auto const good = call_for({a_report("term-1", 1), replaces});
    for (auto const* const word : {"", "0@", "0@x-", "0@12", "0@12X", "1@12-", "3", "1x"}) {
        auto wrong = good;
        wrong[wrong.size() - 2] = word;
        EXPECT_TRUE(w_.command(wrong).is_error()) << word;
    }
    auto letter = good;
    letter[letter.size() - 3][30] = '?';  // the method's letter in its cell
    EXPECT_TRUE(w_.command(letter).is_error());
    auto short_value = good;
    short_value[short_value.size() - 3].pop_back();
    EXPECT_TRUE(w_.command(short_value).is_error());
    EXPECT_EQ(state(), before);
    EXPECT_TRUE(w_.command(good).is_array());
}

TEST_F(ledger_redis_test, a_counter_that_is_no_number_is_damage_and_nothing_is_written)
{
    w_.record({a_report("term-1", 1)});
    auto const cell = domain::to_field(a_report("term-1", 1).cell);
    for (auto const* const value : {"x", "1.5", ""}) {
        w_.command({"HSET", w_.key("cells"), cell, value});
        auto const entries = w_.raw_entries().size();
        EXPECT_EQ(w_.try_record({a_report("term-1", 2)}).error(), errc::store_refused) << value;
        EXPECT_EQ(w_.raw_entries().size(), entries);
        EXPECT_FALSE(w_.find("term-1", 2).has_value());
    }
}

TEST_F(ledger_redis_test, a_revision_that_the_stream_has_already_writes_nothing)
{
    w_.record({a_report("term-1", 1)});
    w_.command({"HSET", w_.key("head"), "revision", "1"});  // damaged
    auto const before = state();
    EXPECT_EQ(w_.try_record({a_report("term-1", 2)}).error(), errc::store_refused);
    EXPECT_EQ(state(), before);
    EXPECT_FALSE(w_.find("term-1", 2).has_value());
}

TEST_F(ledger_redis_test, event_time_never_goes_back)
{
    auto const future = std::to_string(event_start_ms + 86'400'000);
    w_.command({"HSET", w_.key("head"), "event_time", future});
    EXPECT_EQ(std::to_string(w_.record({a_report("term-1", 1)}).now.as_of_ms), future);
}

TEST_F(ledger_redis_test, conflicts_are_kept_up_to_their_bound)
{
    w_.record({a_report("term-1", 1)});
    std::vector<std::string> fill{"HSET", w_.key("conflicts")};
    for (int i = 0; i < 9'999; ++i) fill.insert(fill.end(), {"x/" + std::to_string(i), "x"});
    w_.command(fill);
    w_.record({a_report("term-1", 1, 2)});
    EXPECT_EQ(w_.conflicts(), 10'000U);
    EXPECT_EQ(w_.record_one(a_report("term-1", 1, 3)).reason, rejection_code::conflict);
    EXPECT_EQ(w_.conflicts(), 10'000U);
}

TEST_F(ledger_redis_test, real_stays_real_and_rehearsal_stays_rehearsal)
{
    auto other = rehearsal();
    other.kind = domain::event_kind::real;
    std::optional<base::checked<ledger::head>> answer;
    ledger::redis::begin(w_.connection(0), other, 0xff, [&](auto got) { answer = got; });
    w_.run_until([&] { return answer.has_value(); });
    ASSERT_TRUE(answer->has_error());
    EXPECT_THAT(answer->error().sentence, testing::HasSubstr("KINDDIFFERS"));
    EXPECT_EQ(w_.head().kind, domain::event_kind::rehearsal);
}

TEST_F(ledger_redis_test, an_event_begins_once)
{
    w_.record({a_report("term-1", 1)});
    auto const before = w_.head();
    std::optional<base::checked<ledger::head>> answer;
    ledger::redis::begin(w_.connection(0), w_.event(), 0xff, [&](auto got) { answer = got; });
    w_.run_until([&] { return answer.has_value(); });
    EXPECT_EQ(answer->value(), before);
    EXPECT_EQ(w_.raw_entries().size(), 2U);
}

// The call is carried out, its reply never comes, the server dies: the same batch again is
// answered with duplicates.
TEST_F(ledger_redis_test, a_recording_whose_reply_was_lost_with_the_server_counts_once)
{
    reports const batch{a_report("term-1", 1, 3), a_report("term-2", 1, 4)};
    w_.connection(0).command({"CLIENT", "REPLY", "OFF"}, [](auto) {});
    std::optional<base::result<batch_reply>> reply;
    w_.recorder(0).record(w_.event(), batch, [&](auto got) { reply = std::move(got); });
    w_.run_until([&] { return w_.head_of(1).now.revision == 2; });
    EXPECT_FALSE(reply.has_value());
    w_.server().kill();
    w_.run_until([&] { return reply.has_value(); });
    EXPECT_EQ(reply->error(), errc::store_lost);
    w_.server().start();
    w_.run_until([&] { return w_.connection(0).connected(); });
    for (auto const& one : w_.record(batch).outcomes) EXPECT_EQ(one.verdict, verdict::duplicate);
    EXPECT_THAT(w_.cells(), ElementsAre(Pair(pil, 7)));
}

// The call waits in the socket of a frozen server that is then killed: it was never carried out.
TEST_F(ledger_redis_test, a_call_lost_before_it_was_carried_out_is_recorded_by_the_next)
{
    reports const batch{a_report("term-1", 1, 3)};
    w_.server().pause();
    std::optional<base::result<batch_reply>> reply;
    w_.recorder(0).record(w_.event(), batch, [&](auto got) { reply = std::move(got); });
    w_.io().restart();
    w_.io().poll();
    w_.server().kill();
    w_.run_until([&] { return reply.has_value(); });
    EXPECT_EQ(reply->error(), errc::store_lost);
    w_.server().start();
    w_.run_until([&] { return w_.connection(0).connected(); });
    EXPECT_EQ(w_.record(batch).outcomes[0].verdict, verdict::recorded);
    EXPECT_THAT(w_.cells(), ElementsAre(Pair(pil, 3)));
}

// Counts answers; every report must get exactly one.
class counting_sink final : public ledger::answer_sink {
public:
    void answered(std::uint64_t origin, domain::report const&, ledger::outcome const& what) override
    {
        EXPECT_NE(what.verdict, verdict::rejected);
        ++answers[origin];
    }
    void failed(std::uint64_t origin, domain::report const&, boost::system::error_code why) override
    {
        ADD_FAILURE() << "report " << origin << ": " << why.message();
        ++answers[origin];
    }
    void batch_done(ledger::sequence const&) override {}
    std::map<std::uint64_t, int> answers;
};

TEST_F(ledger_redis_test, a_server_killed_again_and_again_loses_nothing_and_counts_once)
{
    constexpr std::uint32_t total = 400;
    constexpr int kills = 4;
    counting_sink sink;
    auto const retry = [this](std::chrono::milliseconds after, std::function<void()> what) {
        auto timer = std::make_shared<boost::asio::steady_timer>(w_.io(), after);
        timer->async_wait([timer, what](auto) { what(); });
    };
    auto const event = std::make_shared<domain::event const>(w_.event());
    ledger::batcher batches(w_.recorder(0), event, sink, retry);
    std::uint32_t next = 1;
    for (int round = 0; round <= kills; ++round) {
        auto const goal = total * static_cast<std::uint32_t>(round + 1) / (kills + 1);
        w_.run_until([&] {
            if (next <= goal && batches.in_flight() < limits::batches_in_flight_max) {
                for (int i = 0; i < 5 && next <= goal; ++i, ++next)
                    EXPECT_TRUE(
                        batches.add(a_report("term-" + std::to_string(next % 3), next), next));
                batches.flush();
            }
            return next > goal;
        });
        if (round == kills) break;
        w_.server().kill();
        w_.server().start();
    }
    w_.run_until([&] { return batches.idle(); });
    EXPECT_EQ(sink.answers.size(), total);
    for (auto const& [origin, count] : sink.answers) EXPECT_EQ(count, 1) << origin;
    EXPECT_THAT(w_.cells(), ElementsAre(Pair(pil, total)));
}

TEST(memory_ledger_test, event_time_never_goes_back)
{
    memory_world w(rehearsal());
    w.clock().advance(std::chrono::hours(5));
    auto const first = w.record({a_report("term-1", 1)}).now.as_of_ms;
    w.clock().set(w.clock().now_ms() - 3'600'000);
    EXPECT_EQ(w.record({a_report("term-1", 2)}).now.as_of_ms, first);
}

// The two ledgers, driven by the same random reports, resends, conflicts, corrections and statuses,
// answer the same and count the same.
TEST(two_ledgers_test, memory_and_redis_decide_alike)
{
    auto const* const given = std::getenv("SEJUTA_TEST_SEED");
    auto const seed =
        given ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : std::random_device{}();
    std::cout << "seed " << seed << " (replay with SEJUTA_TEST_SEED)\n";
    std::mt19937 random(seed);
    memory_world memory(rehearsal());
    redis_world redis(rehearsal());
    auto const proof = [&](auto sent) {
        auto const at = event_start_ms - static_cast<base::unix_ms>(random() % 300'000);
        return random() % 4 == 0 ? healed(sent, at, random() % 2 == 0) : sent;
    };
    auto const one_of = [&](auto const& rows) { return rows[random() % rows.size()].value; };
    for (int round = 0; round < 60; ++round) {
        reports batch;
        for (auto size = 1 + random() % 20; size > 0; --size) {
            auto report = a_report("term-" + std::to_string(random() % 3),
                                   static_cast<std::uint32_t>(1 + random() % 60),
                                   static_cast<std::uint32_t>(1 + random() % 3));
            if (random() % 4 == 0) report.cell.method = one_of(domain::method_tokens);
            if (random() % 9 == 0) report.site = "1571-pmb-02";
            if (random() % 3 == 0)
                report.corrects = {static_cast<std::uint32_t>(1 + random() % 60),
                                   random() % 2 ? domain::correction_kind::void_
                                                : domain::correction_kind::replace,
                                   domain::correction_reason::salah_hitung};
            batch.push_back(proof(std::move(report)));
        }
        auto const close = proof(a_close("term-1", static_cast<std::uint32_t>(1 + random() % 60),
                                         static_cast<std::uint32_t>(random() % 3)));
        auto of_memory = memory.close_day(close).outcome;
        auto of_redis = redis.close_day(close).outcome;
        // Each has a clock of its own.
        auto const without_times = [](ledger::outcome& one) {
            one.event_time_ms = 0;
            if (one.earlier) one.earlier->event_time_ms = 0;
        };
        without_times(of_memory);
        without_times(of_redis);
        ASSERT_EQ(of_memory, of_redis) << "round " << round;
        auto expected = memory.record(batch).outcomes;
        auto found = redis.record(batch).outcomes;
        for (auto* const all : {&expected, &found})
            for (auto& one : *all) without_times(one);
        ASSERT_EQ(expected, found) << "round " << round;
        ASSERT_EQ(memory.cells(), redis.cells()) << "round " << round;
        std::vector<std::uint32_t> held{1, 2, 3, static_cast<std::uint32_t>(random() % 60 + 1)};
        ASSERT_EQ(memory.lacking("term-2", held), redis.lacking("term-2", held));
        ASSERT_EQ(memory.missing(), redis.missing()) << "round " << round;
        if (random() % 6 == 0) {
            auto const status = random() % 2   ? domain::event_status::late
                                : random() % 3 ? domain::event_status::open
                                               : domain::event_status::closed;
            EXPECT_EQ(memory.try_status(status).has_value(), redis.try_status(status).has_value());
        }
    }
    EXPECT_EQ(memory.conflicts(), redis.conflicts());
    EXPECT_EQ(memory.entries().size(), redis.entries().size());
}

}  // namespace
}  // namespace sejuta::tests
