// SPDX-License-Identifier: Apache-2.0
// The users' book: who has an account, as the file users.json says. A value: read from text, looked
// up, changed, written as text. It does no I/O and knows no clock.
//
//   {"users": [{"id": "jambi-01", "role": "province", "regions": ["15"], "password": "$argon2id$…",
//               "disabled": false, "changed_at_ms": 1593392400000, "tokens_after_ms": 0}]}
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "people/identity.hpp"

namespace sejuta::people {

struct user {
    std::string id;
    people::role role = role::viewer;
    std::vector<domain::region_code> regions;
    std::string password;  // the hash; empty: no login, tokens only
    bool disabled = false;
    base::unix_ms changed_at_ms = 0;    // of the password or of disabled; ends sessions before it
    base::unix_ms tokens_after_ms = 0;  // access tokens made before are void

    people::identity identity() const { return {id, role, regions}; }
    bool operator==(user const&) const = default;
};

class users {
public:
    // A fault names the user and the rule; nothing of a wrong text is taken.
    static base::checked<users> from_text(std::string_view text);
    std::string text() const;

    user const* find(std::string_view id) const;
    std::map<std::string, user, std::less<>> const& all() const { return all_; }

    // Each is refused with one sentence, and then changes nothing.
    base::checked<void> add(user one);
    base::checked<void> set_password(std::string const& id, std::string hash, base::unix_ms now);
    base::checked<void> set_disabled(std::string const& id, bool disabled, base::unix_ms now);
    base::checked<void> revoke_tokens(std::string const& id, base::unix_ms now);

private:
    base::checked<user*> known(std::string const& id);

    std::map<std::string, user, std::less<>> all_;
};

// Nothing where the scope is one that the role has, else the rule: national has ID, province
// provinces, regency and officer regencies; viewer and operator any.
std::optional<std::string> scope_fault(role who, std::vector<domain::region_code> const& scope);

}  // namespace sejuta::people
