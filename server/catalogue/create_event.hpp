// SPDX-License-Identifier: Apache-2.0
// Making a new event directory: event.toml, a table of targets and an empty register, so that the
// result checks without a fault. The kind is fixed here for the event's life.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "catalogue/faults.hpp"
#include "domain/event.hpp"

namespace sejuta::catalogue {

struct new_event {
    std::string id;
    std::string name;
    domain::event_kind kind = domain::event_kind::real;
    std::string rehearses;          // of a rehearsal
    std::vector<std::string> days;  // "2026-06-29", or "2026-06-16..2026-06-30"
    std::string deadline;           // "2026-06-29T22:00:00+07:00"
    std::filesystem::path regions;  // the directory of a dated region set
    bool harganas = false;          // with the million and a form for every province
};

// Writes the directory, which must not be there yet, and reads it back. On any fault, all of which
// are answered, nothing is left of it.
loaded<domain::event_ptr> create_event(std::filesystem::path const& dir, new_event const& from);

// The directory of a region set by its name ("2025") or path; nothing where there is none. Looks
// beside the events' folder, then in data/regions.
std::filesystem::path find_region_set(std::string const& name, std::filesystem::path const& event);

}  // namespace sejuta::catalogue
