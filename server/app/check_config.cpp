// SPDX-License-Identifier: Apache-2.0
#include "app/check_config.hpp"

#include <fmt/core.h>

#include "app/serve.hpp"
#include "edge/endpoint.hpp"
#include "ledger/managed/store_url.hpp"

namespace sejuta::app {

int run_check_config(settings const& with)
{
    bool good = true;
    auto const expect = [&good](auto const& result) {
        if (result) return;
        fmt::print(stderr, "sejuta: {}\n", result.error().sentence);
        good = false;
    };
    expect(edge::parse_endpoint(with.listen));
    if (!with.store.empty()) expect(ledger::managed::parse_store_url(with.store));
    if (!with.store_admin.empty()) expect(ledger::managed::parse_store_url(with.store_admin));
    auto const events = load_events(with);
    if (!good || !events) return exit_configuration;
    for (auto const& event : *events)
        fmt::print("event {}: \"{}\", {}, {} service date(s), {} sites, {} target set(s)\n",
                   event->id, event->name, domain::word(event->kind), event->service_dates.size(),
                   event->sites.size(), event->target_sets.size());
    fmt::print("listen {}, {} network thread(s), store {}\n", with.listen, with.threads,
               with.store.empty() ? "managed in " + with.data_dir : "external");
    fmt::print("configuration is good\n");
    return exit_ok;
}

}  // namespace sejuta::app
