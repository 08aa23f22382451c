// SPDX-License-Identifier: Apache-2.0
// See recounting.hpp.
#include "recounting.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <boost/asio/buffer.hpp>
#include <csignal>
#include <utility>

namespace sejuta::sim {
namespace {

constexpr std::size_t printed_max = 1 << 20;

// The child writes to our pipe, its complaints too, and has none of our sockets.
pid_t spawn(ledger_place const& where, std::string const& event, int output)
{
    std::vector<std::string> words{where.program.string(), "verify", "--event", event};
    words.insert(words.end(), where.arguments.begin(), where.arguments.end());
    std::vector<char*> values;
    for (auto& word : words) values.push_back(word.data());
    values.push_back(nullptr);
    posix_spawn_file_actions_t files{};
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, output, STDERR_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
    pid_t child = 0;
    if (posix_spawn(&child, where.program.c_str(), &files, nullptr, values.data(), environ) != 0)
        child = 0;
    posix_spawn_file_actions_destroy(&files);
    return child;
}

}  // namespace

recounting::~recounting()
{
    if (child_ == 0) return;
    kill(child_, SIGKILL);
    reap();
}

void recounting::start(ledger_place const& where, std::string const& event,
                       std::function<void(recounted)> done)
{
    by_ = where.words();
    done_ = std::move(done);
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return over("the system gives no pipe");
    child_ = spawn(where, event, ends[1]);
    close(ends[1]);
    output_.assign(ends[0]);
    if (child_ == 0) return over(where.program.string() + " cannot be started");
    deadline_.expires_after(wait_);
    deadline_.async_wait([this](boost::system::error_code cancelled) {
        if (cancelled || child_ == 0) return;
        kill(child_, SIGKILL);  // it only reads; and we wait for its end here
        reap();
        over("it did not end within " + std::to_string(wait_.count()) + " seconds");
    });
    read();
}

void recounting::read()
{
    output_.async_read_some(boost::asio::buffer(chunk_),
                            [this](boost::system::error_code ended, std::size_t size) {
                                if (ended == boost::asio::error::operation_aborted) return;
                                if (ended) return over("");
                                if (printed_.size() < printed_max)
                                    printed_.append(chunk_.data(), size);
                                read();
                            });
}

int recounting::reap()
{
    int status = 0;
    waitpid(std::exchange(child_, 0), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void recounting::over(std::string trouble)
{
    deadline_.cancel();
    boost::system::error_code ignored;
    output_.close(ignored);
    recounted out;
    if (trouble.empty()) {
        auto parsed = parse_recount(printed_, reap());
        if (parsed)
            out = std::move(*parsed);
        else
            trouble = parsed.error().sentence;
    }
    out.by = by_;
    out.trouble = std::move(trouble);
    if (auto const done = std::exchange(done_, nullptr)) done(std::move(out));
}

}  // namespace sejuta::sim
