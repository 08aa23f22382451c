// SPDX-License-Identifier: Apache-2.0
// The claims are "<user> <made_at_ms> <expires_at_ms>" in base64url: nothing to parse leniently.
#include "people/access_token.hpp"

#include <charconv>

#include "base/limits.hpp"
#include "base/signed_text.hpp"

namespace sejuta::people {
namespace {

constexpr std::string_view prefix = "sja1.";

std::optional<base::unix_ms> to_time(std::string_view text)
{
    base::unix_ms time = 0;
    auto const [end, failed] = std::from_chars(text.data(), text.data() + text.size(), time);
    if (failed != std::errc{} || end != text.data() + text.size() || time <= 0) return std::nullopt;
    return time;
}

std::optional<access_claims> claims_of(std::string_view text)
{
    auto const first = text.find(' ');
    if (first == std::string_view::npos) return std::nullopt;
    auto const second = text.find(' ', first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    auto const made = to_time(text.substr(first + 1, second - first - 1));
    auto const expires = to_time(text.substr(second + 1));
    if (!is_user_id(text.substr(0, first)) || !made || !expires) return std::nullopt;
    return access_claims{std::string(text.substr(0, first)), *made, *expires};
}

}  // namespace

bool is_access_token(std::string_view text)
{
    return text.starts_with(prefix);
}

std::string make_access_token(access_claims const& claims, std::span<unsigned char const, 64> key)
{
    return base::sign_text(prefix,
                           claims.user + " " + std::to_string(claims.made_at_ms) + " " +
                               std::to_string(claims.expires_at_ms),
                           key);
}

std::optional<access_claims> read_access_token(std::string_view token,
                                               std::span<unsigned char const, 32> key)
{
    if (token.size() > limits::token_bytes_max) return std::nullopt;
    auto const read = base::signed_text::read(token, prefix);
    return read && read->is_signed_by(key) ? claims_of(read->payload()) : std::nullopt;
}

std::optional<identity> holder_of(access_claims const& claims, users const& book, base::unix_ms now)
{
    auto const* who = book.find(claims.user);
    if (!who || who->disabled || claims.expires_at_ms <= now ||
        claims.made_at_ms <= who->tokens_after_ms)
        return std::nullopt;
    return who->identity();
}

}  // namespace sejuta::people
