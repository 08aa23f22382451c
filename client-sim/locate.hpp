// SPDX-License-Identifier: Apache-2.0
// Finds a scenario by name and the event that it names, in a checkout as well as installed.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "scenario.hpp"

namespace sejuta::sim {

struct located_scenario {
    sim::scenario scenario;
    std::filesystem::path file;
};

struct located_event {
    std::filesystem::path directory;
};

// Folders that may hold scenarios: beside the current folder, the program's checkout, and the
// installed share/sejuta.
std::vector<std::filesystem::path> scenario_folders();

// `wanted` is a path of a .toml file or a name that stands in a folder.
base::checked<located_scenario> find_scenario(std::string const& wanted,
                                              std::vector<std::filesystem::path> const& folders);

// The event's directory: as given relative to the current folder or to a folder above the scenario.
base::checked<located_event> find_event(std::filesystem::path const& scenario_file,
                                        std::string const& directory);

}  // namespace sejuta::sim
