// SPDX-License-Identifier: Apache-2.0
#include "ledger/redis/installs.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <array>
#include <utility>

#include "ledger/redis/refusal.hpp"

namespace sejuta::ledger::redis {
namespace {

constexpr std::size_t hash_bytes = 8;

std::string hash_of(std::string_view install)
{
    std::array<unsigned char, crypto_generichash_BYTES_MIN> hash{};
    crypto_generichash(hash.data(), hash.size(),
                       reinterpret_cast<unsigned char const*>(install.data()), install.size(),
                       nullptr, 0);
    std::array<char, 2 * hash_bytes + 1> text{};
    sodium_bin2hex(text.data(), text.size(), hash.data(), hash_bytes);
    return text.data();
}

}  // namespace

void note_install(connection& to, std::string const& event, std::string const& terminal,
                  std::string_view install, std::function<void(base::checked<install_seen>)> done)
{
    auto const key = fmt::format("{{{}}}:installs", event);
    auto const doing = fmt::format("noting an install of event {}", event);
    auto hash = hash_of(install);
    to.command(
        {"HSETNX", key, terminal, hash}, [&to, key, terminal, hash, doing, done = std::move(done)](
                                             base::result<reply> const& answer) mutable {
            if (!answer || answer->is_error() || !answer->integer())
                return done(refusal(doing, answer));
            if (*answer->integer() == 1) return done(install_seen::first_or_same);
            to.command({"HGET", key, terminal}, [hash, doing, done = std::move(done)](
                                                    base::result<reply> const& first) {
                if (!first || first->is_error()) return done(refusal(doing, first));
                done(first->text() == hash ? install_seen::first_or_same : install_seen::another);
            });
        });
}

}  // namespace sejuta::ledger::redis
