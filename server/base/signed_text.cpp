// SPDX-License-Identifier: Apache-2.0
#include "base/signed_text.hpp"

#include <sodium.h>

namespace sejuta::base {
namespace {

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

}  // namespace

std::string sign_text(std::string_view prefix, std::string_view payload, signing_key key)
{
    auto text = std::string(prefix) + to_base64(payload);
    std::string signature(crypto_sign_BYTES, '\0');
    crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr,
                         bytes_of(text), text.size(), key.data());
    return text + "." + to_base64(signature);
}

std::optional<signed_text> signed_text::read(std::string_view text, std::string_view prefix)
{
    if (!text.starts_with(prefix)) return std::nullopt;
    auto const dot = text.find('.', prefix.size());
    if (dot == std::string_view::npos) return std::nullopt;
    auto signature = from_base64(text.substr(dot + 1));
    auto payload = from_base64(text.substr(prefix.size(), dot - prefix.size()));
    if (!signature || signature->size() != crypto_sign_BYTES || !payload) return std::nullopt;
    signed_text read;
    read.signed_ = text.substr(0, dot);
    read.signature_ = std::move(*signature);
    read.payload_ = std::move(*payload);
    return read;
}

bool signed_text::is_signed_by(verifying_key key) const
{
    return crypto_sign_verify_detached(bytes_of(signature_), bytes_of(signed_), signed_.size(),
                                       key.data()) == 0;
}

}  // namespace sejuta::base
