// SPDX-License-Identifier: Apache-2.0
#include "load/system_calls.hpp"

#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "load/processes.hpp"

namespace sejuta::bench {
namespace {

// The kernel's number of the tracepoint; 0 where it cannot be read.
std::uint64_t tracepoint()
{
    std::uint64_t number = 0;
    for (auto const* const root : {"/sys/kernel/tracing", "/sys/kernel/debug/tracing"}) {
        std::ifstream file(std::string(root) + "/events/raw_syscalls/sys_enter/id");
        if (file >> number) return number;
    }
    return 0;
}

int counter_of(int thread, std::uint64_t what)
{
    perf_event_attr attributes{};
    attributes.type = PERF_TYPE_TRACEPOINT;
    attributes.size = sizeof(attributes);
    attributes.config = what;
    attributes.inherit = 1;
    return static_cast<int>(
        ::syscall(SYS_perf_event_open, &attributes, thread, -1, -1, PERF_FLAG_FD_CLOEXEC));
}

}  // namespace

system_calls::system_calls(std::vector<watched> const& processes)
{
    auto const what = tracepoint();
    for (auto const& process : processes) {
        auto& counters = counters_.emplace_back();
        if (what == 0) continue;
        for (auto const thread : threads_of(process)) counters.push_back(counter_of(thread, what));
    }
}

system_calls::~system_calls()
{
    for (auto const& counters : counters_)
        for (auto const one : counters) ::close(one);
}

std::vector<std::optional<std::uint64_t>> system_calls::counted() const
{
    std::vector<std::optional<std::uint64_t>> all;
    for (auto const& counters : counters_) {
        std::uint64_t sum = 0;
        bool known = !counters.empty();
        for (auto const& one : counters) {
            std::uint64_t count = 0;
            known = known && ::read(one, &count, sizeof count) == sizeof count;
            sum += count;
        }
        all.push_back(known ? std::optional(sum) : std::nullopt);
    }
    return all;
}

}  // namespace sejuta::bench
