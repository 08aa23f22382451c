// SPDX-License-Identifier: Apache-2.0
// What stops a managed Redis from starting: each with one sentence that names the cure.
#include <pwd.h>
#include <sys/stat.h>

#include "integration/managed/support.hpp"
#include "ledger/managed/rights.hpp"

namespace sejuta::ledger::managed {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

// A program in the place of redis-server. It is asked for its version, then started with the
// configuration as its only argument.
fs::path write_program(fs::path const& where, std::string const& body)
{
    std::ofstream(where) << "#!/bin/sh\n" << body;
    fs::permissions(where, fs::perms::owner_all | fs::perms::group_all | fs::perms::others_exec |
                               fs::perms::others_read);
    return where;
}

class starting_redis : public testing::Test {
protected:
    std::string refused(managed_options options)
    {
        auto const started = managed_redis::start(io_, std::move(options));
        return started ? "it started" : started.error().sentence;
    }
    managed_options options() const { return options_in(directory_ / "data"); }

    temporary_directory directory_;
    boost::asio::io_context io_;
};

TEST_F(starting_redis, is_refused_to_a_second_server_of_the_same_directory)
{
    forked_server const first(options());
    ASSERT_NE(first.redis(), 0);
    EXPECT_THAT(refused(options()),
                AllOf(HasSubstr("another server (process "), HasSubstr("stop it, or choose")));
    EXPECT_TRUE(lives(first.redis()));
    kill(first.redis(), SIGKILL);
}

TEST_F(starting_redis, needs_the_program)
{
    auto wanted = options();
    wanted.redis_server = "/nowhere/redis-server";
    EXPECT_THAT(refused(wanted), AllOf(HasSubstr("/nowhere/redis-server was not found"),
                                       HasSubstr("apt-get install redis-server")));
}

TEST_F(starting_redis, refuses_an_older_redis_before_it_touches_the_data)
{
    auto wanted = options();
    wanted.redis_server = write_program(directory_ / "old", "echo 'Redis server v=6.2.14 sha=0'\n");
    EXPECT_THAT(refused(wanted),
                AllOf(HasSubstr("version \"6.2.14\""), HasSubstr("7.0.15 or newer")));
    EXPECT_FALSE(fs::exists(directory_ / "data/redis/appendonlydir"));
    wanted.redis_server =
        write_program(directory_ / "almost", "echo 'Redis server v=7.0.14 sha=0'\n");
    EXPECT_THAT(refused(wanted), HasSubstr("7.0.15 or newer"));
    EXPECT_TRUE(version_is_supported("7.0.15"));
    EXPECT_TRUE(version_is_supported("8.0.1"));
    EXPECT_FALSE(version_is_supported(""));
}

TEST_F(starting_redis, refuses_a_socket_path_of_108_bytes_and_takes_one_of_107)
{
    auto const rest = std::string("/redis/redis.sock").size();
    auto const base = (directory_ / "").string().size();
    auto wanted = options_in(directory_ / std::string(108 - rest - base, 'd'));
    EXPECT_THAT(refused(wanted), AllOf(HasSubstr("108 bytes"), HasSubstr("shorter --data-dir")));
    wanted = options_in(directory_ / std::string(107 - rest - base, 'd'));
    auto const started = managed_redis::start(io_, wanted);
    EXPECT_TRUE(started) << started.error().sentence;
}

TEST_F(starting_redis, needs_a_directory)
{
    std::ofstream(directory_ / "data") << "a file";
    EXPECT_THAT(refused(options()), AllOf(HasSubstr("cannot be created"), HasSubstr("--data-dir")));
}

// Root may write everywhere, so somebody else tries.
TEST_F(starting_redis, needs_a_directory_that_it_may_write)
{
    fs::create_directory(directory_ / "data");
    fs::permissions(directory_ / "data", fs::perms::owner_read | fs::perms::owner_exec |
                                             fs::perms::others_read | fs::perms::others_exec);
    fs::permissions(directory_.path(), fs::perms::owner_all | fs::perms::others_exec);
    auto const child = fork();
    if (child == 0) {
        auto const* nobody = getuid() == 0 ? getpwnam("nobody") : nullptr;
        if (nobody && setresuid(nobody->pw_uid, nobody->pw_uid, nobody->pw_uid) != 0) _exit(2);
        auto const sentence = refused(options());
        _exit(sentence.find("Permission denied") != std::string::npos &&
                      sentence.find("writable for the user of this server") != std::string::npos
                  ? 0
                  : 1);
    }
    int how = 0;
    waitpid(child, &how, 0);
    EXPECT_EQ(WEXITSTATUS(how), 0);
    fs::permissions(directory_ / "data", fs::perms::owner_all);
}

TEST_F(starting_redis, tells_what_redis_said_when_it_ends_at_once)
{
    {
        ASSERT_TRUE(managed_redis::start(io_, options()));
    }
    fs::path incremental;
    for (auto const& one : fs::directory_iterator(directory_ / "data/redis/appendonlydir"))
        if (one.path().string().ends_with("incr.aof")) incremental = one.path();
    std::ofstream(incremental, std::ios::app) << "*1\r\nnonsense\r\n";
    EXPECT_THAT(refused(options()), AllOf(HasSubstr("exit code 1"), HasSubstr("Bad file format"),
                                          HasSubstr("redis.log")));
}

TEST_F(starting_redis, has_a_deadline)
{
    auto wanted = options();
    wanted.start_deadline = 300ms;
    wanted.redis_server =
        write_program(directory_ / "silent",
                      "[ \"$1\" = --version ] && exec redis-server --version\nexec sleep 99\n");
    EXPECT_THAT(refused(wanted), HasSubstr("did not answer within 1 s"));
}

TEST_F(starting_redis, refuses_a_secret_that_is_none)
{
    {
        ASSERT_TRUE(managed_redis::start(io_, options()));
    }
    std::ofstream(directory_ / "data/redis/sejuta.secret") << "1234\n";
    EXPECT_THAT(refused(options()), HasSubstr("sejuta.secret does not hold a password"));
}

// The default user loads the append-only file. This Redis forbids it that, as `user default off`
// alone does, and throws every recorded batch away while it answers PONG.
constexpr char const* forgetful =
    "[ \"$1\" = --version ] && exec redis-server --version\n"
    "if [ -e \"${1%/*}/forget\" ]; then\n"
    "  sed 's/^user default .*/user default off/' \"$1\" > \"$1.forgetful\"\n"
    "  exec redis-server \"$1.forgetful\"\n"
    "fi\n"
    "exec redis-server \"$1\"\n";

class a_redis_that_loses_data : public starting_redis {
protected:
    a_redis_that_loses_data()
    {
        program_ = write_program(directory_ / "forgetful", forgetful);
        running_ = start();
        ask(running_->admin(), {"FUNCTION", "LOAD",
                                "#!lua name=two\nredis.register_function('two', function(keys) "
                                "redis.call('HSET', keys[1], 'a', '1') "
                                "return redis.call('HSET', keys[1], 'b', '1') end)"});
        EXPECT_EQ(ask(running_->application(), {"FCALL", "two", "1", "{e}:h"}), "1");
    }
    std::unique_ptr<managed_redis> start()
    {
        auto wanted = options();
        wanted.redis_server = program_;
        auto started = managed_redis::start(io_, wanted);
        if (!started) throw std::runtime_error(started.error().sentence);
        return std::move(*started);
    }
    void forget(bool now) const
    {
        auto const mark = directory_ / "data/redis/forget";
        if (now)
            std::ofstream(mark) << "";
        else
            fs::remove(mark);
    }

