// SPDX-License-Identifier: Apache-2.0
#include "ledger/managed/process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <utility>

#include "base/assert.hpp"

// glibc 2.36 declares these without C linkage for C++.
extern "C" {
#include <sys/pidfd.h>
}

extern "C" char** environ;

namespace sejuta::ledger::managed {
namespace {

constexpr int inherited_at = 3;
constexpr std::size_t output_bytes_max = 64 * 1024;

using std::chrono::milliseconds;

// posix_spawn's two objects with their lifetime.
class spawn_plan {
public:
    spawn_plan()
    {
        SEJUTA_ASSERT(posix_spawn_file_actions_init(&files_) == 0, "no memory to start a child");
        SEJUTA_ASSERT(posix_spawnattr_init(&attributes_) == 0, "no memory to start a child");
        sigset_t all;
        sigset_t none;
        sigfillset(&all);
        sigemptyset(&none);
        posix_spawnattr_setsigdefault(&attributes_, &all);
        posix_spawnattr_setsigmask(&attributes_, &none);
        posix_spawnattr_setflags(
            &attributes_, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
        posix_spawn_file_actions_addopen(&files_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    }
    ~spawn_plan()
    {
        posix_spawn_file_actions_destroy(&files_);
        posix_spawnattr_destroy(&attributes_);
    }
    spawn_plan(spawn_plan const&) = delete;
    spawn_plan& operator=(spawn_plan const&) = delete;

    void write_to_file(std::string const& path)
    {
        posix_spawn_file_actions_addopen(&files_, STDOUT_FILENO, path.c_str(),
                                         O_WRONLY | O_CREAT | O_APPEND, S_IRUSR | S_IWUSR);
        posix_spawn_file_actions_adddup2(&files_, STDOUT_FILENO, STDERR_FILENO);
    }
    void write_to_pipe(int fd) { posix_spawn_file_actions_adddup2(&files_, fd, STDOUT_FILENO); }
    void keep(int fd) { posix_spawn_file_actions_adddup2(&files_, fd, inherited_at); }

    // 0 and the child's id, or an errno.
    int run(std::string const& program, std::vector<std::string> const& arguments, pid_t& child)
    {
        posix_spawn_file_actions_addclosefrom_np(&files_, first_closed_);
        std::vector<char*> argv{const_cast<char*>(program.c_str())};
        for (auto const& one : arguments) argv.push_back(const_cast<char*>(one.c_str()));
        argv.push_back(nullptr);
        return posix_spawn(&child, program.c_str(), &files_, &attributes_, argv.data(), environ);
    }
    void close_from(int fd) { first_closed_ = fd; }

private:
    posix_spawn_file_actions_t files_;
    posix_spawnattr_t attributes_;
    int first_closed_ = STDERR_FILENO + 1;
};

base::fault cannot_start(std::string const& program, int why)
{
    return {fmt::format("{} cannot be started ({}): check the program and its permissions", program,
                        std::strerror(why))};
}

std::string fate_of(siginfo_t const& how)
{
    if (how.si_code == CLD_EXITED) return fmt::format("exit code {}", how.si_status);
    return fmt::format("signal {}", how.si_status);
}

bool readable(int fd, milliseconds at_most)
{
    pollfd asked{fd, POLLIN, 0};
    auto ready = -1;
    do ready = poll(&asked, 1, static_cast<int>(at_most.count()));
    while (ready < 0 && errno == EINTR);
    return ready > 0;
}

}  // namespace

base::checked<process> process::start(launch const& what)
{
    spawn_plan plan;
    plan.write_to_file(what.log);
    if (what.inherited >= 0) {
        plan.keep(what.inherited);
        plan.close_from(inherited_at + 1);
    }
    pid_t child = 0;
    if (auto const why = plan.run(what.program, what.arguments, child); why != 0)
        return cannot_start(what.program, why);
    // The child stays a zombie until we reap it, so its id cannot have been used again meanwhile.
    descriptor watched(pidfd_open(child, 0));
    if (watched) return process(child, std::move(watched), true);
    auto const why = errno;
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    return base::fault{
        fmt::format("child processes cannot be watched by pidfd ({}): use Linux 5.3 "
                    "or newer and a sandbox that allows pidfd_open",
                    std::strerror(why))};
}

std::optional<process> process::find(pid_t id)
{
    descriptor watched(pidfd_open(id, 0));
    if (!watched) return std::nullopt;
    return process(id, std::move(watched), false);
}

bool process::ended()
{
    if (ended_) return true;
    if (!readable(watched(), milliseconds(0))) return false;
    ended_ = true;
    fate_ = "an unknown end";  // nobody tells us how a process ended that is not our child
    if (!child_) return true;
    siginfo_t how{};
    if (waitid(P_PIDFD, static_cast<id_t>(watched()), &how, WEXITED | WNOHANG) == 0 &&
        how.si_pid != 0)
        fate_ = fate_of(how);
    return true;
}

void process::signal(int number) const
{
    if (!ended_) pidfd_send_signal(watched(), number, nullptr, 0);
}

bool process::wait(milliseconds at_most)
{
    if (ended_) return true;
    readable(watched(), at_most);
    return ended();
}

std::optional<std::string> find_program(std::string const& name)
{
    auto const runs = [](std::string const& path) {
        struct stat about{};
        return stat(path.c_str(), &about) == 0 && S_ISREG(about.st_mode) &&
               access(path.c_str(), X_OK) == 0;
    };
    if (name.find('/') != std::string::npos) return runs(name) ? std::optional(name) : std::nullopt;
    auto const* path = std::getenv("PATH");
    std::string_view rest = path ? path : "/usr/local/bin:/usr/bin:/bin";
    while (!rest.empty()) {
        auto const end = rest.find(':');
        auto const folder = rest.substr(0, end);
        auto candidate = fmt::format("{}/{}", folder.empty() ? "." : folder, name);
        if (runs(candidate)) return candidate;
        if (end == std::string_view::npos) break;
        rest.remove_prefix(end + 1);
    }
    return std::nullopt;
}

base::checked<std::string> output_of(std::string const& program,
                                     std::vector<std::string> const& arguments,
                                     milliseconds deadline)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return cannot_start(program, errno);
    descriptor const reading(ends[0]);
    descriptor writing(ends[1]);
    spawn_plan plan;
    plan.write_to_pipe(writing.get());
    pid_t id = 0;
    if (auto const why = plan.run(program, arguments, id); why != 0)
        return cannot_start(program, why);
    {
        auto const closed = std::move(writing);
    }
    auto const until = std::chrono::steady_clock::now() + deadline;
    std::string printed;
    char buffer[4096];
    while (printed.size() < output_bytes_max) {
        auto const left = std::chrono::ceil<milliseconds>(until - std::chrono::steady_clock::now());
        if (left.count() <= 0 || !readable(reading.get(), left)) break;
        auto const count = read(reading.get(), buffer, sizeof buffer);
        if (count <= 0) break;
        printed.append(buffer, static_cast<std::size_t>(count));
    }
    kill(id, SIGKILL);  // ours and not reaped yet; it has said what we wanted
    waitpid(id, nullptr, 0);
    return base::checked<std::string>(boost::system::in_place_value, std::move(printed));
}

}  // namespace sejuta::ledger::managed
