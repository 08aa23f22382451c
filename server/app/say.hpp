// SPDX-License-Identifier: Apache-2.0
// How commands speak: faults on standard error, one line each, and the exit code that goes with
// them.
#pragma once

#include "base/error.hpp"
#include "catalogue/faults.hpp"

namespace sejuta::app {

// Prints every fault with the row's code and the code of refusal, then how many there were; answers
// exit_failed.
int refuse(catalogue::fault_list const& found);
int refuse(base::fault const& why);

}  // namespace sejuta::app
