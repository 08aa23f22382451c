// SPDX-License-Identifier: Apache-2.0
#include "catalogue/site_names.hpp"

#include "catalogue/directory.hpp"

namespace sejuta::catalogue {

loaded<site_names> load_site_names(std::filesystem::path const& dir)
{
    auto const opened = open_directory(dir);
    if (!opened) return opened.error();
    site_names names;
    names.reserve(opened->sites.size());
    for (auto const& row : opened->sites)
        if (!row.name.empty()) names.emplace(row.site.code, row.name);
    return names;
}

}  // namespace sejuta::catalogue
