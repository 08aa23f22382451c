// SPDX-License-Identifier: Apache-2.0
// `sejuta site import | add | deactivate | activate | merge`. An event that has begun also gets the
// change into its ledger. What is printed names sites by code: names stay in the directory.
#pragma once

#include <string>

#include "app/store_place.hpp"

namespace sejuta::app {

// What every change of a register needs.
struct site_options {
    std::string event_dir;
    std::string by = "organiser";
    store_place where;
};

struct site_import_options {
    site_options common;
    std::string file;
    std::string report;  // where the faults are written as a table; empty: nowhere
    bool accept_aliases = false;
};

struct site_add_options {
    site_options common;
    std::string code;
    std::string name;
    std::string kind;
    std::string regency;
    std::string district;
    std::string officer;
    bool unexpected = false;
};

// Each returns the exit code; 1 where anything is refused, and then nothing has changed.
int run_site_import(site_import_options const& options);
int run_site_add(site_add_options const& options);
int run_site_activate(site_options const& options, std::string const& code, bool active);
int run_site_merge(site_options const& options, std::string const& from, std::string const& into);

}  // namespace sejuta::app
