// SPDX-License-Identifier: Apache-2.0
#include "ledger/managed/redis_conf.hpp"

#include <fmt/format.h>
#include <sodium.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "ledger/managed/durability.hpp"
#include "ledger/managed/rights.hpp"

namespace sejuta::ledger::managed {
namespace {

constexpr std::uint64_t memory_percent = 60;

// Redis reads "..." with C's escapes.
std::string in_quotes(std::string_view text)
{
    std::string out = "\"";
    for (auto const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            out += fmt::format("\\{}", c);
        else if (byte < 0x20)
            out += fmt::format("\\x{:02x}", byte);
        else
            out += c;
    }
    return out + '"';
}

std::string user_line(std::string_view name, std::string_view digest, std::string const& rules)
{
    return fmt::format("user {} on #{} {}\n", name, digest, rules);
}

}  // namespace

std::string redis_conf(conf_values const& values)
{
    std::string text =
        "# Written at each start of the server; changes made here are lost. See deploy/redis for "
        "a\n"
        "# Redis of your own.\n";
    text += fmt::format("dir {}\nunixsocket {}\npidfile {}\n", in_quotes(values.directory),
                        in_quotes(values.socket), in_quotes(values.pid_file));
    text +=
        "unixsocketperm 700\n"
        "port 0\n"
        "daemonize no\n"
        "supervised no\n"
        "maxclients 1000\n"
        "crash-memcheck-enabled no\n"
        "hash-max-listpack-entries 8\n";  // a longer list is searched from its beginning
    text += fmt::format("maxmemory {}\n", values.maxmemory_bytes);
    for (auto const& one : durable_settings())
        text += fmt::format("{} {}\n", one.name, one.value.empty() ? "\"\"" : one.value);
    text += fmt::format("user default {}\n", default_rules());
    text += user_line(application_user, values.application_digest, application_rules());
    text += user_line(admin_user, values.admin_digest, admin_rules());
    text += user_line(reader_user, values.reader_digest, reader_rules());
    return text;
}

std::string password_digest(std::string_view password)
{
    std::array<unsigned char, crypto_hash_sha256_BYTES> digest;
    crypto_hash_sha256(digest.data(), reinterpret_cast<unsigned char const*>(password.data()),
                       password.size());
    std::array<char, 2 * crypto_hash_sha256_BYTES + 1> hex;
    sodium_bin2hex(hex.data(), hex.size(), digest.data(), digest.size());
    return hex.data();
}

std::uint64_t default_maxmemory_bytes()
{
    auto memory = static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) *
                  static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
    std::uint64_t limit = 0;
    // "max" where the group has no limit: then nothing is read.
    if (std::ifstream in("/sys/fs/cgroup/memory.max"); in >> limit)
        memory = std::min(memory, limit);
    return memory / 100 * memory_percent;
}

}  // namespace sejuta::ledger::managed
