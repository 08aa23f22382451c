// SPDX-License-Identifier: Apache-2.0
#include "totals/shares.hpp"

namespace sejuta::totals {

using domain::method;

std::int64_t of_method(region_totals const& from, method which)
{
    auto const it = from.by_method.find(which);
    return it == from.by_method.end() ? 0 : it->second;
}

std::int64_t suntik_of(region_totals const& from)
{
    return of_method(from, method::suntik_1_bulan) + of_method(from, method::suntik_3_bulan) +
           of_method(from, method::suntik);
}

std::int64_t mkjp_of(region_totals const& from)
{
    std::int64_t sum = 0;
    for (auto const& [which, acceptors] : from.by_method)
        if (domain::is_mkjp(which)) sum += acceptors;
    return sum;
}

std::optional<std::int64_t> group_of(region_totals const& from, std::string_view group)
{
    std::int64_t sum = 0;
    while (true) {
        auto const cut = group.find('+');
        auto const which = domain::from_word<method>(group.substr(0, cut));
        if (!which) return std::nullopt;
        sum += *which == method::suntik ? suntik_of(from) : of_method(from, *which);
        if (cut == std::string_view::npos) return sum;
        group.remove_prefix(cut + 1);
    }
}

}  // namespace sejuta::totals
