// SPDX-License-Identifier: Apache-2.0
// Achievement in percent, as the practice prints it: rounded half up to two decimals, once, in
// integer arithmetic. Binary floating point never touches a figure that is shown.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/event.hpp"

namespace sejuta::totals {

// A number with a fixed scale: units / 10^scale. {198, 2} is 1.98. scale is 0 to 4.
struct decimal {
    std::int64_t units = 0;
    int scale = 0;

    // "1.98", "-3", "69.30"; nothing for any other text, more than 4 decimals or 15 digits.
    static std::optional<decimal> from_text(std::string_view);
};

// Which way is good (DOMAIN, "Achievement"): actual / target where higher is better, target /
// actual where lower is (TFR, unmet need).
enum class polarity : std::uint8_t { higher_is_better, lower_is_better };

// "135.53" for 1355294 of 1000000; nothing where there is no target or the divisor is not positive.
std::optional<std::string> percent(decimal actual, std::optional<decimal> target,
                                   polarity better = polarity::higher_is_better);
std::optional<std::string> percent(std::int64_t actual, std::int64_t target);
// Of an indicator's own value and target; nothing where it has no target.
std::optional<std::string> percent_of(domain::indicator const&);

}  // namespace sejuta::totals
