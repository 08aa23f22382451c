// SPDX-License-Identifier: Apache-2.0
// What processes have used, from /proc.
#pragma once

#include <cstdint>
#include <vector>

#include "load/options.hpp"

namespace sejuta::bench {

// CPU seconds of all threads so far, to the nanosecond where the kernel keeps such an account; with
// its children's where asked. A thread or child that ended in between is missed.
double cpu_seconds(watched const&);
// CPU seconds of the whole machine: not idle, and stolen by a hypervisor's other guests.
double machine_cpu_seconds();
// Resident bytes, less what is shared with files (private and anonymous memory).
std::uint64_t resident_bytes(watched const&);

// All threads there are now, with the children's where asked.
std::vector<int> threads_of(watched const&);

}  // namespace sejuta::bench
