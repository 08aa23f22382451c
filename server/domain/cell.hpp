// SPDX-License-Identifier: Apache-2.0
// A cell: service date × regency × method × category × postpartum × place × partner × lateness.
// Two spellings, both of fixed meaning:
//   field    2020-06-29/15.71/pil/baru/none/pmb/none/ontime     in Redis's cells hash
//   compact  2006291571PB-B--                                   in the index, 16 bytes
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/dimensions.hpp"
#include "domain/region.hpp"
#include "domain/service_date.hpp"

namespace sejuta::domain {

struct cell {
    service_date date;
    region_code regency;
    domain::method method;
    domain::category category;
    domain::postpartum postpartum;
    domain::place place;
    domain::partner partner;
    domain::lateness lateness = lateness::ontime;

    bool operator==(cell const&) const = default;
};

std::string to_field(cell const&);
std::optional<cell> from_field(std::string_view field);
std::string to_compact(cell const&);
void append_compact(cell const&, std::string& to);
std::optional<cell> from_compact(std::string_view compact);

}  // namespace sejuta::domain
