// SPDX-License-Identifier: Apache-2.0
// The life of the managed Redis: started, killed, adopted, restarted, stopped. Real processes.
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "integration/managed/support.hpp"
#include "ledger/managed/compaction.hpp"
#include "ledger/managed/rights.hpp"

namespace sejuta::ledger::managed {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class managed_life : public testing::Test {
protected:
    std::unique_ptr<managed_redis> start()
    {
        auto started = managed_redis::start(io_, options_in(directory_ / "data"));
        if (!started) ADD_FAILURE() << started.error().sentence;
        return started ? std::move(*started) : nullptr;
    }
    void stop(std::unique_ptr<managed_redis>& running)
    {
        auto stopped = false;
        running->stop([&] { stopped = true; });
        ASSERT_TRUE(run_until(io_, [&] { return stopped; }));
        EXPECT_EQ(running->state(), redis_state::stopped);
        running.reset();
    }
    static std::string count(redis::endpoint const& as)
    {
        ask(as, {"XADD", "{e}:ledger", "*", "x", "1"});
        return ask(as, {"XLEN", "{e}:ledger"});
    }

    static std::unique_ptr<console> console_to(redis::endpoint const& as)
    {
        auto made = std::make_unique<console>(as);
        EXPECT_TRUE(made->connect(patience)) << made->trouble();
        return made;
    }

