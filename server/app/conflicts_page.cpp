// SPDX-License-Identifier: Apache-2.0
#include "app/conflicts_page.hpp"

#include <spdlog/spdlog.h>

#include <utility>

#include "app/conflict_rows.hpp"
#include "app/http_error.hpp"
#include "ledger/redis/conflicts.hpp"

namespace sejuta::app {
namespace {

constexpr std::string_view page_path = "/v1/conflicts";

// Fills in what is recorded under the ids of the rows.
base::checked<void> read_recorded(ledger::redis::blocking& store, conflict_rows& into)
{
    std::vector<ledger::kept_conflict> asked;
    for (auto const& each : into.rows) asked.push_back(each.conflict);
    auto found = ledger::redis::read_recorded(store, into.event, asked);
    if (!found) return found.error();
    for (std::size_t i = 0; i < into.rows.size(); ++i) {
        auto& recorded = (*found)[i];
        if (recorded && into.region.contains(ledger::regency_of(*recorded)))
            into.rows[i].recorded = std::move(recorded);
    }
    return {};
}

base::checked<conflict_rows> read(ledger::redis::endpoint const& reader, std::string const& event,
                                  domain::region_code region)
{
    ledger::redis::blocking store(reader);
    if (auto const there = store.connect(); !there) return there.error();
    auto log = ledger::redis::read_conflicts(store, event);
    if (!log) return log.error();
    if (log->unreadable > 0)
        spdlog::warn("record event={} conflicts={} in the log that this program did not write",
                     event, log->unreadable);
    auto rows = rows_of(region, std::move(log->conflicts));
    rows.head = log->head;
    rows.event = event;
    if (auto const filled = read_recorded(store, rows); !filled) return filled.error();
    return rows;
}

}  // namespace

bool is_conflicts_page(std::string_view path)
{
    return path == page_path || (path.starts_with(page_path) && path[page_path.size()] == '/');
}

edge::http_response conflicts_page(ledger::redis::endpoint const& reader,
                                   domain::event const& event, std::string_view path,
                                   catalogue::site_names const* names)
{
    auto const rest = path.size() > page_path.size() ? path.substr(page_path.size() + 1) : "ID";
    auto const region = domain::region_code::from_text(rest);
    if (!region) return plain_text(404, "a region is ID, 15 or 15.71");
    if (!event.find_region(*region)) return plain_text(404, "the event has no such region");
    auto const rows = read(reader, event.id, *region);
    if (!rows) {
        auto answer = plain_text(503, rows.error().sentence);
        answer.headers.emplace_back("Retry-After", "5");
        return answer;
    }
    return {200, "application/json", to_json(*rows, names), {{"Cache-Control", "no-store"}}};
}

}  // namespace sejuta::app
