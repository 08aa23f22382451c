// SPDX-License-Identifier: Apache-2.0
// Who a person or an integrator is, as a login or a token proved it: a user's id, a role, and the
// regions it is for. An id is an account's, never a person's name.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/region.hpp"

namespace sejuta::people {

// `everybody` is who comes to a server with open dashboards; no account has it.
enum class role : std::uint8_t {
    national,
    province,
    regency,
    officer,
    operation,  // "operator", which is no name for anything in C++
    viewer,
    everybody,
};

inline constexpr std::array account_roles{role::national, role::province,  role::regency,
                                          role::officer,  role::operation, role::viewer};

std::string_view word(role);
// One of account_roles.
std::optional<role> role_of(std::string_view word);

struct identity {
    std::string user;
    people::role role = role::viewer;
    std::vector<domain::region_code> scope;

    bool operator==(identity const&) const = default;
};

// The identity of a server with open dashboards.
identity everybody();

// 3 to 32 of a-z, 0-9 and '-': fit for a ledger, which takes no names of people.
bool is_user_id(std::string_view);

}  // namespace sejuta::people
