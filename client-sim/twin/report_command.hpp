// SPDX-License-Identifier: Apache-2.0
// `sejuta-sim report`: a terminal without a screen, for a province's own system and for whoever
// takes down what is dictated by telephone.
#pragma once

#include <CLI/App.hpp>
#include <functional>

namespace sejuta::twin {

// Adds the subcommand; call the answer when it was parsed. It gives the exit code: 0 everything has
// its receipt, 1 something was refused or cannot be read, 2 usage, 75 stored and not yet received.
std::function<int()> declare_report(CLI::App& app);

}  // namespace sejuta::twin
