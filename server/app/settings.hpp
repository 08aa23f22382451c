// SPDX-License-Identifier: Apache-2.0
// The settings of `sejuta serve`: flags > environment SEJUTA_* > TOML file > default, for each.
// What is wrong is said with the file, line or key, the value, and the rule.
#pragma once

#include <CLI/App.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/limits.hpp"

namespace sejuta::app {

// Exit codes of every subcommand.
inline constexpr int exit_ok = 0;
inline constexpr int exit_failed = 1;
inline constexpr int exit_usage = 2;
inline constexpr int exit_configuration = 78;

struct settings {
    std::string config_file;
    std::vector<std::string> events;  // event directories
    std::string data_dir = "sejuta-data";
    std::string listen = "127.0.0.1:8080";
    std::string tls_cert;  // PEM, with the chain; empty: plain HTTP, for a proxy in front
    std::string tls_key;   // PEM
    std::vector<std::string> proxies;  // whose connections begin with the PROXY protocol
    std::string store;                 // empty: the managed Redis in data_dir
    std::string store_admin;           // who prepares the store; empty: the user of store
    std::string second_copy;           // every ledger entry, on another disk; empty: none
    std::string dashboards;            // built dashboards; empty: beside the program
    std::string terminal_app;          // the built terminal app; empty: beside the program
    std::vector<std::string> alternatives;
    std::string users;                 // the users' file; empty: users.json in data_dir
    std::vector<std::string> origins;  // whose pages may act here beside our own
    std::string log_file;              // empty: standard error
    std::string log_level = "info";
    std::string address_file;  // where the bound address is written once it listens
    std::size_t connections_max = limits::connections_max;
    std::size_t viewers_max = limits::viewers_max;
    std::size_t public_viewers_max = limits::public_viewers_max;
    unsigned threads = 0;        // network threads; 0: one less than the cores, at least one
    double rehearsal_speed = 0;  // 0: as the event says
    bool dev_tokens = false;
    bool open_dashboards = false;
    bool accept_weaker_durability = false;
};

// Declares the options of `serve` and `check-config` on a subcommand, bound to `into`.
void declare_settings(CLI::App& command, settings& into);

// After parsing: fills what neither a flag nor the environment gave from the TOML file, then checks
// every setting. All faults, one a line; empty where everything is right.
std::vector<std::string> complete_settings(CLI::App& command, settings& into);

}  // namespace sejuta::app
