// SPDX-License-Identifier: Apache-2.0
// A dated list of regions (data/regions/<set>): codes change by law, so an event pins the set that
// was in force. A set that loads is whole: codes are unique, every regency has its province, every
// region a name and a zone, and the counts are those that set.toml promises.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "catalogue/faults.hpp"
#include "domain/event.hpp"
#include "domain/region.hpp"

namespace sejuta::catalogue {

// Lower case (names are ASCII), single spaces, none at the ends.
std::string fold(std::string_view name);

enum class region_kind {
    nation,
    provinsi,
    kabupaten,
    kota,
    kabupaten_administrasi,
    kota_administrasi,
};

struct region_set {
    std::string id;           // "kemendagri-2020-06"
    std::string code_system;  // "kemendagri"
    std::string decree;
    std::map<domain::region_code, domain::region> regions;
    std::map<domain::region_code, region_kind> kinds;

    // True where a name says this region: case, double spaces and the word of the kind aside
    // ("KAB. BUNGO" is Bungo). A city says "Kota", since a regency may have the same bare name.
    bool agrees(std::string_view name, domain::region_code code) const;
    // The one region that a name says; nothing where there is none or more than one.
    std::optional<domain::region_code> named(std::string_view name) const;
};

// Adds to `found` and answers what could be read, so that tables that refer to it are checked too.
region_set read_region_set(std::filesystem::path const& dir, faults& found);

loaded<region_set> load_region_set(std::filesystem::path const& dir);

}  // namespace sejuta::catalogue