    temporary_directory directory_;
    boost::asio::io_context io_;
};

TEST_F(managed_life, a_started_redis_keeps_what_was_written_over_a_restart)
{
    auto first = start();
    ASSERT_TRUE(first);
    EXPECT_EQ(count(first->application()), "1");
    EXPECT_EQ(count(first->application()), "2");
    stop(first);

    auto second = start();
    ASSERT_TRUE(second);
    EXPECT_FALSE(second->adopted());
    EXPECT_EQ(count(second->application()), "3");
    stop(second);
}

TEST_F(managed_life, a_stopped_redis_is_gone_and_so_is_one_whose_owner_was_destroyed)
{
    auto running = start();
    ASSERT_TRUE(running);
    auto const id = running->process_id();
    stop(running);
    EXPECT_FALSE(lives(id)) << "process " << id << " lives";

    running = start();
    ASSERT_TRUE(running);
    auto const other = running->process_id();
    running.reset();
    EXPECT_FALSE(lives(other)) << "process " << other << " lives";
}

TEST_F(managed_life, a_redis_that_survived_its_server_is_adopted_with_its_data)
{
    forked_server killed(options_in(directory_ / "data"));
    ASSERT_NE(killed.redis(), 0);
    auto const password = read_secret(directory_ / "data", application_user);
    ASSERT_TRUE(password);
    redis::endpoint as;
    as.unix_path = socket_of(directory_ / "data");
    as.user = application_user;
    as.password = *password;
    EXPECT_EQ(count(as), "1");
    killed.kill_now();
    EXPECT_EQ(count(as), "2") << "Redis did not outlive its server";

    auto next = start();
    ASSERT_TRUE(next);
    EXPECT_TRUE(next->adopted());
    EXPECT_EQ(next->process_id(), killed.redis());
    EXPECT_EQ(count(next->application()), "3");
    stop(next);
    EXPECT_FALSE(lives(killed.redis())) << "the adopted Redis was not stopped";
}

TEST_F(managed_life, an_adopted_redis_that_is_killed_is_started_again)
{
    forked_server killed(options_in(directory_ / "data"));
    ASSERT_NE(killed.redis(), 0);
    killed.kill_now();
    auto next = start();
    ASSERT_TRUE(next);
    EXPECT_EQ(count(next->application()), "1");
    kill(killed.redis(), SIGKILL);
    ASSERT_TRUE(run_until(io_, [&] { return next->state() == redis_state::down; }));
    ASSERT_TRUE(run_until(io_, [&] { return next->state() == redis_state::up; }));
    EXPECT_NE(next->process_id(), killed.redis());
    EXPECT_EQ(count(next->application()), "2");
    stop(next);
}

TEST_F(managed_life, a_redis_left_with_other_settings_is_replaced_and_its_data_kept)
{
    forked_server killed(options_in(directory_ / "data"));
    ASSERT_NE(killed.redis(), 0);
    killed.kill_now();
    auto options = options_in(directory_ / "data");
    options.maxmemory_bytes += 1024;
    auto next = managed_redis::start(io_, options);
    ASSERT_TRUE(next) << next.error().sentence;
    EXPECT_FALSE((*next)->adopted());
    EXPECT_NE((*next)->process_id(), killed.redis());
    EXPECT_FALSE(lives(killed.redis())) << "two Redis on one directory";
    EXPECT_EQ(ask((*next)->admin(), {"CONFIG", "GET", "maxmemory"}),
              "maxmemory " + std::to_string(options.maxmemory_bytes));
}

TEST_F(managed_life, a_redis_that_hangs_is_named_and_not_doubled)
{
    forked_server killed(options_in(directory_ / "data"));
    ASSERT_NE(killed.redis(), 0);
    killed.kill_now();
    kill(killed.redis(), SIGSTOP);
    auto options = options_in(directory_ / "data");
    options.start_deadline = 300ms;
    auto const next = managed_redis::start(io_, options);
    ASSERT_FALSE(next);
    EXPECT_THAT(next.error().sentence,
                HasSubstr("a Redis (process " + std::to_string(killed.redis()) + ") still uses"));
    kill(killed.redis(), SIGKILL);
}

TEST_F(managed_life, a_killed_redis_comes_back_by_itself_with_its_data)
{
    auto running = start();
    ASSERT_TRUE(running);
    std::vector<redis_state> seen;
    running->on_change([&](redis_state now) { seen.push_back(now); });
    EXPECT_EQ(count(running->application()), "1");
    auto const id = running->process_id();
    kill(id, SIGKILL);
    ASSERT_TRUE(run_until(io_, [&] { return running->state() == redis_state::down; }));
    EXPECT_THAT(running->reason(), HasSubstr("signal 9"));
    ASSERT_TRUE(run_until(io_, [&] { return running->state() == redis_state::up; }));
    EXPECT_THAT(seen, testing::ElementsAre(redis_state::down, redis_state::up));
    EXPECT_NE(running->process_id(), id);
    EXPECT_EQ(count(running->application()), "2");
    stop(running);
}

TEST_F(managed_life, stopping_while_redis_is_down_ends_without_a_new_one)
{
    auto running = start();
    ASSERT_TRUE(running);
    kill(running->process_id(), SIGKILL);
    ASSERT_TRUE(run_until(io_, [&] { return running->state() == redis_state::down; }));
    stop(running);
    redis::endpoint where;
    where.unix_path = socket_of(directory_ / "data");
    EXPECT_THAT(ask(where, {"PING"}, 300ms), HasSubstr("no connection"));
}

// A Redis that outlives its server must not keep the server's listening port.
TEST_F(managed_life, redis_inherits_nothing_but_the_lock)
{
    // Without close-on-exec, as Asio opens it, and not where the child's own descriptors are.
    auto const opened = socket(AF_INET, SOCK_STREAM, 0);
    auto const listening = fcntl(opened, F_DUPFD, 100);
    close(opened);
    ASSERT_EQ(listen(listening, 1), 0);
    struct stat about{};
    fstat(listening, &about);
    auto running = start();
    ASSERT_TRUE(running);
    auto locks = 0;
    for (auto const& one :
         fs::directory_iterator("/proc/" + std::to_string(running->process_id()) + "/fd")) {
        std::error_code gone;
        auto const target = fs::read_symlink(one.path(), gone).string();
        EXPECT_NE(target, "socket:[" + std::to_string(about.st_ino) + "]");
        if (target == (directory_ / "data/redis/lock")) ++locks;
        EXPECT_NE(target, directory_ / "data/lock");
    }
    EXPECT_EQ(locks, 1);
    close(listening);
    stop(running);
}

TEST_F(managed_life, a_long_file_is_made_short_before_anything_serves)
{
    auto running = start();
    ASSERT_TRUE(running);
    for (auto i = 1; i <= 100; ++i) EXPECT_EQ(count(running->application()), std::to_string(i));
    auto const bytes = [&] {
        return std::stoull(console_to(running->admin())->info("persistence", "aof_current_size"));
    };
    auto const before = bytes();
    EXPECT_FALSE(shorten_file(*console_to(running->admin()), 1ULL << 40, before + 1));
    EXPECT_TRUE(shorten_file(*console_to(running->admin()), 1ULL << 40, before));
    EXPECT_LT(bytes(), before / 2);
    stop(running);
    running = start();
    ASSERT_TRUE(running);
    EXPECT_EQ(count(running->application()), "101");
    stop(running);
}

TEST(a_rewrite, is_worth_it_for_a_large_file_with_room_beside_it)
{
    auto const spare = limits::disk_free_bytes_min;
    EXPECT_TRUE(is_worth_rewriting(100, 50, 100 + spare, 100));
    EXPECT_FALSE(is_worth_rewriting(99, 0, 100 + spare, 100));
    EXPECT_FALSE(is_worth_rewriting(100, 51, 100 + spare, 100));
    EXPECT_FALSE(is_worth_rewriting(100, 50, 99 + spare, 100));
}

TEST_F(managed_life, secrets_and_sockets_are_for_their_owner_alone)
{
    auto running = start();
    ASSERT_TRUE(running);
    auto const mode = [&](std::string const& name) {
        return static_cast<unsigned>(fs::status(directory_ / name).permissions());
    };
    EXPECT_EQ(mode("data"), 0700U);
    EXPECT_EQ(mode("data/redis"), 0700U);
    EXPECT_EQ(mode("data/redis/sejuta.secret"), 0600U);
    EXPECT_EQ(mode("data/redis/sejuta-admin.secret"), 0600U);
    EXPECT_EQ(mode("data/redis/redis.conf"), 0600U);
    EXPECT_EQ(mode("data/redis/redis.sock") & 0077U, 0U);
    EXPECT_NE(running->application().password, running->admin().password);
    auto const conf = read_text(directory_ / "data/redis/redis.conf");
    EXPECT_THAT(conf, testing::Not(HasSubstr(running->admin().password)));
    stop(running);
}

}  // namespace
}  // namespace sejuta::ledger::managed
