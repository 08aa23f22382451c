// SPDX-License-Identifier: Apache-2.0
#include "ingest/authorise/token.hpp"

#include <sodium.h>

#include <algorithm>
#include <string>

#include "base/assert.hpp"
#include "base/limits.hpp"
#include "fuzz/targets.hpp"
#include "ingest/authorise/enrol_code.hpp"
#include "people/access_token.hpp"

namespace sejuta::fuzz {
namespace {

constexpr base::unix_ms now_ms = 1'593'414'000'000;
constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

ingest::key_pair const& keys()
{
    static ingest::key_pair const made = [] {
        ingest::key_pair pair{};
        std::array<unsigned char, crypto_sign_SEEDBYTES> const seed{};
        crypto_sign_seed_keypair(pair.public_key.data(), pair.secret_key.data(), seed.data());
        return pair;
    }();
    return made;
}

std::string base64(std::string_view bytes)
{
    std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
    sodium_bin2base64(text.data(), text.size(),
                      reinterpret_cast<unsigned char const*>(bytes.data()), bytes.size(), variant);
    text.pop_back();  // the terminating zero
    return text;
}

// As if this server had signed these claims: what lies behind the signature is read, too.
std::string sign(std::string_view claims)
{
    auto token = "sjt1." + base64(claims);
    std::string signature(crypto_sign_BYTES, '\0');
    crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr,
                         reinterpret_cast<unsigned char const*>(token.data()), token.size(),
                         keys().secret_key.data());
    return token + '.' + base64(signature);
}

// Whether it was let in; nobody is without a terminal that may be a key, and without sites.
bool is_let_in(std::string_view token)
{
    ingest::token_rules const rules{keys().public_key, true};
    auto const who = ingest::read_token(token, "uji-2020", "", rules, now_ms);
    if (!who) return false;
    SEJUTA_ASSERT(ingest::is_terminal_id(who->terminal), "an id that may stand in a key");
    SEJUTA_ASSERT(!who->sites.empty() && who->sites.size() <= limits::sites_per_token_max, "sites");
    SEJUTA_ASSERT(std::is_sorted(who->sites.begin(), who->sites.end()), "sites in order");
    return true;
}

}  // namespace

void take_token(std::string_view bytes)
{
    auto const end = std::min(bytes.find('\n'), bytes.size());
    auto const typed = bytes.substr(0, end);
    SEJUTA_ASSERT(!is_let_in(typed) || typed.starts_with("dev:") || typed.starts_with("sjt1."),
                  "only tokens let in");
    if (end < bytes.size()) is_let_in(sign(bytes.substr(end + 1)));
    SEJUTA_ASSERT(!people::read_access_token(typed, keys().public_key), "nobody signed that");
    auto const code = ingest::normalised_code(typed);
    if (!code) return;
    SEJUTA_ASSERT(ingest::normalised_code(ingest::shown_code(*code)) == code,
                  "a code that is shown is the same code");
    ingest::hash_of_code(*code);
}

}  // namespace sejuta::fuzz
