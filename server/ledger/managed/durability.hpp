// SPDX-License-Identifier: Apache-2.0
// Which settings of Redis the promise rests on: "a receipt means it is on disk". One table serves
// the configuration that we write, the check of a Redis that others run, and deploy/redis.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sejuta::ledger::managed {

struct durable_setting {
    std::string_view name;
    std::string_view value;
    std::string_view because;  // what happens with another value
    bool promised;             // another value breaks the promise; otherwise it only costs speed
};

std::span<durable_setting const> durable_settings();

// Settings as CONFIG GET answers them.
using setting_map = std::map<std::string, std::string>;
// What a Redis with these settings may lose, one sentence each; empty: nothing. A setting that
// could not be read counts as a weakness.
std::vector<std::string> weaknesses(setting_map const& settings);
// What would be better set otherwise, though nothing is lost by it.
std::vector<std::string> advice(setting_map const& settings);

// "7.0.15" or newer, "7.0.15" being the oldest that was tried.
bool version_is_supported(std::string_view version);
inline constexpr std::string_view version_min = "7.0.15";

}  // namespace sejuta::ledger::managed
