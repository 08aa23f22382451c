// SPDX-License-Identifier: Apache-2.0
#include "ingest/authorise/token.hpp"

#include <sodium.h>

#include <algorithm>

#include "base/assert.hpp"
#include "base/limits.hpp"
#include "ingest/authorise/key_ring.hpp"
#include "sejuta/v1/ledger.pb.h"

namespace sejuta::ingest {
namespace {

constexpr std::string_view prefix = "sjt1.";
constexpr std::string_view development_prefix = "dev:";
constexpr int base64_variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

std::string to_base64(std::string_view bytes)
{
    std::string text(sodium_base64_encoded_len(bytes.size(), base64_variant), '\0');
    sodium_bin2base64(text.data(), text.size(),
                      reinterpret_cast<unsigned char const*>(bytes.data()), bytes.size(),
                      base64_variant);
    text.pop_back();  // the terminating zero
    return text;
}

std::optional<std::string> from_base64(std::string_view text)
{
    std::string bytes(text.size(), '\0');
    std::size_t size = 0;
    char const* end = nullptr;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                          text.size(), nullptr, &size, &end, base64_variant) != 0 ||
        end != text.data() + text.size())
        return std::nullopt;
    bytes.resize(size);
    return bytes;
}

std::optional<identity> checked_identity(std::string event, std::string terminal,
                                         std::vector<std::string> sites)
{
    if (!is_terminal_id(terminal) || sites.empty() || sites.size() > limits::sites_per_token_max)
        return std::nullopt;
    std::sort(sites.begin(), sites.end());
    return identity{std::move(event), std::move(terminal), std::move(sites)};
}

std::optional<identity> read_development_token(std::string_view rest, std::string_view event)
{
    auto const colon = rest.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    std::vector<std::string> sites;
    auto list = rest.substr(colon + 1);
    while (!list.empty()) {
        auto const comma = list.find(',');
        sites.emplace_back(list.substr(0, comma));
        list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
    }
    auto who =
        checked_identity(std::string(event), std::string(rest.substr(0, colon)), std::move(sites));
    // It may name any terminal as it is.
    if (who) who->may_dictate = true;
    return who;
}

bool is_signed_by(public_key const& key, std::string_view signature, std::string_view text)
{
    return crypto_sign_verify_detached(reinterpret_cast<unsigned char const*>(signature.data()),
                                       reinterpret_cast<unsigned char const*>(text.data()),
                                       text.size(), key.data()) == 0;
}

bool is_signed(token_rules const& rules, std::string_view signature, std::string_view text)
{
    if (!rules.ring) return is_signed_by(rules.key, signature, text);
    auto const keys = rules.ring->now();
    return std::any_of(keys->rbegin(), keys->rend(), [&](key_pair const& each) {
        return is_signed_by(each.public_key, signature, text);
    });
}

std::optional<v1::TokenClaims> read_claims(std::string_view token, token_rules const& rules)
{
    auto const dot = token.find('.', prefix.size());
    if (!token.starts_with(prefix) || dot == std::string_view::npos) return std::nullopt;
    auto const signed_part = token.substr(0, dot);
    auto const signature = from_base64(token.substr(dot + 1));
    if (!signature || signature->size() != crypto_sign_BYTES) return std::nullopt;
    if (!is_signed(rules, *signature, signed_part)) return std::nullopt;
    auto const bytes = from_base64(signed_part.substr(prefix.size()));
    v1::TokenClaims claims;
    if (!bytes || !claims.ParseFromString(*bytes)) return std::nullopt;
    return claims;
}

}  // namespace

bool is_terminal_id(std::string_view text)
{
    return text.size() >= limits::terminal_id_bytes_min &&
           text.size() <= limits::terminal_id_bytes_max &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
           });
}

std::optional<identity> read_token(std::string_view token, std::string_view event,
                                   std::string_view terminal, token_rules const& rules,
                                   base::unix_ms now_ms)
{
    if (token.size() > limits::token_bytes_max) return std::nullopt;
    std::optional<identity> who;
    if (token.starts_with(development_prefix)) {
        if (!rules.development_tokens) return std::nullopt;
        who = read_development_token(token.substr(development_prefix.size()), event);
    } else if (auto claims = read_claims(token, rules)) {
        if (claims->expires_at_seconds() <= now_ms / 1000) return std::nullopt;
        who = checked_identity(claims->event(), claims->terminal(),
                               {claims->sites().begin(), claims->sites().end()});
        if (who) who->may_dictate = claims->may_dictate();
    }
    if (!who || who->event != event) return std::nullopt;
    if (!terminal.empty() && who->terminal != terminal) return std::nullopt;
    return who;
}

std::string make_token(identity const& who, std::int64_t expires_at_seconds, secret_key const& key)
{
    v1::TokenClaims claims;
    claims.set_event(who.event);
    claims.set_terminal(who.terminal);
    for (auto const& site : who.sites) claims.add_sites(site);
    claims.set_expires_at_seconds(expires_at_seconds);
    claims.set_may_dictate(who.may_dictate);
    auto token = std::string(prefix) + to_base64(claims.SerializeAsString());
    std::string signature(crypto_sign_BYTES, '\0');
    crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr,
                         reinterpret_cast<unsigned char const*>(token.data()), token.size(),
                         key.data());
    return token + "." + to_base64(signature);
}

std::string make_terminal_id()
{
    static constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    std::uint64_t random = 0;
    randombytes_buf(&random, sizeof random);
    std::string id;
    for (int i = 0; i < 13; ++i, random >>= 5) id.push_back(alphabet[random & 31]);
    return id;
}

}  // namespace sejuta::ingest
