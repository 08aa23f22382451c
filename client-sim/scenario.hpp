// SPDX-License-Identifier: Apache-2.0
// What a scenario file says: which event and region, how many acceptors, how they are spread over
// methods, places, clients and the day, and which thresholds the run must meet. A value of
// `scenario` has been checked on its own; whether it fits an event is the plan's to say.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "domain/dimensions.hpp"
#include "domain/region.hpp"

namespace sejuta::sim {

template <class E>
using shares = std::vector<std::pair<E, double>>;

// Report sizes from `from` to `to` acceptors, all equally likely, drawn with this share.
struct size_share {
    std::uint32_t from;
    std::uint32_t to;
    double share;
};

// A part of the day; minutes since local midnight.
struct day_part {
    int from_minute;
    int to_minute;
    double share;
};

struct thresholds {
    std::optional<double> receipt_p95_ms;
    std::optional<double> receipt_p99_ms;
    std::optional<std::uint64_t> rejections_max;
};

struct scenario {
    std::string name;
    std::string title;
    std::string event_directory;  // relative to the root of the installation
    domain::region_code region = domain::region_code::nation();

    // Either the event's published targets of the region, from this target set (empty: the first
    // that has method groups for it) …
    bool from_targets = false;
    std::string target_set;
    // … or a published result by method or method group, spread over regencies by weight (the
    // number of sites where no weight is given).
    std::map<std::string, std::int64_t> by_group;
    std::map<domain::region_code, double> regency_weights;

    // Shares of the methods inside a group; a group without shares is one method by its own word.
    std::map<std::string, shares<domain::method>> methods_of_group;
    shares<domain::category> categories;
    shares<domain::postpartum> postpartums;
    shares<domain::place> places;
    shares<domain::partner> partners;
    std::vector<size_share> sizes;

    std::vector<day_part> day;      // the service window, at each site's own zone
    double tail_share = 0;          // reported after the window …
    int tail_until_wib_minute = 0;  // … until this minute of the day in WIB
    sim::thresholds thresholds;
};

base::checked<scenario> parse_scenario(std::string_view toml, std::string const& origin);

}  // namespace sejuta::sim
