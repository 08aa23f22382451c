// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>

#include "app/rebuild.hpp"
#include "app/settings.hpp"
#include "ledger/managed/managed_redis.hpp"

namespace sejuta::app {

int run_rebuild(rebuild_command const& command)
{
    namespace managed = ledger::managed;
    std::error_code ignored;
    if (!std::filesystem::exists(std::filesystem::path(command.data_dir) / "redis", ignored)) {
        fmt::print(stderr,
                   "sejuta: data-dir \"{}\": no ledger is there; name the directory that sejuta "
                   "serve was given\n",
                   command.data_dir);
        return exit_failed;
    }
    boost::asio::io_context io;
    managed::managed_options options;
    options.data_directory = command.data_dir;
    auto redis = managed::managed_redis::start(io, options);
    if (!redis) {
        fmt::print(stderr, "sejuta: {}\n", redis.error().sentence);
        return exit_failed;
    }
    auto* const progress = ::isatty(STDERR_FILENO) == 1 ? &std::cerr : nullptr;
    int const code = rebuild_at((*redis)->admin(), command, std::cout, progress);
    (*redis)->stop([&io] { io.stop(); });
    io.run();
    return code;
}

}  // namespace sejuta::app
