// SPDX-License-Identifier: Apache-2.0
#include "app/settings.hpp"

#include <CLI/CLI.hpp>

#include "base/assert.hpp"
#include "fuzz/memory_file.hpp"
#include "fuzz/targets.hpp"

namespace sejuta::fuzz {

void take_settings(std::string_view bytes)
{
    memory_file const file(bytes);
    CLI::App command;
    app::settings made;
    app::declare_settings(command, made);
    made.config_file = file.path();
    auto const faults = app::complete_settings(command, made);
    for (auto const& fault : faults) SEJUTA_ASSERT(!fault.empty(), "a fault is a sentence");
    if (faults.empty()) SEJUTA_ASSERT(made.threads >= 1 && made.threads <= 64, "whole settings");
}

}  // namespace sejuta::fuzz
