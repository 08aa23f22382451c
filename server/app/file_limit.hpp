// SPDX-License-Identifier: Apache-2.0
// How many files this process may open: each connection is one.
#pragma once

#include <cstddef>

namespace sejuta::app {

// Takes as many as so many connections need, and warns where the system does not allow them.
void raise_file_limit(std::size_t connections_max);

}  // namespace sejuta::app
