// SPDX-License-Identifier: Apache-2.0
// The data directory of one server: who may use it, and where its files are.
//
//   DATA/lock                  held by the server; holds its process id
//   DATA/redis/lock            held by the server and by its Redis, through one shared description:
//                              a Redis that survives its server keeps it
//   DATA/redis/redis.conf      written at each start
//   DATA/redis/redis.sock      where Redis listens
//   DATA/redis/redis.log       what Redis says
//   DATA/redis/redis.pid       its process id, for people
//   DATA/redis/*.secret        one password each, 64 hex digits, mode 0600
//   DATA/redis/appendonlydir/  Redis's files
//   DATA/redis/last-seen       where the ledger was seen last (witness.hpp)
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "ledger/managed/process.hpp"

namespace sejuta::ledger::managed {

class data_directory {
public:
    // Creates what is missing (mode 0700) and takes the server's lock.
    static base::checked<data_directory> open(std::filesystem::path const& where);

    std::filesystem::path const& root() const { return root_; }
    std::filesystem::path redis() const { return root_ / "redis"; }
    std::filesystem::path conf() const { return redis() / "redis.conf"; }
    std::filesystem::path socket() const { return redis() / "redis.sock"; }
    std::filesystem::path log() const { return redis() / "redis.log"; }
    std::filesystem::path pid_file() const { return redis() / "redis.pid"; }

    // Takes the lock that a Redis holds while it lives. True where we have it now.
    bool lock_redis();
    // The descriptor to pass to Redis; -1 where the lock is not ours.
    int redis_lock() const { return redis_lock_.get(); }
    // The password of one user, made at the first call.
    base::checked<std::string> secret(std::string_view user) const;

private:
    explicit data_directory(std::filesystem::path root) : root_(std::move(root)) {}
    base::checked<void> create() const;
    base::checked<void> lock();

    std::filesystem::path root_;
    descriptor lock_;
    descriptor redis_lock_;
};

// Replaces a file in one step, mode 0600, on disk when it returns; an equal one is left alone (so
// that a server starts on a full disk).
base::checked<void> write_private(std::filesystem::path const& file, std::string const& text);

// The socket that a server of this data directory uses, for commands that run beside it.
std::filesystem::path socket_of(std::filesystem::path const& data_directory);
// An existing secret, for the same commands.
base::checked<std::string> read_secret(std::filesystem::path const& data_directory,
                                       std::string_view user);

}  // namespace sejuta::ledger::managed
