// SPDX-License-Identifier: Apache-2.0
// What processes have used, from /proc and their clocks.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "load/options.hpp"

namespace sejuta::bench {

// CPU seconds of all threads so far, with those that ended; with its children's where asked. Of the
// children that ended those are missed that nobody waited for.
double cpu_seconds(watched const&);
// CPU seconds of processes that were started with this setting, "NAME=value", in their environment
// and are none of the watched ones; 0 where it is empty.
double unwatched_cpu_seconds(std::vector<watched> const&, std::string const& setting);
// A process that two of them would count, as the child of one and by itself; 0 where there is none.
int watched_twice(std::vector<watched> const&);
// CPU seconds of the whole machine: not idle, and stolen by a hypervisor's other guests.
double machine_cpu_seconds();
// Resident bytes, less what is shared with files (private and anonymous memory).
std::uint64_t resident_bytes(watched const&);

// All threads there are now, with the children's where asked.
std::vector<int> threads_of(watched const&);

}  // namespace sejuta::bench
