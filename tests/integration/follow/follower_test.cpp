// SPDX-License-Identifier: Apache-2.0
// The follower on a real Redis with the real functions: every entry once and in order through
// recording, kills and restarts; another ledger is never taken for the one that was followed.
#include "ledger/redis/follower.hpp"

#include <gmock/gmock.h>

#include "integration/follow/following.hpp"
#include "ledger/redis/enrolment.hpp"

namespace sejuta::tests {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;

constexpr auto pil = "2020-06-29/15.71/pil/baru/none/pmb/none/ontime";

class follower_test : public ::testing::Test, protected followed_world {
protected:
    void run_until(std::function<bool()> const& holds) { world.run_until(holds); }
    std::string key(std::string_view name) { return world.key(name); }
    // And waits until everybody has noticed.
    void kill_redis()
    {
        world.server().kill();
        run_until([&] { return sink.losses == 1 && !world.connection(0).connected(); });
    }
};

TEST_F(follower_test, a_new_follower_sees_the_whole_ledger_and_recounts_it)
{
    put({a_report("t-01", 1, 3), a_report("t-01", 2, 4)});
    put({a_void(a_report("t-01", 1, 3), 3), a_replacement(a_report("t-01", 2, 4), 4, 9)});
    follow_until_caught_up();

    EXPECT_EQ(sink.resets, 1);
    EXPECT_TRUE(sink.saw_each_once());
    EXPECT_EQ(sink.entries.front().what, ledger::entry::kind::begin);
    EXPECT_EQ(sink.cells_without_zeros(), (sums{{pil, 9}}));
    EXPECT_EQ(sink.cells_without_zeros(), world.cells());
    EXPECT_EQ(sink.head.now, world.head().now);
    EXPECT_GE(sink.checked_at_ms, sink.entries.back().sequence.as_of_ms);
    ASSERT_EQ(recounts.size(), 1U);
    EXPECT_TRUE(recounts[0].ok());
    EXPECT_EQ(recounts[0].acceptors, 9);
    EXPECT_EQ(recounts[0].reports, 4U);
    EXPECT_EQ(recounts[0].at.revision, 3U);
    EXPECT_EQ(follower.trouble(), "");
}

TEST_F(follower_test, what_two_connections_record_arrives_once_and_in_order)
{
    follow_until_caught_up();
    int answered = 0;
    ledger::revision last = 0;
    for (std::uint32_t seq = 1; seq <= 200; ++seq)
        for (int which : {0, 1})
            world.recorder(which).record(world.event(),
                                         {a_report(which == 0 ? "t-01" : "t-02", seq, which + 1)},
                                         [&](auto const& reply) {
                                             ASSERT_TRUE(reply);
                                             ++answered;
                                             last = std::max(last, reply->now.revision);
                                         });
    run_until([&] { return answered == 400 && sink.is_caught_up(last); });

    EXPECT_EQ(last, 401U);
    EXPECT_TRUE(sink.saw_each_once());
    EXPECT_EQ(sink.cells, (sums{{pil, 600}}));
    EXPECT_EQ(sink.resets, 1);
}

TEST_F(follower_test, a_status_arrives_as_an_entry)
{
    follow_until_caught_up();
    world.set_status(domain::event_status::late);
    run_until([&] { return sink.is_caught_up(2); });
    EXPECT_EQ(sink.entries.back().what, ledger::entry::kind::status);
    EXPECT_EQ(sink.entries.back().status, domain::event_status::late);
}

TEST_F(follower_test, silence_is_proven_again_and_again)
{
    follow_until_caught_up();
    auto const proofs = sink.proofs;
    auto const checked = sink.checked_at_ms;
    run_until([&] { return sink.proofs >= proofs + 2; });
    EXPECT_GT(sink.checked_at_ms, checked);
    EXPECT_EQ(sink.entries.size(), 1U);
}

TEST_F(follower_test, after_a_killed_redis_it_resumes_without_seeing_anything_twice)
{
    put({a_report("t-01", 1, 3)});
    follow_until_caught_up();
    kill_redis();
    EXPECT_THAT(follower.trouble(), Not(IsEmpty()));
    world.server().start();
    run_until([&] { return world.connection(0).connected(); });
    put({a_report("t-01", 2, 4)});
    run_until([&] { return sink.is_caught_up(3); });

    EXPECT_EQ(sink.resets, 1);
    EXPECT_TRUE(sink.saw_each_once());
    EXPECT_EQ(sink.cells, (sums{{pil, 7}}));
    EXPECT_EQ(recounts.size(), 1U);
}

// A restored backup whose tail went another way: same epoch, same revision, other content.
TEST_F(follower_test, another_ledger_after_a_lost_connection_begins_again)
{
    put({a_report("t-01", 1, 3)});
    follow_until_caught_up();
    redis_world other(rehearsal());
    other.record({a_report("t-01", 1, 8)});
    other.server().terminate();
    kill_redis();
    auto const files = [](redis_world& of) { return of.server().directory() + "/appendonlydir"; };
    std::filesystem::remove_all(files(world));
    std::filesystem::copy(files(other), files(world));
    world.server().start();
    run_until([&] { return sink.resets == 2 && sink.is_caught_up(2); });

    EXPECT_EQ(sink.cells, (sums{{pil, 8}}));
}

// The connection stays: only the head tells that the ledger is another one.
TEST_F(follower_test, a_ledger_exchanged_under_an_open_connection_begins_again)
{
    put({a_report("t-01", 1, 3)});
    follow_until_caught_up();
    world.command({"FLUSHALL"});
    begin_anew(0xcd);
    put({a_report("t-01", 1, 8)});
    run_until([&] { return sink.resets >= 2 && sink.is_caught_up(2); });

    EXPECT_EQ(sink.head.now.epoch, 0xcdU);
    EXPECT_EQ(sink.cells, (sums{{pil, 8}}));
}

// Two reads that are just full, and one that is not.
TEST_F(follower_test, a_ledger_of_several_reads_is_seen_whole)
{
    auto const entries = 2 * limits::follow_entries_per_read;
    for (std::uint32_t seq = 1; seq < entries; ++seq)
        world.recorder(0).record(world.event(), {a_report("t-01", seq)}, [](auto const&) {});
    put({a_report("t-02", 1)});
    ASSERT_EQ(revision, entries + 1);
    follow_until_caught_up();
    EXPECT_TRUE(sink.saw_each_once());
    ASSERT_EQ(recounts.size(), 1U);
    EXPECT_TRUE(recounts[0].ok());
    EXPECT_EQ(recounts[0].reports, entries);
}

TEST_F(follower_test, entries_of_one_report_are_read_together)
{
    using clock = std::chrono::steady_clock;
    constexpr std::uint32_t reports = 200;
    follow_until_caught_up();
    world.command({"CONFIG", "RESETSTAT"});
    auto const began = clock::now();
    for (std::uint32_t seq = 1; seq <= reports; ++seq) put({a_report("t-01", seq)});
    run_until([&] { return sink.is_caught_up(1 + reports); });
    auto const pauses = (clock::now() - began) / limits::follow_pause;
    EXPECT_TRUE(sink.saw_each_once());
    auto const stats = std::string(world.command({"INFO", "commandstats"}).text());
    auto const reads = stats.find("cmdstat_xread:calls=");
    ASSERT_NE(reads, std::string::npos);
    EXPECT_LE(std::stol(stats.substr(reads + 20)), pauses + 2);
}

TEST_F(follower_test, a_new_epoch_begins_again_and_keeps_the_history)
{
    put({a_report("t-01", 1, 3)});
    follow_until_caught_up();
    world.begin_epoch(0xcd);
    run_until([&] { return sink.resets == 2 && sink.is_caught_up(3); });

    EXPECT_EQ(sink.head.now.epoch, 0xcdU);
    EXPECT_EQ(sink.caught_up_at->epoch, 0xcdU);
    EXPECT_EQ(sink.cells, (sums{{pil, 3}}));
    run_until([&] { return recounts.size() == 2; });
    EXPECT_TRUE(recounts[1].ok());
}

TEST_F(follower_test, an_entry_by_hand_is_never_applied)
{
    follow_until_caught_up();
    world.command({"XADD", key("ledger"), "2-0", "kind", "gift"});
    run_until([&] { return sink.losses >= 2; });
    EXPECT_THAT(follower.trouble(), ::testing::HasSubstr("revision 2: field kind"));
    EXPECT_EQ(sink.revision(), 1U);
    EXPECT_FALSE(sink.caught_up_at.has_value());
    ASSERT_FALSE(recounts.back().ok());
}

TEST_F(follower_test, a_gap_is_never_stepped_over)
{
    put({a_report("t-01", 1, 3)});
    put({a_report("t-01", 2, 3)});
    world.command({"XDEL", key("ledger"), "2-0"});
    follower.start();
    run_until([&] { return !recounts.empty(); });
    EXPECT_FALSE(recounts[0].ok());
    EXPECT_EQ(sink.revision(), 1U);
}

TEST_F(follower_test, a_cut_tail_is_told_though_nothing_arrives)
{
    put({a_report("t-01", 1, 3)});
    world.command({"XDEL", key("ledger"), "2-0"});
    follower.start();
    run_until([&] { return !recounts.empty(); });
    EXPECT_FALSE(recounts[0].ok());
}

TEST_F(follower_test, a_counter_changed_by_hand_is_found_while_loading)
{
    put({a_report("t-01", 1, 3)});
    world.command({"HINCRBY", key("cells"), pil, "1"});
    follow_until_caught_up();
    ASSERT_EQ(recounts.size(), 1U);
    ASSERT_EQ(recounts[0].differences.total(), 1U);
    EXPECT_EQ(recounts[0].differences.kept()[0], (ledger::difference{key("cells"), pil, "3", "4"}));
    EXPECT_EQ(sink.cells, (sums{{pil, 3}})) << "the ledger is the truth";
}

TEST_F(follower_test, an_index_changed_by_hand_is_found_while_loading)
{
    put({a_report("t-01", 1, 3), a_report("t-02", 1, 4), a_report("t-02", 2, 5)});
    world.command({"HDEL", key("index"), "t-01/1"});
    world.command({"HSET", key("index"), "t-02/2", "nonsense", "t-09/7", "from nowhere"});
    follow_until_caught_up();
    std::vector<std::string> places;
    for (auto const& one : recounts[0].differences.kept()) places.push_back(one.field);
    EXPECT_THAT(places, ::testing::UnorderedElementsAre("t-01/1", "t-02/2", "t-09/7"));
}

TEST_F(follower_test, a_code_changed_by_hand_is_found_while_loading)
{
    bool issued = false;
    ledger::redis::issue_codes(world.connection(0), world.event().id, "a",
                               {{{1}, {"S1"}, 4'000'000'000}, {{2}, {"S2"}, 4'000'000'000}},
                               [&](auto const& done) { issued = done.has_value(); });
    run_until([&] { return issued; });
    auto const codes = world.command({"HKEYS", key("codes")});
    world.command({"HSET", key("codes"), std::string(codes.at(0).text()), "I 4000000000 S9"});
    revision = 3;
    follow_until_caught_up();
    ASSERT_EQ(recounts[0].differences.total(), 1U);
    EXPECT_EQ(recounts[0].differences.kept()[0].field, codes.at(0).text());
}

TEST_F(follower_test, what_is_recorded_while_it_loads_is_no_difference)
{
    int answered = 0;
    put({a_report("t-01", 1, 3)});
    follower.start();
    for (std::uint32_t seq = 10; seq < 400; seq += 2)
        for (auto const& one :
             {a_report("t-01", seq, 2), a_void(a_report("t-01", seq, 2), seq + 1)})
            world.recorder(0).record(world.event(), {one}, [&](auto const&) { ++answered; });
    run_until([&] { return answered == 390 && !recounts.empty(); });
    EXPECT_TRUE(recounts[0].ok()) << recounts[0].differences.kept().front().field;
}

TEST_F(follower_test, an_event_that_has_not_begun_is_waited_for)
{
    world.command({"FLUSHALL"});
    follower.start();
    run_until([&] { return follower.trouble() == "the event has not begun in this store"; });
    EXPECT_EQ(sink.resets, 0);
    begin_anew(0xcd);
    run_until([&] { return sink.is_caught_up(1); });
}

TEST_F(follower_test, after_stop_nothing_is_told)
{
    follow_until_caught_up();
    follower.stop();
    auto const proofs = sink.proofs;
    put({a_report("t-01", 1, 3)});
    EXPECT_EQ(sink.proofs, proofs);
    EXPECT_EQ(sink.losses, 0);
    EXPECT_EQ(sink.revision(), 1U);
}

}  // namespace
}  // namespace sejuta::tests
