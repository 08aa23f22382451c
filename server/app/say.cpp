// SPDX-License-Identifier: Apache-2.0
#include "app/say.hpp"

#include <fmt/core.h>

#include "app/settings.hpp"

namespace sejuta::app {

int refuse(catalogue::fault_list const& found)
{
    for (auto const& row : found.rows) fmt::print(stderr, "sejuta: {}\n", row.coded_sentence());
    return exit_failed;
}

int refuse(base::fault const& why)
{
    fmt::print(stderr, "sejuta: {}\n", why.sentence);
    return exit_failed;
}

}  // namespace sejuta::app
