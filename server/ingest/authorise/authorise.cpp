// SPDX-License-Identifier: Apache-2.0
// Stage authorise: per report, not per connection, since a token may name several sites.
#include <algorithm>

#include "ingest/authorise/identity.hpp"

namespace sejuta::ingest {

std::optional<domain::rejection> authorise(identity const& who, std::string const& site)
{
    if (!std::binary_search(who.sites.begin(), who.sites.end(), site))
        return domain::rejection{domain::rejection_code::site_not_yours, site};
    return std::nullopt;
}

}  // namespace sejuta::ingest
