// SPDX-License-Identifier: Apache-2.0
// How commands speak: faults on standard error, one line each, and the exit code that goes with
// them.
#pragma once

#include <string>

#include "base/error.hpp"
#include "catalogue/faults.hpp"

namespace sejuta::app {

// Prints every fault with the row's code and the code of refusal, then how many there were; answers
// exit_failed.
int refuse(catalogue::fault_list const& found);
int refuse(base::fault const& why);
// A table that is refused as a whole, with its report.
int refuse_import(catalogue::fault_list const& found, std::string const& report,
                  std::string const& file);
// The faults as a table, also where there are none; answers exit_ok, or exit_failed where the
// report cannot be written. No report is asked for with an empty name.
int write_report(catalogue::fault_list const& found, std::string const& report);

}  // namespace sejuta::app
