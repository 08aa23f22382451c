// SPDX-License-Identifier: Apache-2.0
#include "totals/achievement.hpp"

#include "base/assert.hpp"

namespace sejuta::totals {
namespace {

// Products of two figures and the scale need more than 64 bits.
__extension__ typedef __int128 wide;

constexpr int scale_max = 4;
constexpr std::size_t digits_max = 15;

wide power_of_ten(int exponent)
{
    wide out = 1;
    while (exponent-- > 0) out *= 10;
    return out;
}

// floor(n / d + 1/2), which is half up, for d > 0.
wide divided_half_up(wide n, wide d)
{
    auto const numerator = 2 * n + d;
    auto const denominator = 2 * d;
    auto quotient = numerator / denominator;
    if (numerator % denominator < 0) --quotient;
    return quotient;
}

std::string hundredths_text(wide hundredths)
{
    auto rest = hundredths < 0 ? -hundredths : hundredths;
    std::string reversed;
    for (int place = 0; place < 3 || rest != 0; ++place) {
        if (place == 2) reversed.push_back('.');
        reversed.push_back(static_cast<char>('0' + static_cast<int>(rest % 10)));
        rest /= 10;
    }
    if (hundredths < 0) reversed.push_back('-');
    return {reversed.rbegin(), reversed.rend()};
}

}  // namespace

std::optional<decimal> decimal::from_text(std::string_view text)
{
    bool const negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    decimal out;
    std::size_t digits = 0;
    bool in_fraction = false;
    for (char c : text) {
        if (c == '.') {
            if (in_fraction || digits == 0) return std::nullopt;
            in_fraction = true;
            continue;
        }
        if (c < '0' || c > '9' || ++digits > digits_max) return std::nullopt;
        out.units = out.units * 10 + (c - '0');
        if (in_fraction && ++out.scale > scale_max) return std::nullopt;
    }
    if (digits == 0 || text.ends_with('.')) return std::nullopt;
    if (negative) out.units = -out.units;
    return out;
}

std::optional<std::string> percent(decimal actual, std::optional<decimal> target, polarity better)
{
    if (!target || target->units <= 0) return std::nullopt;
    auto const& of = better == polarity::higher_is_better ? *target : actual;
    auto const& part = better == polarity::higher_is_better ? actual : *target;
    if (of.units <= 0) return std::nullopt;
    SEJUTA_ASSERT(
        of.scale >= 0 && of.scale <= scale_max && part.scale >= 0 && part.scale <= scale_max,
        "a decimal has 0 to 4 decimals");
    // part / of in hundredths of a percent, both brought to integers first.
    auto const n = wide(part.units) * power_of_ten(of.scale) * 10'000;
    auto const d = wide(of.units) * power_of_ten(part.scale);
    return hundredths_text(divided_half_up(n, d));
}

std::optional<std::string> percent(std::int64_t actual, std::int64_t target)
{
    return percent(decimal{actual, 0}, decimal{target, 0});
}

std::optional<std::string> percent_of(domain::indicator const& from)
{
    auto const value = decimal::from_text(from.value);
    if (!value) return std::nullopt;
    return percent(*value, decimal::from_text(from.target),
                   from.lower_is_better ? polarity::lower_is_better : polarity::higher_is_better);
}

}  // namespace sejuta::totals
