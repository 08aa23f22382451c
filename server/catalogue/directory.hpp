// SPDX-License-Identifier: Apache-2.0
// An event directory opened by those who change it: the event, the rows of its tables as they stand
// in the files, and where the files are. Only a directory without a fault opens.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "catalogue/faults.hpp"
#include "catalogue/region_set.hpp"
#include "catalogue/site_rows.hpp"
#include "catalogue/target_rows.hpp"
#include "domain/event.hpp"

namespace sejuta::catalogue {

struct opened_directory {
    domain::event_ptr event;
    region_set regions;
    std::vector<site_row> sites;
    std::vector<target_row> targets;
    std::filesystem::path sites_file;
    std::filesystem::path targets_file;
    std::filesystem::path aliases_file;  // beside the dated region sets; may not be there
};

loaded<opened_directory> open_directory(std::filesystem::path const& dir);

// Keeps two commands from changing one directory at once: whoever comes second waits.
class directory_lock {
public:
    static base::checked<directory_lock> take(std::filesystem::path const& dir);
    ~directory_lock();
    directory_lock(directory_lock&& other) noexcept;
    directory_lock& operator=(directory_lock&&) = delete;

private:
    explicit directory_lock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

// Writes a file whole or not at all: beside it, fsync, rename, fsync of the directory. A fault
// leaves the file as it was.
base::checked<void> replace_file(std::filesystem::path const& file, std::string_view text);

}  // namespace sejuta::catalogue
