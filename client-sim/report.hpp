// SPDX-License-Identifier: Apache-2.0
// How a run is told: the progress line, the thresholds, the summary for people and the JSON for
// tools. Pure: figures in, text out.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "book.hpp"
#include "crew.hpp"
#include "histogram.hpp"
#include "incidents.hpp"
#include "scenario.hpp"
#include "verdict.hpp"
#include "words.hpp"

namespace sejuta::sim {

// A moment of the run.
struct moment {
    double elapsed_seconds = 0;
    double eta_seconds = 0;
    std::uint64_t reports = 0;   // planned
    std::uint64_t settled = 0;   // with a receipt or refused
    std::uint64_t receipts = 0;  // unique reports with a receipt
    double receipts_per_second = 0;
    std::size_t connections = 0;
    std::size_t terminals = 0;
    std::uint64_t p50_us = 0;
    std::uint64_t p95_us = 0;
    std::uint64_t p99_us = 0;
    std::uint64_t freshness_p99_us = 0;
    std::uint64_t rejections = 0;  // that the scenario does not expect
    std::uint64_t reconnects = 0;
};

// A second of the run, for charts and tables.
struct sample {
    double seconds = 0;  // since the begin, at its end
    std::uint64_t receipts = 0;
    double receipts_per_second = 0;
    std::size_t connections = 0;
    std::uint64_t rejections = 0;
    std::uint64_t p50_us = 0;  // of the receipts of this second; 0: none
    std::uint64_t p95_us = 0;
    std::uint64_t p99_us = 0;
    std::uint64_t freshness_p50_us = 0;
    std::uint64_t freshness_p99_us = 0;
};

struct threshold_result {
    std::string name;
    double limit = 0;
    double found = 0;
    bool met = false;
    bool at_least = false;  // the limit is the least, not the most
    // False: nothing was measured by which to judge it. Then it is neither met nor missed.
    bool judged = true;
    std::optional<std::uint64_t> samples = {};  // of a percentile: of how many it is
};

enum class ending : std::uint8_t { complete, interrupted, out_of_time, failed };

// Everything that a run leaves behind.
struct run_result {
    sim::ending ending = ending::failed;
    saying failure;  // with `failed` and `out_of_time`
    std::string server;
    std::string event;
    base::unix_ms begun_ms = 0;  // on the wall clock; 0: it never began
    std::uint64_t seed = 0;
    std::size_t processes = 1;
    double seconds = 0;
    double load_seconds = 0;  // from the first report sent to the last first receipt
    std::size_t connected_max = 0;
    std::uint64_t reconnects = 0;
    std::uint64_t receipt_timeouts = 0;
    std::uint64_t nonsense = 0;
    std::uint64_t live_frames = 0;
    std::uint64_t live_gaps = 0;
    histogram latency_us;
    histogram backlog_us;    // of reports that were past due when the run began
    histogram freshness_us;  // from a receipt to the first live frame that holds its report
    std::uint64_t audited_terminals = 0;
    std::uint64_t audited_receipts = 0;
    std::uint64_t audited_days = 0;  // of sites
    std::vector<sample> samples;
    std::vector<threshold_result> thresholds;
    sim::verdict verdict;
    recounted recount;       // of the raw ledger, at the end
    std::string no_recount;  // why there is none
    std::vector<incident> incidents;
    std::vector<crew_loss> losses;  // processes of ours that took their books with them
};

// Why latency was not judged, in a sentence's words; empty where it was, or nobody asked.
std::string unjudged_text(run_result const&);

enum exit_code : int {
    exit_ok = 0,
    exit_failed = 1,
    exit_usage = 2,
    exit_mismatch = 97,
    exit_threshold = 99
};

// Latency is judged by reports that were due during the run; where a receipt came, but none of
// those was, there is nothing to judge: the threshold stays, and says so.
std::vector<threshold_result> check(thresholds const&, run_result const&, book const&);
// How many were judged and not met.
std::size_t missed_thresholds(run_result const&);
// A mismatch outranks everything, an incomplete run outranks a missed threshold.
exit_code exit_code_of(run_result const&);

// "20 CONFLICT": the number and the word of docs/PROTOCOL.md.
std::string rejection_name(int code);
// "38.1 s", "412 ms", "950 µs".
std::string duration_text(std::uint64_t microseconds);
// At most `width` columns where width is not 0.
std::string progress_line(moment const&, bool bar, std::size_t width);
// A run with what it was to be.
struct told_run {
    scenario const& from;
    plan const& planned;
    book const& kept;
    run_result const& run;
};

// Thresholds, figures, verdict: the last line is the verdict in words.
std::string summary_text(told_run const&, bool color);
boost::json::object summary_json(told_run const&);
// One test case a threshold, and one for the ledger.
std::string junit_text(told_run const&);
// One row a second of the run.
std::string csv_text(run_result const&);
// A page that needs nothing else: figures, verdict and charts; Indonesian first.
std::string html_text(told_run const&);

}  // namespace sejuta::sim
