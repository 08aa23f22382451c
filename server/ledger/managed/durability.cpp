// SPDX-License-Identifier: Apache-2.0
#include "ledger/managed/durability.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>

namespace sejuta::ledger::managed {
namespace {

constexpr std::array settings_that_matter{
    durable_setting{"appendonly", "yes", "reports would live in memory only", true},
    durable_setting{"appendfsync", "always",
                    "a power cut would lose reports that already have a receipt", true},
    durable_setting{"no-appendfsync-on-rewrite", "no",
                    "receipts given while the file is rewritten would not be on disk", true},
    durable_setting{"maxmemory-policy", "noeviction",
                    "Redis would throw reports away when its memory is full", true},
    durable_setting{"aof-load-truncated", "yes",
                    "Redis would not start again after a power cut in the middle of a write",
                    false},
    durable_setting{"auto-aof-rewrite-percentage", "0",
                    "a rewrite in the busiest minute would slow every receipt down", false},
    durable_setting{"save", "", "a snapshot in the busiest minute would slow every receipt down",
                    false},
};

using version = std::array<unsigned, 3>;

std::optional<version> parse_version(std::string_view text)
{
    version parsed{};
    auto const* at = text.data();
    auto const* const end = at + text.size();
    for (auto& part : parsed) {
        auto const [next, wrong] = std::from_chars(at, end, part);
        if (wrong != std::errc()) return std::nullopt;
        at = next != end && *next == '.' ? next + 1 : next;
    }
    return parsed;
}

std::vector<std::string> differences(setting_map const& settings, bool promised)
{
    std::vector<std::string> found;
    for (auto const& wanted : settings_that_matter) {
        if (wanted.promised != promised) continue;
        auto const held = settings.find(std::string(wanted.name));
        if (held == settings.end())
            found.push_back(fmt::format("{} cannot be read and should be \"{}\": otherwise {}",
                                        wanted.name, wanted.value, wanted.because));
        else if (held->second != wanted.value)
            found.push_back(fmt::format("{} is \"{}\" instead of \"{}\": {}", wanted.name,
                                        held->second, wanted.value, wanted.because));
    }
    return found;
}

}  // namespace

std::span<durable_setting const> durable_settings()
{
    return settings_that_matter;
}

std::vector<std::string> weaknesses(setting_map const& settings)
{
    return differences(settings, true);
}

std::vector<std::string> advice(setting_map const& settings)
{
    return differences(settings, false);
}

bool version_is_supported(std::string_view text)
{
    auto const held = parse_version(text);
    return held && *held >= *parse_version(version_min);
}

}  // namespace sejuta::ledger::managed
