// SPDX-License-Identifier: Apache-2.0
// "This is all of this day": a site's own total of a service date, told with an id of the
// terminal's row of numbers. 0 is the explicit nihil.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "domain/report.hpp"

namespace sejuta::domain {

struct day_close {
    std::string terminal;
    std::uint32_t seq;
    std::string site;
    region_code regency;
    domain::service_date service_date;
    std::uint32_t own_total;  // 0 to limits::own_total_max
    base::unix_ms made_at_ms = 0;
    std::optional<domain::healing> healed = {};
    // Why it is refused, unless the ledger has it already: then it gets its receipt again.
    std::optional<rejection> unless_known = {};
    std::string by = {};  // the account that entered it in the terminal's stead, or empty

    bool operator==(day_close const&) const = default;
};

// 16 bytes of BLAKE2b over "v1|close|site|2020-06-29|own_total".
digest digest_of(day_close const&);

}  // namespace sejuta::domain
