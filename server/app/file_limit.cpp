// SPDX-License-Identifier: Apache-2.0
#include "app/file_limit.hpp"

#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include <algorithm>

namespace sejuta::app {

void raise_file_limit(std::size_t connections_max)
{
    constexpr rlim_t others = 256;  // the store, pages, logs
    rlim_t const needed = connections_max + others;
    rlimit files{};
    if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur >= needed) return;
    files.rlim_cur = std::min(needed, files.rlim_max);
    if (setrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur == needed) return;
    spdlog::warn(
        "app only {} files may be open, which is too few for connections-max {}: raise ulimit -n "
        "(LimitNOFILE), or lower connections-max",
        files.rlim_cur, connections_max);
}

}  // namespace sejuta::app
