// SPDX-License-Identifier: Apache-2.0
// What the command line of sejuta-sim says, and what of it is wrong: each fault one sentence.
#pragma once

#include <CLI/App.hpp>
#include <optional>
#include <string>
#include <vector>

#include "ledger_place.hpp"
#include "net.hpp"
#include "scenario.hpp"
#include "terminal.hpp"

namespace sejuta::sim {

struct arguments {
    std::string scenario;
    std::vector<std::string> servers;
    std::size_t processes = 0;  // 0: as many as the files of a process ask for
    std::vector<std::string> outputs;
    std::string scenarios_folder;
    std::string event_folder;
    std::uint64_t seed = 1;
    double max_duration_minutes = 10;
    std::string pace;  // empty: the scenario's
    double scale = 1;
    bool smoke = false;
    load_model closed{.frame_reports = 0};  // from the command line; 0: as the scenario says
    double server_wait_seconds = 30;
    std::string data_dir;           // of the server; empty: found by its port
    std::string store;              // where its Redis is not the one of its data directory
    std::string access_token_file;  // empty: what everybody may see is enough
    bool own_target = false;
    bool quiet = false;
    // Any value of NO_COLOR counts (no-color.org), so this is an option and not a flag.
    std::string no_color_value;
    CLI::Option const* no_color_option = nullptr;

    bool no_color() const { return no_color_option && no_color_option->count() > 0; }
};

struct output_files {
    std::string json;  // empty: none
    std::string junit;
    std::string csv;
    std::string html;
};

// Adds the subcommands `run` and `plan`.
void declare_rehearsals(CLI::App&, arguments& into);

// "json=FILE,html=FILE" and so on; several times, too, but each kind and each file once. Every
// file's folder is there and can be written: a fault now and not after an hour's run.
base::checked<output_files> parse_outputs(std::vector<std::string> const&);
// "event", "max", or the day's length: "90s", "15m", "8h".
base::checked<std::optional<instant>> parse_pace(std::string const&);
// Every --server; loopback only unless the caller owns the target.
base::checked<std::vector<server_address>> parse_servers(arguments const&);
// --data-dir and --store; the directory is there.
base::checked<ledger_wanted> ledger_of(arguments const&);
// What the first server is shown by who looks on, and by nobody who reports: the token in the file
// of --access-token, or nothing.
base::checked<std::string> authorization_of(arguments const&);
// What the command line changes in the scenario: its scale and its load.
base::checked<void> adapt(scenario&, arguments const&);

}  // namespace sejuta::sim
