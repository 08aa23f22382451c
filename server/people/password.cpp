// SPDX-License-Identifier: Apache-2.0
#include "people/password.hpp"

#include <sodium.h>

#include <algorithm>

#include "base/limits.hpp"

namespace sejuta::people {
namespace {

bool verifies(char const* hash, std::string_view password)
{
    return crypto_pwhash_str_verify(hash, password.data(), password.size()) == 0;
}

}  // namespace

std::optional<std::string> password_fault(std::string_view password)
{
    if (password.size() < limits::password_bytes_min)
        return "a password has at least " + std::to_string(limits::password_bytes_min) +
               " characters: take a sentence";
    if (password.size() > limits::password_bytes_max)
        return "a password has at most " + std::to_string(limits::password_bytes_max) + " bytes";
    if (std::any_of(password.begin(), password.end(), [](char c) { return c >= 0 && c < ' '; }))
        return "a password has no control characters and no line breaks";
    return std::nullopt;
}

std::optional<std::string> hash_password(std::string_view password)
{
    if (sodium_init() < 0) return std::nullopt;
    std::string hash(crypto_pwhash_STRBYTES, '\0');
    if (crypto_pwhash_str(hash.data(), password.data(), password.size(),
                          crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        return std::nullopt;
    hash.resize(hash.find('\0'));
    return hash;
}

bool password_matches(std::string const& hash, std::string_view password)
{
    if (password.size() > limits::password_bytes_max) password = {};
    auto const known = !hash.empty();
    bool const same = verifies(known ? hash.c_str() : nobodys_hash, password);
    return known && same;
}

}  // namespace sejuta::people
