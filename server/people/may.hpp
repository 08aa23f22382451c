// SPDX-License-Identifier: Apache-2.0
// The one decision who may do what, and where. Everything that asks whether a person may see or
// change something asks here; docs/SECURITY.md has the same as a table, printed from this code.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "people/identity.hpp"

namespace sejuta::people {

enum class action : std::uint8_t {
    see_nation,  // a region's totals with every cell, at its own level
    see_province,
    see_regency,
    see_sites,      // silent sites, flags, sites' names, field officers
    see_movements,  // what moved a total, with corrections
    export_table,
    correct,
    enter_dictated,
    enrol,
    revoke,
    add_site,
    set_target,
    change_status,  // of the event: asked of the nation
    manage_users,
    operate,  // readiness of the event and the installation
};

inline constexpr std::array actions{
    action::see_nation,    action::see_province, action::see_regency, action::see_sites,
    action::see_movements, action::export_table, action::correct,     action::enter_dictated,
    action::enrol,         action::revoke,       action::add_site,    action::set_target,
    action::change_status, action::manage_users, action::operate,
};

std::string_view word(action);

// True where the role has the action and a region of the scope is `where` or contains it.
// see_nation, see_province and see_regency are of their own level only, change_status of the nation
// only.
bool may(identity const& who, action what, domain::region_code where);

// Whether there is any region where it may: what a screen offers.
bool may_somewhere(identity const& who, action what);

// What somebody is shown of a region's totals. Without an identity: the public's.
enum class audience : std::uint8_t {
    nobody,  // nothing: a login, or another scope, is needed
    publik,  // nation and provinces, small cells hidden
    scope,   // every cell
};

audience audience_of(std::optional<identity> const& who, domain::region_code where);

// The table of docs/SECURITY.md: a row an action, a column a role.
std::string matrix_table();

}  // namespace sejuta::people
