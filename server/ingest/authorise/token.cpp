// SPDX-License-Identifier: Apache-2.0
#include "ingest/authorise/token.hpp"

#include <sodium.h>

#include <algorithm>

#include "base/assert.hpp"
#include "base/limits.hpp"
#include "base/signed_text.hpp"
#include "ingest/authorise/key_ring.hpp"
#include "sejuta/v1/ledger.pb.h"

namespace sejuta::ingest {
namespace {

constexpr std::string_view prefix = "sjt1.";
constexpr std::string_view development_prefix = "dev:";

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

bool is_signed(token_rules const& rules, base::signed_text const& token)
{
    if (!rules.ring) return token.is_signed_by(rules.key);
    auto const keys = rules.ring->now();
    return std::any_of(keys->rbegin(), keys->rend(),
                       [&](key_pair const& each) { return token.is_signed_by(each.public_key); });
}

std::optional<v1::TokenClaims> read_claims(std::string_view token, token_rules const& rules)
{
    auto const read = base::signed_text::read(token, prefix);
    v1::TokenClaims claims;
    if (!read || !is_signed(rules, *read) || !claims.ParseFromString(read->payload()))
        return std::nullopt;
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
    return base::sign_text(prefix, claims.SerializeAsString(), key);
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
