// SPDX-License-Identifier: Apache-2.0
#include "ledger/packed_cell.hpp"

#include <fmt/format.h>

#include "base/assert.hpp"

namespace sejuta::ledger {

packed_cell pack(domain::cell const& c)
{
    packed_cell packed = c.date.number();
    auto const push = [&packed](auto value, int bits) {
        packed = packed << bits | static_cast<packed_cell>(value);
    };
    push(c.regency.number(), 14);
    push(c.method, 4);
    push(c.category, 2);
    push(c.postpartum, 2);
    push(c.place, 3);
    push(c.partner, 3);
    push(c.lateness, 2);
    return packed;
}

domain::cell unpack(packed_cell packed)
{
    auto const pull = [&packed](int bits) {
        auto const value = static_cast<int>(packed & ((1U << bits) - 1));
        packed >>= bits;
        return value;
    };
    auto const late = static_cast<domain::lateness>(pull(2));
    auto const partner = static_cast<domain::partner>(pull(3));
    auto const place = static_cast<domain::place>(pull(3));
    auto const postpartum = static_cast<domain::postpartum>(pull(2));
    auto const category = static_cast<domain::category>(pull(2));
    auto const method = static_cast<domain::method>(pull(4));
    auto const number = pull(14);
    auto const regency =
        domain::region_code::from_text(fmt::format("{:02}.{:02}", number / 100, number % 100));
    auto const date = domain::service_date::from_number(static_cast<std::uint32_t>(packed));
    SEJUTA_ASSERT(regency && date, "only packed cells are unpacked");
    return {*date, *regency, method, category, postpartum, place, partner, late};
}

}  // namespace sejuta::ledger
