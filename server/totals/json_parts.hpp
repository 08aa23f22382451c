// SPDX-License-Identifier: Apache-2.0
// What several pages write alike. Only totals/*json.cpp include this.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>

#include "totals/board.hpp"
#include "totals/finer.hpp"

namespace sejuta::totals {

boost::json::value text_or_null(std::optional<std::string> const& text);
std::string hex(ledger::epoch epoch);
// "2020-06-29T22:00:00.000+07:00"; null where there is no such instant yet.
boost::json::value instant(base::unix_ms at, domain::zone zone);
boost::json::object coverage_object(coverage const& c);
// {"epoch": "9f0c…", "revision": 4711, "as_of_ms": 1593399600000}
boost::json::object sequence_object(ledger::sequence const& at);
std::string month_text(std::uint32_t yyyymm);  // "2023-01"
// {"set": …, "group": …, "month": "2023-01", "target": …, "total": …, "percent": …}; group and
// month are null where the target is of all.
boost::json::object reached_object(reached_target const& of);
std::string_view name_of(domain::event const& event, domain::region_code code);
// WIB for the nation, the region's own zone otherwise.
domain::zone zone_of(domain::event const& event, domain::region_code code);

}  // namespace sejuta::totals
