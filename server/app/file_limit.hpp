// SPDX-License-Identifier: Apache-2.0
// How many files this process may open: each connection is one.
#pragma once

#include <cstddef>

namespace sejuta::app {

// Takes what the system allows, and warns where that is too little for so many connections.
void raise_file_limit(std::size_t connections_max);

}  // namespace sejuta::app
