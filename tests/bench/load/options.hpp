// SPDX-License-Identifier: Apache-2.0
// What one run of the load generator is to do, from its command line.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sejuta::bench {

// A process whose CPU time and memory the run measures.
struct watched {
    std::string label;
    int pid = 0;
    bool with_children = false;
};

struct options {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;
    std::string event = "harganas-2020";
    std::string sites;         // a sites.csv; the terminals take its PMB sites in turn
    std::string prefix = "t";  // of the terminals' ids
    unsigned connections = 100;
    unsigned outstanding = 1;  // frames without all their receipts, a connection; closed loop
    unsigned reports_per_frame = 1;
    double rate = 0;            // reports a second in all; 0: closed loop
    double warm_seconds = 0.5;  // before the measured window
    double seconds = 2;         // the measured window; 0: none, connect and hold only
    std::uint64_t reports = 0;  // in all; 0: as many as the time allows. Then all time is window
    unsigned viewers = 0;
    unsigned stalled_viewers = 0;
    double hold_seconds = 0;   // after the connections are ready, before anything is sent
    bool sent_before = false;  // the same reports had their receipts in an earlier run
    unsigned ask_again = 0;    // terminals that send a report again at the end
    bool echo = false;         // the server sends every message back; no Hello, no receipts
    std::vector<watched> watch;
    std::string started_with;  // "NAME=value" in the environment of all that is to be watched
};

// Ends the process with 2 and one sentence where the command line is wrong.
options read_options(int argc, char** argv);

}  // namespace sejuta::bench
