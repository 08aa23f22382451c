// SPDX-License-Identifier: Apache-2.0
#include "app/enrol.hpp"

#include <fmt/core.h>

#include <optional>

#include "app/event_ledger.hpp"
#include "app/say.hpp"
#include "app/settings.hpp"
#include "base/clock.hpp"
#include "base/limits.hpp"
#include "catalogue/event_loader.hpp"
#include "ingest/authorise/enrol_code.hpp"
#include "ingest/authorise/token.hpp"
#include "ledger/redis/blocking.hpp"
#include "ledger/redis/enrolment.hpp"

namespace sejuta::app {
namespace {

// Who issues codes on the command line, in the ledger's words.
constexpr std::string_view issuer = "command-line";

std::int64_t now_seconds()
{
    return base::real_clock().now_ms() / 1000;
}

// The exit code where these sites cannot be enrolled, said on standard error.
std::optional<int> refuse_sites(domain::event const& event, std::vector<std::string> const& sites)
{
    if (sites.size() > limits::sites_per_token_max) {
        fmt::print(stderr, "sejuta: {} sites: a token names at most {}\n", sites.size(),
                   limits::sites_per_token_max);
        return exit_usage;
    }
    for (auto const& site : sites)
        if (!event.find_site(site)) {
            fmt::print(stderr, "sejuta: site \"{}\": not in the register of event {}\n", site,
                       event.id);
            return exit_failed;
        }
    return std::nullopt;
}

int refuse_configuration(catalogue::fault_list const& found)
{
    for (auto const& line : found.lines) fmt::print(stderr, "sejuta: {}\n", line);
    return exit_configuration;
}

base::checked<std::size_t> issue(ledger::redis::endpoint const& where, std::string const& event,
                                 domain::code_issued code)
{
    using issued = base::checked<std::size_t>;
    ledger::redis::blocking store(where);
    if (auto const connected = store.connect(); !connected) return connected.error();
    return store.wait<issued>([&](std::function<void(issued)> done) {
        ledger::redis::issue_codes(store.connection(), event, std::string(issuer),
                                   {std::move(code)}, std::move(done));
    });
}

}  // namespace

int run_enrol(enrol_options const& options)
{
    auto const event = catalogue::load_event(options.event_dir);
    if (!event) return refuse_configuration(event.error());
    if (auto const refused = refuse_sites(**event, options.sites)) return *refused;
    auto const keys = ingest::load_or_make_key(options.where.data_dir);
    if (!keys) {
        fmt::print(stderr, "sejuta: {}\n", keys.error().sentence);
        return exit_configuration;
    }
    ingest::identity const who{(*event)->id, ingest::make_terminal_id(), options.sites,
                               options.may_dictate};
    auto const expires = now_seconds() + options.days * 86'400LL;
    fmt::print("{}\n", ingest::make_token(who, expires, keys->secret_key));
    fmt::print(stderr, "terminal {} of event {} may report for {} site(s) during {} days\n",
               who.terminal, who.event, who.sites.size(), options.days);
    return exit_ok;
}

int run_enrol_code(enrol_options const& options)
{
    auto const event = catalogue::load_event(options.event_dir);
    if (!event) return refuse_configuration(event.error());
    if (auto const refused = refuse_sites(**event, options.sites)) return *refused;
    auto const store = opened_store::open(options.where, store_user::application);
    if (!store) return refuse(store.error());
    auto const code = ingest::make_enrol_code();
    auto const expires = now_seconds() + std::chrono::seconds(limits::enrol_code_life).count();
    auto const issued = issue((*store)->where(), (*event)->id,
                              {ingest::hash_of_code(code), options.sites, expires});
    if (!issued) return refuse(issued.error());
    fmt::print("{}\n/terminal#code={}&event={}\n", ingest::shown_code(code), code, (*event)->id);
    fmt::print(stderr, "one device may enrol with it for {} site(s) of event {} during {} hours\n",
               options.sites.size(), (*event)->id, limits::enrol_code_life.count());
    return exit_ok;
}

int run_revoke(enrol_options const& options, std::string const& terminal)
{
    auto const event = catalogue::load_event(options.event_dir);
    if (!event) return refuse_configuration(event.error());
    if (!ingest::is_terminal_id(terminal)) {
        fmt::print(stderr, "sejuta: terminal \"{}\": 4 to 32 of a-z, 0-9 and '-'\n", terminal);
        return exit_usage;
    }
    auto const ledger = event_ledger::open(options.where, **event);
    if (!ledger) return refuse(ledger.error());
    auto const written = (*ledger)->write({std::string(issuer), domain::revocation{terminal}});
    if (!written) return refuse(written.error());
    fmt::print("terminal {} of event {} is revoked\n", terminal, (*event)->id);
    return exit_ok;
}

}  // namespace sejuta::app
