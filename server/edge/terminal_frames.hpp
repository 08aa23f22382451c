// SPDX-License-Identifier: Apache-2.0
// The server's words to a terminal beside receipts, as bytes: Welcome, SiteDays, Reconciled. Pure.
// The WebSocket session and POST /v1/reports say the same ones.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "domain/sent.hpp"
#include "ingest/authorise/token.hpp"
#include "ingest/pipeline.hpp"
#include "totals/site_day.hpp"

namespace sejuta::edge {

// What somebody who watches a terminal's conversation is told; ends with it.
class conversation {
public:
    virtual ~conversation() = default;
    // The terminal sent a frame.
    virtual void spoke() = 0;
};

// What every terminal's conversation of one thread shares.
struct terminal_world {
    using days_reply = std::function<void(std::vector<totals::site_day>)>;

    // The pipeline of an event, or null.
    std::function<ingest::pipeline*(std::string const& event)> pipeline_of;
    ingest::token_rules tokens;
    base::clock const& clock;
    std::vector<std::string> alternatives;  // other servers for Welcome, at most 4
    // The event's status as the followers last saw it.
    std::function<domain::event_status(std::string const& event)> status_of;
    // The register's name of a site, or empty; only its own terminals are told.
    std::function<std::string(std::string const& event, std::string const& site)> name_of_site;
    // What the ledger has of sites' days, at least at that revision; answers once, on this thread,
    // never inside the call.
    std::function<void(std::string const& event, std::vector<totals::site_date> asked,
                       ledger::revision at_least, days_reply reply)>
        site_days;
    // A terminal of that event has said Hello.
    std::function<void(std::string const& event, std::string const& terminal)> note_seen;
    // A WebSocket of that terminal is welcome; `install` is what its Hello said of the device.
    std::function<std::unique_ptr<conversation>(
        std::string const& event, std::string const& terminal, std::string const& install)>
        enter = {};
};

// The answer to a Hello; `lacking` are seqs, ascending.
std::string welcome_frame(terminal_world const& world, ingest::pipeline const& pipeline,
                          ingest::identity const& who, base::unix_ms skew_ms,
                          std::vector<std::uint32_t> const& lacking);

std::string site_days_frame(std::vector<totals::site_day> const& days);

// The answer to a page of held seqs, not empty, ascending; `lacking` are some of them.
std::string reconciled_frame(std::vector<std::uint32_t> const& lacking, std::uint32_t up_to);

// Of the days asked for those of the identity's own sites that the event has, each once.
std::vector<totals::site_date> own_days(domain::sent_ask const& asked, ingest::identity const& who,
                                        domain::event const& event);

// "Ask again", for each of these.
std::vector<totals::site_day> all_pending(std::vector<totals::site_date> const& asked);

// The ranges of ascending seqs: {1,2,3,7} → 1-3, 7-7.
std::vector<domain::seq_range> to_ranges(std::vector<std::uint32_t> const& seqs);

// The seqs of ranges, ascending; nothing where a range is empty, they overlap or descend, or they
// are more than the limits allow.
std::optional<std::vector<std::uint32_t>> to_seqs(std::vector<domain::seq_range> const& ranges);

}  // namespace sejuta::edge
