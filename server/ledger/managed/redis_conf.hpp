// SPDX-License-Identifier: Apache-2.0
// The configuration of the managed Redis as text. Pure; deploy/redis keeps the same settings for a
// Redis that others run, and a test compares the two.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sejuta::ledger::managed {

struct conf_values {
    std::string directory;
    std::string socket;
    std::string pid_file;
    std::uint64_t maxmemory_bytes = 0;
    // SHA-256 of each password, 64 hex digits: the file names no password.
    std::string application_digest;
    std::string admin_digest;
    std::string reader_digest;
};

std::string redis_conf(conf_values const& values);

// SHA-256 of a password as Redis's ACL takes it after '#'.
std::string password_digest(std::string_view password);

// 60 % of the machine's memory, or of the control group's limit where that is less.
std::uint64_t default_maxmemory_bytes();

}  // namespace sejuta::ledger::managed
