// SPDX-License-Identifier: Apache-2.0
// The users' file on disk: only its owner may read it; a change appears whole or not at all, and
// two who change it at once wait for each other.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "base/error.hpp"
#include "people/users.hpp"

namespace sejuta::app {

// users.json of a data directory, unless --users names another.
std::filesystem::path users_path(std::string const& data_dir, std::string const& users);

// Nobody where there is no file. Refused where somebody else may read or write it, with the cure.
base::checked<people::users> read_users(std::filesystem::path const& file);

// Reads, has it changed, writes (draft, fsync, rename, fsync of the directory), under a lock that
// ends with the process. A refused change writes nothing.
base::checked<void> edit_users(std::filesystem::path const& file,
                               std::function<base::checked<void>(people::users&)> const& change);

// Tells one content of the file from another without reading it; empty where there is none.
std::string users_stamp(std::filesystem::path const& file);

}  // namespace sejuta::app
