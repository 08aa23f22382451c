// SPDX-License-Identifier: Apache-2.0
// The token of an Authorization header.
#pragma once

#include <cctype>
#include <string_view>

namespace sejuta::app {

// "Bearer TOKEN" → "TOKEN"; empty for anything else. The scheme's name is case-insensitive
// (RFC 9110, 11.1).
inline std::string_view bearer_token(std::string_view authorization)
{
    constexpr std::string_view scheme = "bearer ";
    if (authorization.size() < scheme.size()) return {};
    for (std::size_t i = 0; i < scheme.size(); ++i)
        if (std::tolower(static_cast<unsigned char>(authorization[i])) != scheme[i]) return {};
    return authorization.substr(scheme.size());
}

}  // namespace sejuta::app
