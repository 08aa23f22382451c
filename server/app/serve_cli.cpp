// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>

#include <memory>

#include "app/check_config.hpp"
#include "app/command_line.hpp"
#include "app/serve.hpp"
#include "app/settings.hpp"

namespace sejuta::app {
namespace {

constexpr auto examples = R"(
Examples:
  sejuta serve --event data/events/harganas-2020 --data-dir /var/lib/sejuta --listen 0.0.0.0:8080
  sejuta serve --event data/events/harganas-2020 --dev-tokens --rehearsal-speed 900
  sejuta serve --event data/events/pekan-kb-2023 --event data/events/grebek-serang-2023
  SEJUTA_LISTEN=127.0.0.1:9000 sejuta serve --config /etc/sejuta.toml

Flags win over the environment (SEJUTA_*), that over the TOML file, that over defaults.
Exit codes: 0 ok, 1 failed, 2 usage, 78 configuration.)";

CLI::App& declare(command_line& all, std::string const& name, std::string const& about,
                  int (*act)(settings const&))
{
    auto& command = *all.top().add_subcommand(name, about);
    auto with = std::make_shared<settings>();
    declare_settings(command, *with);
    all.on(command, [&command, with, act] {
        auto const faults = complete_settings(command, *with);
        for (auto const& fault : faults) fmt::print(stderr, "sejuta: {}\n", fault);
        return faults.empty() ? act(*with) : exit_configuration;
    });
    return command;
}

}  // namespace

void declare_serve(command_line& all)
{
    declare(all, "serve", "Take reports, count them, show the totals", run_serve).footer(examples);
    declare(all, "check-config", "Check settings and event directories", run_check_config);
}

void declare_version(command_line& all)
{
    all.on(*all.top().add_subcommand("version", "Print the version"), [] {
        fmt::print("sejuta {}\n", SEJUTA_VERSION);
        return exit_ok;
    });
}

}  // namespace sejuta::app
