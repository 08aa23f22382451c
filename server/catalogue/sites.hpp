// SPDX-License-Identifier: Apache-2.0
// sites.csv: the register of service points. Only what counting needs is kept: code, kind, regency,
// expected. A site's name may be a person's, so it is checked for form and then left in the file;
// no fault shows it.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "catalogue/faults.hpp"
#include "catalogue/region_set.hpp"
#include "domain/event.hpp"

namespace sejuta::catalogue {

// 1 to 32 of A-Z, 0-9 and '-', beginning with a letter or digit.
bool is_site_code(std::string_view text);

// The sites by code; faults are added to `found`.
std::unordered_map<std::string, domain::site> read_sites(std::string const& file,
                                                         region_set const& regions, faults& found);

}  // namespace sejuta::catalogue
