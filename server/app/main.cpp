// SPDX-License-Identifier: Apache-2.0
// The program `sejuta`: its subcommands and their help. The way of one report begins in serve.cpp,
// where the rooms are put together, and goes edge → ingest/pipeline.cpp → ledger → ack.
#include <fmt/core.h>

#include <CLI/CLI.hpp>

#include "app/check_config.hpp"
#include "app/enrol.hpp"
#include "app/serve.hpp"
#include "app/settings.hpp"
#include "app/verify_command.hpp"

namespace {

using namespace sejuta::app;

constexpr auto serve_examples = R"(
Examples:
  sejuta serve --event data/events/harganas-2020 --data-dir /var/lib/sejuta --listen 0.0.0.0:8080
  sejuta serve --event data/events/harganas-2020 --dev-tokens --rehearsal-speed 900
  SEJUTA_LISTEN=127.0.0.1:9000 sejuta serve --config /etc/sejuta.toml

Flags win over the environment (SEJUTA_*), that over the TOML file, that over defaults.
Exit codes: 0 ok, 1 failed, 2 usage, 78 configuration.)";

int serve_or_check(CLI::App& command, settings& with, int (*act)(settings const&))
{
    auto const faults = complete_settings(command, with);
    for (auto const& fault : faults) fmt::print(stderr, "sejuta: {}\n", fault);
    return faults.empty() ? act(with) : exit_configuration;
}

CLI::App& add_verify(CLI::App& all, verify_command& options)
{
    auto& verify = *all.add_subcommand("verify", "Recount the ledger and compare every counter");
    auto* place = verify.add_option_group("where", "The ledger to recount");
    place->add_option("--data-dir", options.data_dir, "Data directory of a managed Redis");
    place->add_option("--store", options.store,
                      "redis://user:password@host:port or unix:///socket");
    place->require_option(1);
    verify.add_option("--event", options.events, "Event id; without it every event of the store");
    verify.footer(
        "The last line is the verdict. Exit 0: difference zero; 1: differences, or it "
        "could not be read.");
    return verify;
}

CLI::App& add_enrol(CLI::App& all, enrol_options& options)
{
    auto& enrol = *all.add_subcommand("enrol", "Make a signed token for a new terminal of a site");
    enrol.add_option("--token", options.sites, "Site code; several for a proxy terminal")
        ->required();
    enrol.add_option("--event", options.event_dir, "Event directory")->required();
    enrol.add_option("--data-dir", options.data_dir, "Where the server's key is")->required();
    enrol.add_option("--days", options.days, "Days until it expires")
        ->check(CLI::Range(1, 366))
        ->capture_default_str();
    enrol.footer(
        "Example:\n  sejuta enrol --token S1571-PMB-001 --event data/events/harganas-2020 "
        "--data-dir sejuta-data");
    return enrol;
}

}  // namespace

int main(int argc, char** argv)
{
    CLI::App all{"Sejuta: the live count of Indonesia's family-planning service day"};
    all.require_subcommand(1);

    settings serving;
    auto& serve = *all.add_subcommand("serve", "Take reports, count them, show the totals");
    declare_settings(serve, serving);
    serve.footer(serve_examples);
    settings checking;
    auto& check = *all.add_subcommand("check-config", "Check settings and event directories");
    declare_settings(check, checking);
    verify_command verifying;
    auto& verify = add_verify(all, verifying);
    enrol_options enrolling;
    auto& enrol = add_enrol(all, enrolling);
    auto& version = *all.add_subcommand("version", "Print the version");

    try {
        all.parse(argc, argv);
    } catch (CLI::ParseError const& end) {
        auto const code = all.exit(end);
        return code == 0 ? exit_ok : exit_usage;
    }
    if (serve) return serve_or_check(serve, serving, run_serve);
    if (check) return serve_or_check(check, checking, run_check_config);
    if (verify) return run_verify_command(verifying);
    if (enrol) return run_enrol(enrolling);
    if (version) fmt::print("sejuta {}\n", SEJUTA_VERSION);
    return exit_ok;
}
