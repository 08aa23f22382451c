// SPDX-License-Identifier: Apache-2.0
// What the tests of the managed Redis share: a directory that vanishes with the test, an event loop
// that runs until something is true, and questions to a Redis as any of its users.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "ledger/managed/console.hpp"
#include "ledger/managed/managed_redis.hpp"

namespace sejuta::ledger::managed {

using namespace std::chrono_literals;

inline constexpr auto patience = 20s;

class temporary_directory {
public:
    temporary_directory()
    {
        auto const* base = getenv("TMPDIR");
        std::string pattern = std::string(base ? base : "/tmp") + "/sejuta_managed_XXXXXX";
        path_ = mkdtemp(pattern.data());
    }
    ~temporary_directory() { std::filesystem::remove_all(path_); }
    temporary_directory(temporary_directory const&) = delete;
    temporary_directory& operator=(temporary_directory const&) = delete;

    std::filesystem::path const& path() const { return path_; }
    std::filesystem::path operator/(std::string const& name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

// Runs the loop until the condition holds; false when patience ends first.
inline bool run_until(boost::asio::io_context& io, std::function<bool()> const& holds)
{
    auto const until = std::chrono::steady_clock::now() + patience;
    while (!holds()) {
        if (std::chrono::steady_clock::now() > until) return false;
        io.restart();
        io.run_one_for(20ms);
    }
    return true;
}

inline managed_options options_in(std::filesystem::path const& data)
{
    managed_options options;
    options.data_directory = data;
    options.maxmemory_bytes = 256 * 1024 * 1024;
    return options;
}

// What Redis answers to one command of this user, as text: numbers in decimal, arrays joined by
// spaces, errors as they are.
inline std::string text_of(redis::value const& answered)
{
    if (!answered.is_array()) {
        if (auto const number = answered.integer()) return std::to_string(*number);
        return std::string(answered.text());
    }
    std::string joined;
    for (std::size_t i = 0; i < answered.elements(); ++i)
        joined += (i ? " " : "") + text_of(answered.at(i));
    return joined;
}

inline std::string ask(redis::endpoint const& as, std::vector<std::string> command,
                       std::chrono::milliseconds at_most = patience)
{
    console asked(as);
    if (!asked.connect(at_most)) return "no connection: " + asked.trouble();
    auto const answered = asked.ask(std::move(command));
    return answered ? text_of(*answered) : answered.error().message();
}

inline std::string read_text(std::filesystem::path const& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// Whether a process runs. One that ended and was not reaped (an orphan's new parent may be slow)
// does not.
inline bool lives(pid_t id)
{
    auto const stat = read_text("/proc/" + std::to_string(id) + "/stat");
    auto const name_end = stat.rfind(") ");
    return name_end != std::string::npos && stat[name_end + 2] != 'Z';
}

// A server of its own process, killed without a word: what stays is what it leaves behind.
class forked_server {
public:
    explicit forked_server(managed_options options)
    {
        int ends[2];
        if (pipe(ends) != 0) abort();
        id_ = fork();
        if (id_ == 0) live(std::move(options), ends[1]);
        close(ends[1]);
        if (read(ends[0], &redis_, sizeof redis_) != sizeof redis_) redis_ = 0;
        close(ends[0]);
    }
    ~forked_server()
    {
        kill_now();
        if (redis_ > 0 && lives(redis_)) ::kill(redis_, SIGKILL);  // a test that failed leaves none
    }
    forked_server(forked_server const&) = delete;
    forked_server& operator=(forked_server const&) = delete;

    // The process id of its Redis; 0 where it could not start one.
    pid_t redis() const { return redis_; }
    void kill_now()
    {
        if (id_ <= 0) return;
        ::kill(id_, SIGKILL);
        waitpid(id_, nullptr, 0);
        id_ = 0;
    }

private:
    [[noreturn]] static void live(managed_options options, int report)
    {
        boost::asio::io_context io;
        auto started = managed_redis::start(io, std::move(options));
        if (!started) _exit(1);
        auto const redis = (*started)->process_id();
        if (write(report, &redis, sizeof redis) != sizeof redis) _exit(1);
        io.run();
        _exit(0);
    }

    pid_t id_ = 0;
    pid_t redis_ = 0;
};

}  // namespace sejuta::ledger::managed
