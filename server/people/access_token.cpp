// SPDX-License-Identifier: Apache-2.0
// The claims are "<user> <made_at_ms> <expires_at_ms>" in base64url: nothing to parse leniently.
#include "people/access_token.hpp"

#include <sodium.h>

#include <charconv>

#include "base/limits.hpp"

namespace sejuta::people {
namespace {

constexpr std::string_view prefix = "sja1.";
constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

unsigned char const* bytes_of(std::string_view text)
{
    return reinterpret_cast<unsigned char const*>(text.data());
}

std::string to_base64(std::string_view bytes)
{
    std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes_of(bytes), bytes.size(), variant);
    text.pop_back();  // the terminating zero
    return text;
}

std::optional<std::string> from_base64(std::string_view text)
{
    std::string bytes(text.size(), '\0');
    std::size_t size = 0;
    char const* end = nullptr;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                          text.size(), nullptr, &size, &end, variant) != 0 ||
        end != text.data() + text.size())
        return std::nullopt;
    bytes.resize(size);
    return bytes;
}

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
    auto token =
        std::string(prefix) + to_base64(claims.user + " " + std::to_string(claims.made_at_ms) +
                                        " " + std::to_string(claims.expires_at_ms));
    std::string signature(crypto_sign_BYTES, '\0');
    crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr,
                         bytes_of(token), token.size(), key.data());
    return token + "." + to_base64(signature);
}

std::optional<access_claims> read_access_token(std::string_view token,
                                               std::span<unsigned char const, 32> key)
{
    if (token.size() > limits::token_bytes_max || !is_access_token(token)) return std::nullopt;
    auto const dot = token.find('.', prefix.size());
    if (dot == std::string_view::npos) return std::nullopt;
    auto const signed_part = token.substr(0, dot);
    auto const signature = from_base64(token.substr(dot + 1));
    if (!signature || signature->size() != crypto_sign_BYTES ||
        crypto_sign_verify_detached(bytes_of(*signature), bytes_of(signed_part), signed_part.size(),
                                    key.data()) != 0)
        return std::nullopt;
    auto const text = from_base64(signed_part.substr(prefix.size()));
    return text ? claims_of(*text) : std::nullopt;
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
