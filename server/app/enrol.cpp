// SPDX-License-Identifier: Apache-2.0
#include "app/enrol.hpp"

#include <fmt/core.h>

#include "app/settings.hpp"
#include "base/clock.hpp"
#include "base/limits.hpp"
#include "catalogue/event_loader.hpp"
#include "ingest/authorise/token.hpp"

namespace sejuta::app {

int run_enrol(enrol_options const& options)
{
    auto const event = catalogue::load_event(options.event_dir);
    if (!event) {
        for (auto const& line : event.error().lines) fmt::print(stderr, "sejuta: {}\n", line);
        return exit_configuration;
    }
    if (options.sites.size() > limits::sites_per_token_max) {
        fmt::print(stderr, "sejuta: {} sites: a token names at most {}\n", options.sites.size(),
                   limits::sites_per_token_max);
        return exit_usage;
    }
    for (auto const& site : options.sites)
        if (!(*event)->find_site(site)) {
            fmt::print(stderr, "sejuta: site \"{}\": not in the register of event {}\n", site,
                       (*event)->id);
            return exit_failed;
        }
    auto const keys = ingest::load_or_make_key(options.data_dir);
    if (!keys) {
        fmt::print(stderr, "sejuta: {}\n", keys.error().sentence);
        return exit_configuration;
    }
    ingest::identity const who{(*event)->id, ingest::make_terminal_id(), options.sites};
    auto const expires = base::real_clock().now_ms() / 1000 + options.days * 86'400LL;
    fmt::print("{}\n", ingest::make_token(who, expires, keys->secret_key));
    fmt::print(stderr, "terminal {} of event {} may report for {} site(s) during {} days\n",
               who.terminal, who.event, who.sites.size(), options.days);
    return exit_ok;
}

}  // namespace sejuta::app
