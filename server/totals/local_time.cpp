// SPDX-License-Identifier: Apache-2.0
#include "totals/local_time.hpp"

#include "domain/service_date.hpp"

namespace sejuta::totals {
namespace {

// Two digits up to a bound, taken from the front.
std::optional<int> take_two(std::string_view& from, int most)
{
    auto const digit = [](char c) { return c >= '0' && c <= '9'; };
    if (from.size() < 2 || !digit(from[0]) || !digit(from[1])) return std::nullopt;
    int const value = (from[0] - '0') * 10 + (from[1] - '0');
    from.remove_prefix(2);
    return value <= most ? std::optional(value) : std::nullopt;
}

bool take(std::string_view& from, char expected)
{
    if (from.empty() || from.front() != expected) return false;
    from.remove_prefix(1);
    return true;
}

}  // namespace

std::optional<base::unix_ms> from_local_time(std::string_view text)
{
    constexpr std::size_t date_bytes = 10;
    auto const date = domain::service_date::from_text(text.substr(0, date_bytes));
    if (!date) return std::nullopt;
    text.remove_prefix(date_bytes);
    if (!take(text, 'T')) return std::nullopt;
    auto const hours = take_two(text, 23);
    if (!hours || !take(text, ':')) return std::nullopt;
    auto const minutes = take_two(text, 59);
    if (!minutes) return std::nullopt;
    std::optional<int> seconds = 0;
    if (take(text, ':')) seconds = take_two(text, 59);
    auto const zone = domain::zone_from_name(text);
    if (!seconds || !zone) return std::nullopt;
    return date->begins_ms(*zone) + ((*hours * 60LL + *minutes) * 60 + *seconds) * 1'000;
}

}  // namespace sejuta::totals
