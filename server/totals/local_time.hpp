// SPDX-License-Identifier: Apache-2.0
// An instant as people write it in a link: local time with the zone's name, no '+', which a query
// would turn into a space.
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.hpp"

namespace sejuta::totals {

inline constexpr std::string_view local_time_rule =
    "at is a local time with its zone's name: 2020-06-29T22:00WIB, or 2020-06-29T22:00:30WITA";

// Nothing for any other text, nor for a day or a time that does not exist.
std::optional<base::unix_ms> from_local_time(std::string_view text);

}  // namespace sejuta::totals
