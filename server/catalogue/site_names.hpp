// SPDX-License-Identifier: Apache-2.0
// The names of a register's sites, for their own terminals alone. A name may be a person's: it goes
// into no log, no ledger and no event; whoever shows it to another one breaks the promise of
// docs/PROTOCOL.md.
#pragma once

#include <filesystem>
#include <string>
#include <unordered_map>

#include "catalogue/faults.hpp"

namespace sejuta::catalogue {

using site_names = std::unordered_map<std::string, std::string>;  // by the site's code

// As the directory's register has them now; sites without a name are left out.
loaded<site_names> load_site_names(std::filesystem::path const& dir);

}  // namespace sejuta::catalogue
