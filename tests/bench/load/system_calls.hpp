// SPDX-License-Identifier: Apache-2.0
// How many system calls processes make, counted by the kernel (perf_event_open on the tracepoint
// raw_syscalls:sys_enter). Counting costs each call some 50 ns, so it is never on in the window.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "load/options.hpp"

namespace sejuta::bench {

// Counts from its making on, in all threads that there are by then and what these start.
class system_calls {
public:
    explicit system_calls(std::vector<watched> const& processes);
    ~system_calls();
    system_calls(system_calls const&) = delete;
    system_calls& operator=(system_calls const&) = delete;

    // So far, in the order of the processes; nothing where the kernel does not let us count (no
    // root, no tracefs) or a thread could not be counted.
    std::vector<std::optional<std::uint64_t>> counted() const;

private:
    std::vector<std::vector<int>> counters_;  // of a process, a descriptor of each thread
};

}  // namespace sejuta::bench
