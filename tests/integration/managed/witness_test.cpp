// SPDX-License-Identifier: Apache-2.0
// An older ledger under a server that had seen more begins a new epoch; the same one goes on.
#include "ledger/managed/witness.hpp"

#include "integration/managed/support.hpp"
#include "ledger/entry.hpp"
#include "ledger/managed/ledger_watch.hpp"
#include "ledger/managed/store.hpp"
#include "ledger/managed/store_check.hpp"
#include "ledger/redis/functions.hpp"
#include "ledger/redis/opening.hpp"

namespace sejuta::ledger::managed {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class witness_test : public testing::Test {
protected:
    static domain::event_ptr an_event()
    {
        domain::event event;
        event.id = "hari-satu";
        event.clock = {.starts_at_ms = 1'593'392'400'000, .ends_at_ms = 0, .speed = 1};
        return std::make_shared<domain::event const>(std::move(event));
    }
    // Starts Redis and prepares it as serve does; the head as it is then.
    head start()
    {
        auto started = managed_redis::start(io_, options_in(data()));
        EXPECT_TRUE(started.has_value()) << started.error().sentence;
        redis_ = std::move(*started);
        prepare_options options;
        options.new_epoch = redis_->loading().tail_cut;
        options.last_seen = &redis_->last_seen();
        auto prepared =
            prepare_store({redis_->application(), redis_->admin()}, {an_event()}, options);
        EXPECT_TRUE(prepared.has_value()) << prepared.error().sentence;
        why_ = prepared->why_new_epoch;
        redis_->watch_ledgers({"hari-satu"});
        return prepared->heads.front();
    }
    void stop()
    {
        bool stopped = false;
        redis_->stop([&] { stopped = true; });
        ASSERT_TRUE(run_until(io_, [&] { return stopped; }));
        redis_.reset();
    }
    // One more entry.
    void grow()
    {
        console admin(redis_->admin());
        ASSERT_TRUE(admin.connect(patience));
        auto const written = admin.wait<head>([&](redis::connection& to, auto done) {
            redis::write_change(to, *an_event(), {"a", domain::revocation{"term-1"}},
                                std::move(done));
        });
        ASSERT_TRUE(written.has_value()) << written.error().sentence;
    }
    std::string epoch_now()
    {
        return ask(redis_->application(), {"HGET", "{hari-satu}:head", "epoch"});
    }
    fs::path data() const { return directory_ / "data"; }
    static void copy(fs::path const& from, fs::path const& to)
    {
        fs::copy(from, to, fs::copy_options::recursive | fs::copy_options::overwrite_existing);
    }

