// SPDX-License-Identifier: Apache-2.0
// Tokens of terminals. A token is "sjt1.<claims>.<signature>": base64url of a TokenClaims message
// and of the Ed25519 signature over "sjt1.<claims>". A development token,
// "dev:<terminal>:<site>[,<site>...]", is accepted only where the server was told to.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "ingest/authorise/identity.hpp"

namespace sejuta::ingest {

using public_key = std::array<unsigned char, 32>;
using secret_key = std::array<unsigned char, 64>;

class key_ring;

struct token_rules {
    public_key key{};  // the only one, where there is no ring
    bool development_tokens = false;
    key_ring const* ring = nullptr;  // any of its keys; outlives the rules
};

// The identity of a token for this event and terminal (empty: the token's own) at real time
// `now_ms`, or nothing: a stranger is not told why.
std::optional<identity> read_token(std::string_view token, std::string_view event,
                                   std::string_view terminal, token_rules const& rules,
                                   base::unix_ms now_ms);

// Signs a token; `expires_at_seconds` since 1970.
std::string make_token(identity const& who, std::int64_t expires_at_seconds, secret_key const& key);

// A new random terminal id: 13 characters of a-z2-7 (64 bits), never used again.
std::string make_terminal_id();

// True for 4 to 32 characters of a-z, 0-9 and '-'.
bool is_terminal_id(std::string_view);

struct key_pair {
    ingest::public_key public_key;
    ingest::secret_key secret_key;
};

// The server's key that signs, from `<directory>/token.key` (mode 0600); made where missing.
base::checked<key_pair> load_or_make_key(std::filesystem::path const& directory);

}  // namespace sejuta::ingest
