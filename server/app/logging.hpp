// SPDX-License-Identifier: Apache-2.0
// The process's log: one line a happening, "time level stage words key=value ...".
#pragma once

#include <optional>
#include <string>

#include "app/settings.hpp"

namespace sejuta::app {

// What is wrong with the log's settings, or nothing.
std::optional<std::string> start_logging(settings const& with);

}  // namespace sejuta::app
