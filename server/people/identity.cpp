// SPDX-License-Identifier: Apache-2.0
#include "people/identity.hpp"

#include <algorithm>

#include "base/limits.hpp"

namespace sejuta::people {

std::string_view word(role which)
{
    switch (which) {
    case role::national: return "national";
    case role::province: return "province";
    case role::regency: return "regency";
    case role::officer: return "officer";
    case role::operation: return "operator";
    case role::viewer: return "viewer";
    case role::everybody: return "everybody";
    }
    return "";
}

std::optional<role> role_of(std::string_view text)
{
    for (auto const each : account_roles)
        if (word(each) == text) return each;
    return std::nullopt;
}

identity everybody()
{
    return {"", role::everybody, {domain::region_code::nation()}};
}

bool is_user_id(std::string_view text)
{
    return text.size() >= limits::user_id_bytes_min && text.size() <= limits::user_id_bytes_max &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
           });
}

}  // namespace sejuta::people
