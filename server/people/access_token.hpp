// SPDX-License-Identifier: Apache-2.0
// An integrator's token: "sja1.<claims>.<signature>", Ed25519 by the server's own key. It names a
// user; what it may see is what users.json says of that user at the moment, so disabling the user
// or `sejuta user token --revoke` ends it. A terminal's token has another prefix under the
// signature: neither passes for the other.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "people/users.hpp"

namespace sejuta::people {

struct access_claims {
    std::string user;
    base::unix_ms made_at_ms = 0;
    base::unix_ms expires_at_ms = 0;

    bool operator==(access_claims const&) const = default;
};

bool is_access_token(std::string_view text);
std::string make_access_token(access_claims const& claims, std::span<unsigned char const, 64> key);
// Nothing where it is not signed with the key: a stranger is not told why.
std::optional<access_claims> read_access_token(std::string_view token,
                                               std::span<unsigned char const, 32> key);
// Who it is now; nothing where it expired, was revoked, or the user is disabled or gone.
std::optional<identity> holder_of(access_claims const& claims, users const& book,
                                  base::unix_ms now);

}  // namespace sejuta::people
