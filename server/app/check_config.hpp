// SPDX-License-Identifier: Apache-2.0
// `sejuta check-config`: what serve would refuse, without starting anything.
#pragma once

#include "app/settings.hpp"

namespace sejuta::app {

// Prints what would be served, or every fault. Returns the exit code.
int run_check_config(settings const& with);

}  // namespace sejuta::app