    fs::path program_;
    std::unique_ptr<managed_redis> running_;
};

TEST_F(a_redis_that_loses_data, is_seen_at_start_and_harms_nothing)
{
    running_.reset();
    forget(true);
    auto wanted = options();
    wanted.redis_server = program_;
    EXPECT_THAT(refused(wanted), AllOf(HasSubstr("== CRITICAL =="), HasSubstr("NOPERM"),
                                       HasSubstr("restore a backup")));
    forget(false);
    running_ = start();
    EXPECT_EQ(ask(running_->application(), {"HGETALL", "{e}:h"}), "a 1 b 1");
}

TEST_F(a_redis_that_loses_data, is_seen_after_a_restart_in_the_middle_of_the_day)
{
    forget(true);
    kill(running_->process_id(), SIGKILL);
    ASSERT_TRUE(run_until(io_, [&] { return running_->state() == redis_state::damaged; }));
    EXPECT_THAT(running_->reason(), HasSubstr("== CRITICAL =="));
    // It does answer, and the data is gone from its memory: nothing but the log tells.
    EXPECT_EQ(ask(running_->admin(), {"PING"}), "PONG");
    EXPECT_EQ(ask(running_->admin(), {"EXISTS", "{e}:h"}), "0");
}

TEST_F(a_redis_that_loses_data, is_not_ours)
{
    kill(running_->process_id(), SIGKILL);
    ASSERT_TRUE(run_until(io_, [&] { return running_->state() == redis_state::down; }));
    ASSERT_TRUE(run_until(io_, [&] { return running_->state() == redis_state::up; }));
    EXPECT_EQ(ask(running_->application(), {"HGETALL", "{e}:h"}), "a 1 b 1");
}

TEST_F(a_redis_that_loses_data, tells_when_the_files_tail_was_cut)
{
    running_.reset();
    for (auto const& one : fs::directory_iterator(directory_ / "data/redis/appendonlydir"))
        if (one.path().string().ends_with("incr.aof"))
            fs::resize_file(one.path(), fs::file_size(one.path()) - 3);
    running_ = start();
    EXPECT_TRUE(running_->loading().tail_cut);
    EXPECT_THAT(running_->loading().errors, testing::IsEmpty());
    EXPECT_EQ(ask(running_->application(), {"HGETALL", "{e}:h"}), "");
}

}  // namespace
}  // namespace sejuta::ledger::managed