    temporary_directory directory_;
    boost::asio::io_context io_;
    std::unique_ptr<managed_redis> redis_;
    std::string why_;
};

TEST_F(witness_test, a_ledger_that_was_stopped_and_started_goes_on_in_its_epoch)
{
    auto const first = start();
    EXPECT_EQ(why_, "nobody wrote down what was seen of the ledger last");
    grow();
    stop();
    auto const second = start();
    EXPECT_EQ(why_, "");
    EXPECT_EQ(second.now.epoch, first.now.epoch);
    EXPECT_EQ(second.now.revision, 2U);
}

TEST_F(witness_test, an_older_append_only_file_put_back_begins_a_new_epoch)
{
    auto const first = start();
    stop();
    copy(data() / "redis/appendonlydir", directory_ / "backup");
    start();
    grow();
    stop();
    fs::remove_all(data() / "redis/appendonlydir");
    copy(directory_ / "backup", data() / "redis/appendonlydir");
    auto const restored = start();
    EXPECT_THAT(why_, HasSubstr("event hari-satu was at revision 2"));
    EXPECT_THAT(why_, HasSubstr("ends before"));
    EXPECT_NE(restored.now.epoch, first.now.epoch);
    EXPECT_EQ(restored.now.revision, 2U);  // and (epoch, revision) names one state still
    stop();
    EXPECT_EQ(start().now, restored.now);
}

TEST_F(witness_test, another_ledger_of_the_same_length_begins_a_new_epoch)
{
    start();
    stop();
    copy(data() / "redis/appendonlydir", directory_ / "backup");
    start();
    grow();
    stop();
    auto const seen = read_text(data() / "redis/last-seen");
    fs::remove_all(data() / "redis/appendonlydir");
    copy(directory_ / "backup", data() / "redis/appendonlydir");
    start();
    stop();
    std::ofstream(data() / "redis/last-seen", std::ios::trunc) << seen;
    start();
    EXPECT_THAT(why_, HasSubstr("has another entry there"));
}

TEST_F(witness_test, a_whole_data_directory_put_back_begins_a_new_epoch)
{
    auto const first = start();
    stop();
    copy(data(), directory_ / "backup");
    start();
    grow();
    stop();
    copy(directory_ / "backup", data());  // over the files as they are
    auto const restored = start();
    EXPECT_EQ(why_, "the data directory was copied or restored");
    EXPECT_NE(restored.now.epoch, first.now.epoch);
}

TEST_F(witness_test, a_redis_that_comes_back_with_less_is_up_only_in_a_new_epoch)
{
    start();
    stop();
    copy(data() / "redis/appendonlydir", directory_ / "backup");
    auto const before = start();
    grow();
    stop();
    start();
    ASSERT_TRUE(run_until(io_, [&] {
        return read_text(data() / "redis/last-seen").find(" 2 ") != std::string::npos;
    }));
    std::vector<redis_state> states;
    std::string epoch_when_up;
    redis_->on_change([&](redis_state now) {
        states.push_back(now);
        if (now == redis_state::up) epoch_when_up = epoch_now();
    });
    kill(redis_->process_id(), SIGKILL);
    fs::remove_all(data() / "redis/appendonlydir");
    copy(directory_ / "backup", data() / "redis/appendonlydir");
    ASSERT_TRUE(
        run_until(io_, [&] { return redis_->state() == redis_state::up && !states.empty(); }));
    EXPECT_EQ(states, (std::vector{redis_state::down, redis_state::up}));
    EXPECT_EQ(epoch_when_up.size(), 16U);
    EXPECT_NE(epoch_when_up, to_hex(before.now.epoch));
    EXPECT_EQ(epoch_now(), epoch_when_up);
}

// Its functions come back a moment later, as the prober loads them.
TEST_F(witness_test, a_new_epoch_that_cannot_be_begun_yet_is_tried_again)
{
    start();
    ask(redis_->admin(), {"FUNCTION", "DELETE", std::string(redis::function_library_name())});
    stop();
    copy(data() / "redis/appendonlydir", directory_ / "backup");
    auto const before = start();
    grow();
    ASSERT_TRUE(run_until(io_, [&] {
        return read_text(data() / "redis/last-seen").find(" 2 ") != std::string::npos;
    }));
    kill(redis_->process_id(), SIGKILL);
    fs::remove_all(data() / "redis/appendonlydir");
    copy(directory_ / "backup", data() / "redis/appendonlydir");
    ASSERT_TRUE(run_until(io_, [&] {
        return redis_->reason().find("no new epoch has begun yet") != std::string::npos;
    }));
    EXPECT_EQ(redis_->state(), redis_state::down);
    EXPECT_EQ(epoch_now(), to_hex(before.now.epoch));

    console admin(redis_->admin());
    ASSERT_TRUE(admin.connect(patience));
    auto const found = admin.wait<store_findings>([](redis::connection& to, auto done) {
        check_store(to, [done](store_findings const& seen) { done(seen); });
    });
    ASSERT_TRUE(found.has_value() && found->loaded);
    ASSERT_TRUE(run_until(io_, [&] { return redis_->state() == redis_state::up; }));
    EXPECT_NE(epoch_now(), to_hex(before.now.epoch));
}

TEST_F(witness_test, a_redis_that_is_not_trusted_yet_is_looked_at_without_a_word)
{
    auto const now = start().now.revision;
    witness const seen(directory_.path());
    auto const revision = [&] { return seen.read() ? seen.read()->ledgers.front().revision : 0; };
    ledger_watch watch(io_, redis_->admin(), seen, {"hari-satu"});
    watch.start();
    ASSERT_TRUE(run_until(io_, [&] { return revision() == now; }));
    ASSERT_TRUE(seen.write({{"hari-satu", "00000000000000ab", 9, std::string(40, 'a')}}));

    bool looked = false;
    watch.look([&] { looked = true; });
    watch.distrust();  // while the question is on its way
    ASSERT_TRUE(run_until(io_, [&] { return looked; }));
    EXPECT_EQ(revision(), 9U);
    looked = false;
    watch.look([&] { looked = true; });
    EXPECT_TRUE(looked);

    watch.trust();
    ASSERT_TRUE(run_until(io_, [&] { return revision() == now; }));
}

TEST_F(witness_test, a_killed_redis_with_all_its_data_goes_on_in_its_epoch)
{
    auto const before = start();
    grow();
    kill(redis_->process_id(), SIGKILL);
    ASSERT_TRUE(run_until(io_, [&] { return redis_->state() == redis_state::down; }));
    ASSERT_TRUE(run_until(io_, [&] { return redis_->state() == redis_state::up; }));
    EXPECT_EQ(epoch_now(), to_hex(before.now.epoch));
}

TEST_F(witness_test, what_was_seen_is_written_for_each_event_and_kept_for_others)
{
    witness const seen(directory_.path());
    EXPECT_FALSE(seen.read().has_value());
    std::string const chain(40, 'a');
    ASSERT_TRUE(
        seen.write({{"one", "00000000000000ab", 7, chain}, {"two", "00000000000000cd", 1, chain}}));
    ASSERT_TRUE(seen.write({{"one", "00000000000000ab", 9, chain}}));
    auto const read = seen.read();
    ASSERT_TRUE(read.has_value());
    EXPECT_FALSE(read->copied);
    EXPECT_THAT(read->ledgers,
                testing::UnorderedElementsAre(seen_ledger{"one", "00000000000000ab", 9, chain},
                                              seen_ledger{"two", "00000000000000cd", 1, chain}));
    std::ofstream(directory_ / "last-seen", std::ios::app) << "nonsense\n";
    EXPECT_FALSE(seen.read().has_value());
}

}  // namespace
}  // namespace sejuta::ledger::managed
