// SPDX-License-Identifier: Apache-2.0
// An event as its directory describes it: id, kind, dates, regions, sites, targets. Immutable once
// loaded; shared by all threads. Loading and checking is app's work, this only holds and answers.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "domain/dimensions.hpp"
#include "domain/region.hpp"
#include "domain/service_date.hpp"

namespace sejuta::domain {

struct site {
    std::string code;
    domain::place place;
    region_code regency;
    bool expected = true;
    bool active = true;            // false: reports are refused, the history stays
    std::string officer = {};      // the field officer's code, or empty
    std::string merged_into = {};  // the site that its reports count as, or empty

    bool operator==(site const&) const = default;
};

struct region {
    region_code code;
    std::string name;
    domain::zone zone = zone::wib;  // a regency's; a province has its regencies' first
};

// How a rehearsal's clock runs. A real event has speed 1 and no mapping.
struct event_clock {
    base::unix_ms starts_at_ms = 0;  // event time at the moment the ledger is begun
    base::unix_ms ends_at_ms = 0;    // event time at which the clock stops; 0 = never
    double speed = 1;
};

// What a target is of, beyond a region's whole event.
struct target_key {
    std::string node;         // "ID", "15", "15.07", "site:S1571-PMB-001" or "officer:PLKB-07"
    std::string group;        // a method group, or empty for all methods
    std::uint32_t month = 0;  // yyyymm, or 0 for the whole event

    auto operator<=>(target_key const&) const = default;
};

struct target_set {
    std::string name;  // "Panitia Pusat"
    std::map<region_code, std::int64_t> by_region;
    // Per region: "implan+iud" | "suntik" | "kondom+pil" → acceptors.
    std::map<region_code, std::map<std::string, std::int64_t>> by_group;
    // Of sites, officers and months: keys that are neither of the two above.
    std::map<target_key, std::int64_t> finer = {};
};

// What the parts of a target add up to, beside what was printed. Kept and shown, never forced.
enum class summed_over : std::uint8_t { children, method_groups };
struct residue {
    std::string set;
    region_code region;
    summed_over over;
    std::int64_t printed = 0;
    std::int64_t summed = 0;  // summed - printed is the residue
};

// A figure that the organisers show beside the count, as published; never computed here.
struct indicator {
    std::string name;    // "TFR"
    std::string value;   // "2.45", plain decimal
    std::string target;  // empty where there is none
    bool lower_is_better = false;
    std::string source;
};

struct event {
    std::string id;
    std::string name;
    event_kind kind = event_kind::rehearsal;
    event_status initial_status = event_status::open;
    std::vector<service_date> service_dates;  // ascending, not empty
    base::unix_ms deadline_ms = 0;            // until when late ones are accepted; 0: no end
    std::uint32_t ceiling = 0;  // acceptors per report that ask for confirmation; 0 = none
    event_clock clock;
    std::string region_set;                 // the dated list, "kemendagri-2020-06"
    std::map<region_code, region> regions;  // nation, provinces and regencies
    std::unordered_map<std::string, site> sites;
    std::vector<target_set> target_sets;  // the first is the one percentages are of by default
    std::string rehearses = {};           // the event that this rehearsal rehearses, or empty
    std::vector<indicator> indicators;
    std::vector<residue> residues;  // of nodes whose parts all have targets, also where 0

    site const* find_site(std::string const& code) const
    {
        auto const it = sites.find(code);
        return it == sites.end() ? nullptr : &it->second;
    }
    region const* find_region(region_code code) const
    {
        auto const it = regions.find(code);
        return it == regions.end() ? nullptr : &it->second;
    }
    zone zone_of(site const& s) const
    {
        auto const* r = find_region(s.regency);
        return r ? r->zone : zone::wib;
    }
};

using event_ptr = std::shared_ptr<event const>;

}  // namespace sejuta::domain
