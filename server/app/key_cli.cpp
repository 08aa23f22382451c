// SPDX-License-Identifier: Apache-2.0
// `sejuta key`: the signing keys of a data directory. Servers that run read the file again by
// themselves, so that nothing stops.
#include <fmt/core.h>

#include <memory>

#include "app/command_line.hpp"
#include "app/settings.hpp"
#include "ingest/authorise/key_ring.hpp"

namespace sejuta::app {
namespace {

int print(base::checked<ingest::key_set> const& keys)
{
    if (!keys) {
        fmt::print(stderr, "sejuta: {}\n", keys.error().sentence);
        return exit_failed;
    }
    for (auto const& each : *keys)
        fmt::print("{} {}\n", ingest::fingerprint(each.public_key),
                   &each == &keys->back() ? "signs and verifies" : "verifies");
    return exit_ok;
}

CLI::App& declare(CLI::App& under, std::string const& name, std::string const& about,
                  std::string& data_dir)
{
    auto& command = *under.add_subcommand(name, about);
    command.add_option("--data-dir", data_dir, "Data directory of the server")->required();
    return command;
}

}  // namespace

void declare_key(command_line& all)
{
    auto& key = *all.top().add_subcommand("key", "The keys that sign the tokens of terminals");
    key.require_subcommand(1);
    auto directory = std::make_shared<std::string>();
    auto which = std::make_shared<std::string>();
    all.on(declare(key, "list", "Every key, the oldest first", *directory),
           [directory] { return print(ingest::load_or_make_keys(*directory)); });
    all.on(declare(key, "add", "Make a new key: it signs, the others still verify", *directory),
           [directory] { return print(ingest::add_key(*directory)); });
    auto& retire = declare(key, "retire", "Refuse what a key signed, from now on", *directory);
    retire.add_option("KEY", *which, "As `sejuta key list` names it")->required();
    all.on(retire, [directory, which] { return print(ingest::retire_key(*directory, *which)); });
    key.footer(
        "Servers that run take the change within seconds. Those that share a ledger share the "
        "file:\ncopy token.key to each of their data directories, the new key before the old one "
        "is retired.");
}

}  // namespace sejuta::app
