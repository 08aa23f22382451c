// SPDX-License-Identifier: Apache-2.0
// "<prefix><payload>.<signature>", both base64url without padding; Ed25519 (libsodium) over all
// before the dot. The prefix names what it is and its version, and no algorithm stands in it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sejuta::base {

using signing_key = std::span<unsigned char const, 64>;
using verifying_key = std::span<unsigned char const, 32>;

std::string sign_text(std::string_view prefix, std::string_view payload, signing_key key);

// A text of the right form. Its views are into the text that it was read from.
class signed_text {
public:
    static std::optional<signed_text> read(std::string_view text, std::string_view prefix);

    bool is_signed_by(verifying_key key) const;
    // To be believed only where it was signed.
    std::string const& payload() const { return payload_; }

private:
    signed_text() = default;

    std::string_view signed_;
    std::string signature_;  // 64 bytes
    std::string payload_;
};

}  // namespace sejuta::base
