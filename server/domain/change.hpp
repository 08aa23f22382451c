// SPDX-License-Identifier: Apache-2.0
// What organisers change while an event runs: targets, sites, enrolments; and what people with an
// account did that an audit asks about. Each is an entry of the ledger, so every screen switches at
// one sequence and a restart sees the same event.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "domain/event.hpp"

namespace sejuta::domain {

// BLAKE2b-128 of a one-time code; the code itself is nowhere.
using code_hash = std::array<std::uint8_t, 16>;

struct target_change {
    std::string set;
    target_key key;
    std::int64_t acceptors = 0;  // 0 takes the target away
    bool operator==(target_change const&) const = default;
};

// A site added or changed. The regency of a site that is there never changes.
struct site_change {
    domain::site site;
    bool operator==(site_change const&) const = default;
};

// The site's history and reports count as the other one's, which is of the same regency.
struct site_merge {
    std::string from;
    std::string into;
    bool operator==(site_merge const&) const = default;
};

struct code_issued {
    domain::code_hash code{};
    std::vector<std::string> sites;
    std::int64_t expires_at_seconds = 0;
    bool operator==(code_issued const&) const = default;
};

struct enrolment {
    domain::code_hash code{};
    std::string terminal;
    std::vector<std::string> sites;
    bool operator==(enrolment const&) const = default;
};

struct revocation {
    std::string terminal;
    bool operator==(revocation const&) const = default;
};

// The account of `by` logged in.
struct login {
    bool operator==(login const&) const = default;
};

// Numbers equal the ledger's (proto AccountStep).
enum class account_step : std::uint8_t {
    added = 1,
    removed,
    disabled,
    enabled,
    password,
    tokens,  // those of programs are void
    scope,   // another role or other regions
};

// What a server found changed in its users' file.
struct account_change {
    std::string user;
    account_step step = account_step::added;
    std::string role = {};  // afterwards, in the words of people/identity.hpp; empty: removed
    std::vector<region_code> regions = {};
    bool operator==(account_change const&) const = default;
};

// A table was taken away.
struct table_export {
    std::string table;
    region_code region = region_code::nation();
    bool operator==(table_export const&) const = default;
};

struct change {
    std::string by;  // a role or an account's id: 1 to 32 of a-z, 0-9, '-'; never a person's name
    std::variant<target_change, site_change, site_merge, code_issued, enrolment, revocation, login,
                 account_change, table_export>
        what;
    bool operator==(change const&) const = default;
};

// The event as it is after a change: only targets, sites and merges alter it. A change that names a
// site or regency that the event lacks leaves it as it is.
event_ptr with_change(event_ptr const& before, change const& changed);
// The same in place, for who owns an event that nobody else sees yet.
void apply_change(event& to, change const& changed);

}  // namespace sejuta::domain
