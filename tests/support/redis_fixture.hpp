// SPDX-License-Identifier: Apache-2.0
// A private, real redis-server for one test: on a unix socket in a fresh directory, every write
// fsynced, gone with its directory when the fixture ends, also when the test program dies.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "base/assert.hpp"
#include "ledger/redis/connection.hpp"

namespace sejuta::tests {

class redis_fixture {
public:
    // `more` goes to redis-server's command line after the fixture's own settings.
    explicit redis_fixture(std::vector<std::string> more = {}) : more_(std::move(more))
    {
        auto const* base = std::getenv("TMPDIR");
        auto pattern = std::string(base != nullptr ? base : "/tmp") + "/sejuta-redis-XXXXXX";
        SEJUTA_ASSERT(mkdtemp(pattern.data()) != nullptr, "a directory for the test's Redis");
        directory_ = pattern;
        start();
    }
    ~redis_fixture()
    {
        kill();
        std::error_code ignored;
        std::filesystem::remove_all(directory_, ignored);
    }
    redis_fixture(redis_fixture const&) = delete;
    redis_fixture& operator=(redis_fixture const&) = delete;

    ledger::redis::endpoint where() const
    {
        return {.unix_path = directory_ + "/redis.sock",
                .host = {},
                .port = 0,
                .user = {},
                .password = {}};
    }
    std::string const& directory() const { return directory_; }
    pid_t pid() const { return pid_; }

    // Starts it (again) on the same directory and waits until it answers PING.
    void start()
    {
        pid_ = spawn();
        boost::asio::io_context io;
        ledger::redis::connection probe(io, where());
        probe.on_state([&io](bool connected) {
            if (connected) io.stop();
        });
        probe.start();
        io.run_for(std::chrono::seconds(20));
        SEJUTA_ASSERT(probe.connected(), "redis-server answers PING within 20 s");
    }
    void kill() { end(SIGKILL); }
    void terminate() { end(SIGTERM); }
    // Freezes and thaws it: calls in between miss their deadlines.
    void pause() { ::kill(pid_, SIGSTOP); }
    void resume() { ::kill(pid_, SIGCONT); }

    // One command on a connection of its own; the test's own look into the store.
    ledger::redis::reply command(std::vector<std::string> arguments) const
    {
        boost::asio::io_context io;
        ledger::redis::connection own(io, where());
        ledger::redis::reply answer;
        bool answered = false;
        own.on_state([&](bool connected) {
            if (!connected) return;
            own.command(arguments, [&](base::result<ledger::redis::reply> got) {
                if (got) answer = std::move(*got);
                answered = static_cast<bool>(got);
                io.stop();
            });
        });
        own.start();
        io.run_for(std::chrono::seconds(20));
        SEJUTA_ASSERT(answered, "the test's own command is answered within 20 s");
        return answer;
    }

private:
    pid_t spawn() const
    {
        std::vector<std::string> words{"redis-server",
                                       "--port",
                                       "0",
                                       "--unixsocket",
                                       "redis.sock",
                                       "--dir",
                                       directory_,
                                       "--appendonly",
                                       "yes",
                                       "--appendfsync",
                                       "always",
                                       "--no-appendfsync-on-rewrite",
                                       "no",
                                       "--save",
                                       "",
                                       "--auto-aof-rewrite-percentage",
                                       "0",
                                       "--hash-max-listpack-entries",
                                       "8",
                                       "--logfile",
                                       "redis.log",
                                       "--daemonize",
                                       "no"};
        words.insert(words.end(), more_.begin(), more_.end());
        std::vector<char*> argv;
        argv.reserve(words.size() + 1);
        for (auto& word : words) argv.push_back(word.data());
        argv.push_back(nullptr);
        auto const parent = getpid();
        auto const child = fork();
        SEJUTA_ASSERT(child >= 0, "fork");
        if (child != 0) return child;
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent || chdir(directory_.c_str()) != 0) _exit(127);
        execvp(argv[0], argv.data());
        _exit(127);
    }
    void end(int signal)
    {
        if (pid_ <= 0) return;
        ::kill(pid_, signal);
        ::kill(pid_, SIGCONT);
        int status = 0;
        waitpid(pid_, &status, 0);
        pid_ = -1;
    }

    std::vector<std::string> more_;
    std::string directory_;
    pid_t pid_ = -1;
};

}  // namespace sejuta::tests
