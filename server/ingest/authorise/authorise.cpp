// SPDX-License-Identifier: Apache-2.0
// Stage authorise: per report, not per connection, since a token may name several sites.
#include <algorithm>

#include "ingest/authorise/identity.hpp"

namespace sejuta::ingest {

std::optional<domain::rejection> authorise(identity const& who, domain::report const& what)
{
    if (!std::binary_search(who.sites.begin(), who.sites.end(), what.site))
        return domain::rejection{domain::rejection_code::site_not_yours, what.site};
    return std::nullopt;
}

}  // namespace sejuta::ingest
