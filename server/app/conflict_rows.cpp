// SPDX-License-Identifier: Apache-2.0
#include "app/conflict_rows.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <tuple>

#include "base/limits.hpp"
#include "ledger/entry.hpp"

namespace sejuta::app {
namespace {

namespace json = boost::json;
using ledger::content;

// What it adds to the totals: a void repeats what it takes back.
std::int64_t acceptors_of(domain::report const& report)
{
    bool const takes_back =
        report.corrects && report.corrects->kind == domain::correction_kind::void_;
    return takes_back ? -std::int64_t{report.count} : std::int64_t{report.count};
}

json::object object_of(domain::report const& report)
{
    auto const& cell = report.cell;
    json::object line{{"method", domain::word(cell.method)},
                      {"category", domain::word(cell.category)},
                      {"postpartum", domain::word(cell.postpartum)},
                      {"partner", domain::word(cell.partner)},
                      {"count", report.count}};
    return {{"kind", "report"},
            {"site", report.site},
            {"service_date", cell.date.number()},
            {"acceptors", acceptors_of(report)},
            {"corrects", report.corrects ? report.corrects->seq : 0},
            {"lines", json::array{std::move(line)}}};
}

json::object object_of(domain::day_close const& close)
{
    return {{"kind", "close"},
            {"site", close.site},
            {"service_date", close.service_date.number()},
            {"own_total", close.own_total}};
}

json::object object_of(content const& either)
{
    return std::visit([](auto const& each) { return object_of(each); }, either);
}

json::object object_of(conflict_rows::row const& row, catalogue::site_names const* names)
{
    auto const& [conflict, recorded] = row;
    auto const& site = ledger::site_of(conflict.refused);
    auto refused = object_of(conflict.refused);
    json::object out{{"kind", refused["kind"]},
                     {"terminal", ledger::terminal_of(conflict.refused)},
                     {"seq", ledger::seq_of(conflict.refused)},
                     {"site", site},
                     {"event_time_ms", conflict.event_time_ms},
                     {"recorded", recorded ? json::value(object_of(*recorded)) : json::value()},
                     {"refused", std::move(refused)}};
    if (!names) return out;
    auto const name = names->find(site);
    if (name != names->end()) out["name"] = name->second;
    return out;
}

auto newest_first(ledger::kept_conflict const& one)
{
    return std::tuple(-one.event_time_ms, ledger::terminal_of(one.refused),
                      ledger::seq_of(one.refused));
}

}  // namespace

conflict_rows rows_of(domain::region_code region, std::vector<ledger::kept_conflict> all)
{
    std::erase_if(
        all, [&](auto const& each) { return !region.contains(ledger::regency_of(each.refused)); });
    std::sort(all.begin(), all.end(), [](auto const& one, auto const& other) {
        return newest_first(one) < newest_first(other);
    });
    conflict_rows out;
    out.region = region;
    out.total = all.size();
    if (all.size() > limits::conflict_rows_max)
        all.erase(all.begin() + limits::conflict_rows_max, all.end());
    for (auto& each : all) out.rows.push_back({std::move(each), std::nullopt});
    return out;
}

std::string to_json(conflict_rows const& of, catalogue::site_names const* names)
{
    json::array rows;
    for (auto const& each : of.rows) rows.emplace_back(object_of(each, names));
    auto const& now = of.head.now;
    json::object const body{{"sequence",
                             {{"epoch", ledger::to_hex(now.epoch)},
                              {"revision", now.revision},
                              {"as_of_ms", now.as_of_ms}}},
                            {"event", of.event},
                            {"status", domain::word(of.head.status)},
                            {"region", of.region.text()},
                            {"total", of.total},
                            {"conflicts", std::move(rows)}};
    return json::serialize(body) + "\n";
}

}  // namespace sejuta::app
