// SPDX-License-Identifier: Apache-2.0
// What a scenario file says: which event and region, how many acceptors, how they are spread over
// methods, places, clients and the day, and which thresholds the run must meet. A value of
// `scenario` has been checked on its own; whether it fits an event is the plan's to say.
#pragma once

#include <cstdint>
#include <functional>
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
    std::optional<std::uint64_t> rejections_max;  // beside those that the scenario expects
    std::optional<double> freshness_p99_ms;       // receipt here → seen by the viewer
    std::optional<double> receipts_per_second_min;
};

// How reports come. Open: each when it is due, whatever the server answers. Closed: every
// connection keeps `window` reports outstanding until the plan is done, for the bench.
struct load_model {
    bool closed = false;
    std::size_t connections = 0;
    std::size_t window = 0;
    std::size_t frame_reports = 1;
};

// What people do besides reporting; shares of reports (of sites for closing), 0 to 1.
struct habits {
    double batching_share = 0;  // of terminals: collect, and send every so many minutes
    int batching_minutes = 0;
    double corrections_share = 0;  // a slip in what was copied, replaced later
    double fat_fingers_share = 0;  // a digit too many, replaced later
    double voids_share = 0;        // entered twice, one taken back
    int corrected_after_minutes = 30;
    double errors_share = 0;  // besides the plan: reports that the server must refuse
    double close_day_share = 0;
    int close_day_minute = 0;
};

// What somebody plants, and the desk should find.
enum class anomaly_kind : std::uint8_t { jump, round_numbers, night_burst };
struct anomaly {
    anomaly_kind kind;
    std::size_t sites;
};

// A connection as some share of the terminals has it. Every such span is of the event clock.
struct network {
    std::string name;
    double share = 0;
    int delay_from_ms = 0;  // each way, of the wall clock
    int delay_to_ms = 0;
    double drop_every_minutes = 0;    // on average; 0: never
    double silent_every_minutes = 0;  // half-open: nothing passes and nobody is told
    double duplicates = 0;            // share of frames that are sent twice
    int skew_from_seconds = 0;        // of the device's clock
    int skew_to_seconds = 0;
    int outage_from_minute = -1;  // local time; -1: none
    int outage_to_minute = -1;
};

// At this minute of the day (WIB) this share of all connections is cut.
struct storm {
    int minute;
    double share;
};

struct scenario {
    std::string name;
    std::string title;
    std::string title_id;         // in Indonesian; the title where the file gives none
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

    load_model load = {};
    sim::habits habits = {};
    std::vector<anomaly> anomalies = {};
    std::vector<network> networks = {};  // none: all are good
    std::vector<storm> storms = {};
    std::size_t viewers = 1;
    double connect_ahead_seconds = 2;
    double hang_up_after_seconds = 0;  // without anything to say; 0: stays connected
    std::string pace = "event";  // "event", "max" or the day's length on the wall clock, "30m"
    double scale = 1;            // of acceptors and sites, from the command line
};

// The text of another scenario by its name; nothing where there is none.
using scenario_texts = std::function<std::optional<std::string>(std::string const& name)>;

// With `extends = "NAME"` every top-level key that the file does not have is that scenario's.
base::checked<scenario> parse_scenario(std::string_view toml, std::string const& origin,
                                       scenario_texts const& others = {});

}  // namespace sejuta::sim
