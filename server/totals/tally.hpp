// SPDX-License-Identifier: Apache-2.0
// Sums along the dimensions of the count, for one region. Adding a cell is a few array additions:
// no text, no allocation but for a new minute of the curve.
#pragma once

#include <array>
#include <cstdint>
#include <map>

#include "domain/cell.hpp"
#include "totals/curve.hpp"

namespace sejuta::totals {

// Acceptors by the value of one dimension; index 0 is unused, as enumerators begin at 1.
template <class E>
class sums {
public:
    void add(E value, std::int64_t acceptors)
    {
        values_[static_cast<std::size_t>(value)] += acceptors;
    }
    std::map<E, std::int64_t> rows() const
    {
        std::map<E, std::int64_t> out;
        for (std::size_t i = 1; i < values_.size(); ++i)
            if (values_[i] != 0) out.emplace(static_cast<E>(i), values_[i]);
        return out;
    }

private:
    std::array<std::int64_t, domain::tokens(E{}).size() + 1> values_{};
};

struct tally {
    std::int64_t acceptors = 0;
    sums<domain::method> by_method;
    sums<domain::category> by_category;
    sums<domain::postpartum> by_postpartum;
    sums<domain::place> by_place;
    sums<domain::partner> by_partner;
    curve by_minute;

    void add(domain::cell const& cell, std::int64_t count, std::uint32_t minute)
    {
        acceptors += count;
        by_method.add(cell.method, count);
        by_category.add(cell.category, count);
        by_postpartum.add(cell.postpartum, count);
        by_place.add(cell.place, count);
        by_partner.add(cell.partner, count);
        by_minute.add(minute, count);
    }
};

}  // namespace sejuta::totals
