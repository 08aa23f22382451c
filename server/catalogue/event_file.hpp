// SPDX-License-Identifier: Apache-2.0
// What event.toml says of the event itself: id, kind, dates, clock, indicators. The tables that it
// names are the loader's.
#pragma once

#include <string_view>

#include "catalogue/toml_file.hpp"
#include "domain/event.hpp"

namespace sejuta::catalogue {

// 3 to 40 of a-z, 0-9 and '-', not beginning with '-': the id is part of Redis's keys, file names
// and addresses.
bool is_event_id(std::string_view id);

// Faults are added to those of the file.
void read_event_file(toml_file& from, domain::event& into);

}  // namespace sejuta::catalogue
