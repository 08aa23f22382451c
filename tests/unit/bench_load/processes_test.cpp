// SPDX-License-Identifier: Apache-2.0
#include "load/processes.hpp"

#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>

namespace sejuta::bench {
namespace {

constexpr double burnt_seconds = 0.1;
constexpr double noise_seconds = 0.05;

// Takes so much CPU on the thread that calls.
void burn()
{
    timespec used{};
    do ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    while (static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9 <
           burnt_seconds);
}

watched this_process(bool with_children)
{
    return {"server", static_cast<int>(::getpid()), with_children};
}

// A shell that counts for a while, then says so and lives until its input ends.
class counting_shell {
public:
    explicit counting_shell(char const* setting)
    {
        std::array<int, 2> said{};
        std::array<int, 2> told{};
        if (::pipe(said.data()) != 0 || ::pipe(told.data()) != 0) std::abort();
        posix_spawn_file_actions_t files{};
        posix_spawn_file_actions_init(&files);
        posix_spawn_file_actions_adddup2(&files, told[0], 0);
        posix_spawn_file_actions_adddup2(&files, said[1], 1);
        posix_spawn_file_actions_addclose(&files, told[1]);
        std::string script = "n=0; while [ $((n = n + 1)) -lt 100000 ]; do :; done; echo; read end";
        std::array<char*, 4> words{const_cast<char*>("sh"), const_cast<char*>("-c"), script.data(),
                                   nullptr};
        std::array<char*, 2> environment{const_cast<char*>(setting), nullptr};
        ::posix_spawn(&pid_, "/bin/sh", &files, nullptr, words.data(), environment.data());
        posix_spawn_file_actions_destroy(&files);
        ::close(told[0]);
        ::close(said[1]);
        char counted = 0;
        if (::read(said[0], &counted, 1) != 1) std::abort();
        ::close(said[0]);
        lives_ = told[1];
    }
    ~counting_shell()
    {
        ::close(lives_);
        ::waitpid(pid_, nullptr, 0);
    }
    counting_shell(counting_shell const&) = delete;
    counting_shell& operator=(counting_shell const&) = delete;
    int pid() const { return pid_; }

private:
    pid_t pid_ = 0;
    int lives_ = -1;
};

TEST(processes, a_thread_that_ended_is_counted)
{
    auto const before = cpu_seconds(this_process(false));
    std::thread(burn).join();

    EXPECT_GE(cpu_seconds(this_process(false)) - before, 0.9 * burnt_seconds);
}

TEST(processes, a_child_that_ended_is_counted_where_children_are)
{
    auto const before = cpu_seconds(this_process(true));
    auto const alone_before = cpu_seconds(this_process(false));
    if (auto const child = ::fork(); child == 0) {
        burn();
        ::_exit(0);
    } else {
        ::waitpid(child, nullptr, 0);
    }

    EXPECT_LT(cpu_seconds(this_process(false)) - alone_before, noise_seconds);
    EXPECT_GE(cpu_seconds(this_process(true)) - before, 0.7 * burnt_seconds);
}

TEST(processes, a_process_counted_by_itself_and_as_a_child_is_named)
{
    counting_shell const child("A=1");
    watched const itself{"store", child.pid(), false};

    EXPECT_EQ(watched_twice({this_process(true), itself}), child.pid());
    EXPECT_EQ(watched_twice({this_process(false), itself}), 0);
}

TEST(processes, what_was_started_with_the_setting_and_is_not_watched_is_counted)
{
    auto const setting = "BENCH_DATA=/of/" + std::to_string(::getpid());
    counting_shell const child(setting.c_str());

    EXPECT_GT(unwatched_cpu_seconds({}, setting), 0);
    EXPECT_EQ(unwatched_cpu_seconds({{"server", child.pid(), false}}, setting), 0);
    EXPECT_EQ(unwatched_cpu_seconds({this_process(true)}, setting), 0);
    EXPECT_EQ(unwatched_cpu_seconds({}, setting.substr(0, setting.size() - 1)), 0);
}

}  // namespace
}  // namespace sejuta::bench
