// SPDX-License-Identifier: Apache-2.0
// Everything that must be true before a managed Redis runs, and the one process that then does:
// ours, or the one that an earlier server left behind. Blocks; for start-up and restarts.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "base/limits.hpp"
#include "ledger/managed/data_directory.hpp"
#include "ledger/managed/process.hpp"
#include "ledger/managed/redis_log.hpp"
#include "ledger/redis/connection.hpp"

namespace sejuta::ledger::managed {

struct managed_options {
    std::filesystem::path data_directory;
    std::string redis_server;           // the program; empty: redis-server, else valkey-server
    std::uint64_t maxmemory_bytes = 0;  // 0: default_maxmemory_bytes()
    // How long Redis may be silent at start. A Redis that says it is loading is not silent.
    std::chrono::milliseconds start_deadline = limits::redis_start_deadline;
    std::chrono::milliseconds stop_deadline = limits::redis_stop_deadline;
    // What statvfs says; tests give their own.
    std::function<std::optional<std::uint64_t>(std::filesystem::path const&)> free_bytes;
};

class launcher {
public:
    // Checks program and directory, takes the lock, makes the passwords.
    static base::checked<launcher> prepare(managed_options options);

    // A Redis that runs and answers: found or started.
    base::checked<process> obtain();
    // True where no other Redis uses the directory; then and until our end none will.
    bool lock_redis() { return directory_.lock_redis(); }
    // A fault where the disk is too full to start Redis: its log would be cut short, and it would
    // end again at its first write.
    base::checked<void> has_space() const;
    // Starts one, without waiting for it. The lock on Redis is ours.
    base::checked<process> launch();
    // Blocks until this Redis answers. On a fault the process is ended.
    base::checked<void> await(process& redis);
    // What the log says of the last start.
    loading_report loading() const;

    bool adopted() const { return adopted_; }
    data_directory const& directory() const { return directory_; }
    managed_options const& options() const { return options_; }
    redis::endpoint application() const;
    redis::endpoint admin() const;
    redis::endpoint reader() const;
    // Ends it with SIGTERM, or SIGKILL after the stop deadline.
    void end(process& redis) const;

private:
    launcher(managed_options options, data_directory directory)
        : options_(std::move(options)),
          directory_(std::move(directory))
    {
    }
    base::checked<void> find_server();
    base::checked<void> configure();
    bool configured() const;
    base::checked<process> adopt();
    base::checked<process> examine(class console& running);
    redis::endpoint endpoint_of(std::string_view user, std::string const& password) const;

    managed_options options_;
    data_directory directory_;
    std::string program_;
    std::string application_password_;
    std::string admin_password_;
    std::string reader_password_;
    std::string configuration_;
    bool adopted_ = false;
};

}  // namespace sejuta::ledger::managed
