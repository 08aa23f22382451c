// SPDX-License-Identifier: Apache-2.0
// Sums of methods that the practice has names for: suntik of its three kinds, MKJP, and the method
// groups that have targets.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "totals/board.hpp"

namespace sejuta::totals {

std::int64_t of_method(region_totals const&, domain::method);
// All three kinds of injection.
std::int64_t suntik_of(region_totals const&);
// Long-acting methods: IUD, implan, MOW, MOP.
std::int64_t mkjp_of(region_totals const&);
// "implan+iud", "suntik", "kondom+pil": methods joined by '+', in any order; suntik is all three
// kinds. Nothing where a name is no method's.
std::optional<std::int64_t> group_of(region_totals const&, std::string_view group);

}  // namespace sejuta::totals
