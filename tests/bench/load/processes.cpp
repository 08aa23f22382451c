// SPDX-License-Identifier: Apache-2.0
#include "load/processes.hpp"

#include <time.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace sejuta::bench {
namespace {

namespace fs = std::filesystem;

std::string text_of(fs::path const& file)
{
    std::ifstream in(file);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

// A number of /proc/PID/stat, by its place as proc(5) counts: 4 or more; 0 where it is gone.
double stat_of(fs::path const& process, int place)
{
    auto const stat = text_of(process / "stat");
    auto const name_ends = stat.rfind(')');
    if (name_ends == std::string::npos) return 0;
    std::istringstream rest(stat.substr(name_ends + 1));
    std::string passed;
    for (int i = 3; i < place; ++i) rest >> passed;
    double number = 0;
    rest >> number;
    return number;
}

int parent_of(fs::path const& process)
{
    return static_cast<int>(stat_of(process, 4));
}

std::vector<fs::path> all_processes()
{
    std::vector<fs::path> found;
    for (auto const& each : fs::directory_iterator("/proc")) {
        auto const name = each.path().filename().string();
        if (name.find_first_not_of("0123456789") == std::string::npos) found.push_back(each.path());
    }
    return found;
}

std::set<int> family_of(watched const& what)
{
    std::set<int> family{what.pid};
    if (!what.with_children) return family;
    auto const all = all_processes();
    for (std::size_t before = 0; before != family.size();) {
        before = family.size();
        for (auto const& process : all)
            if (family.contains(parent_of(process)))
                family.insert(std::stoi(process.filename().string()));
    }
    return family;
}

// Of all its threads, those that ended too.
double cpu_of(int pid)
{
    clockid_t clock{};
    timespec ran{};
    if (::clock_getcpuclockid(pid, &clock) != 0 || ::clock_gettime(clock, &ran) != 0) return 0;
    return static_cast<double>(ran.tv_sec) + static_cast<double>(ran.tv_nsec) / 1e9;
}

// Of the children that it waited for, and of theirs; to a hundredth of a second.
double cpu_of_ended_children(int pid)
{
    fs::path const process = "/proc/" + std::to_string(pid);
    return (stat_of(process, 16) + stat_of(process, 17)) /
           static_cast<double>(sysconf(_SC_CLK_TCK));
}

std::uint64_t resident_of(int pid)
{
    auto const status = text_of("/proc/" + std::to_string(pid) + "/status");
    auto const at = status.find("RssAnon:");
    if (at == std::string::npos) return 0;
    std::uint64_t kilobytes = 0;
    std::istringstream(status.substr(at + 8)) >> kilobytes;
    return kilobytes * 1024;
}

}  // namespace

double cpu_seconds(watched const& what)
{
    double sum = 0;
    for (auto const pid : family_of(what))
        sum += cpu_of(pid) + (what.with_children ? cpu_of_ended_children(pid) : 0);
    return sum;
}

double unwatched_cpu_seconds(std::vector<watched> const& processes, std::string const& setting)
{
    if (setting.empty()) return 0;
    std::set<int> known;
    for (auto const& each : processes) known.merge(family_of(each));
    double sum = 0;
    for (auto const& process : all_processes()) {
        auto const pid = std::stoi(process.filename().string());
        auto const environment = '\0' + text_of(process / "environ");
        if (!known.contains(pid) && environment.find('\0' + setting + '\0') != std::string::npos)
            sum += cpu_of(pid);
    }
    return sum;
}

int watched_twice(std::vector<watched> const& processes)
{
    std::set<int> known;
    for (auto const& each : processes)
        for (auto const pid : family_of(each))
            if (!known.insert(pid).second) return pid;
    return 0;
}

std::vector<int> threads_of(watched const& what)
{
    std::vector<int> threads;
    std::error_code gone;
    for (auto const pid : family_of(what))
        for (auto const& task :
             fs::directory_iterator("/proc/" + std::to_string(pid) + "/task", gone))
            threads.push_back(std::stoi(task.path().filename().string()));
    return threads;
}

double machine_cpu_seconds()
{
    std::istringstream line(text_of("/proc/stat"));
    std::string cpu;
    double user = 0, nice = 0, system = 0, idle = 0, wait = 0, irq = 0, soft = 0, steal = 0;
    line >> cpu >> user >> nice >> system >> idle >> wait >> irq >> soft >> steal;
    return (user + nice + system + irq + soft + steal) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

std::uint64_t resident_bytes(watched const& what)
{
    std::uint64_t sum = 0;
    for (auto const pid : family_of(what)) sum += resident_of(pid);
    return sum;
}

}  // namespace sejuta::bench
