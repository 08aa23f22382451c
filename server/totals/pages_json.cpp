// SPDX-License-Identifier: Apache-2.0
#include "totals/pages_json.hpp"

#include "base/limits.hpp"
#include "totals/finer.hpp"
#include "totals/json_parts.hpp"

namespace sejuta::totals {
namespace {

namespace json = boost::json;

json::object heading(board const& from)
{
    return {{"sequence", sequence_object(from.sequence())},
            {"event", from.event().id},
            {"status", domain::word(from.status())}};
}

json::array flags_array(std::vector<flag> const& flags)
{
    json::array out;
    for (auto const& each : flags)
        out.push_back({{"flag", each.name}, {"text_id", each.text_id}, {"text_en", each.text_en}});
    return out;
}

json::array reached_array(domain::event const& event, std::string const& node,
                          month_sums const& sums)
{
    json::array out;
    for (auto const& each : targets_of(event, node, sums)) out.push_back(reached_object(each));
    return out;
}

json::object site_object(board const& from, site_row const& row)
{
    json::object out{{"code", row.code},
                     {"place", domain::word(row.place)},
                     {"regency", row.regency.text()},
                     {"expected", row.worth.expected != 0},
                     {"reported", row.worth.reported != 0 || row.worth.outside != 0},
                     {"closed", row.worth.closed != 0},
                     {"acceptors", row.acceptors},
                     {"last_event_time_ms", row.last_event_time_ms},
                     {"silent_minutes", row.silent_minutes},
                     {"weight", row.weight},
                     {"flags", flags_array(row.flags)}};
    auto const node = "site:" + row.code;
    if (has_finer_target(from.event(), node))
        out["targets"] = reached_array(from.event(), node, of_site(from, row.site));
    return out;
}

std::string_view word(movement m)
{
    switch (m) {
    case movement::voided: return "void";
    case movement::replaced: return "replace";
    default: return "unexplained";
    }
}

json::value reason_value(std::uint8_t reason)
{
    using domain::correction_reason;
    switch (static_cast<correction_reason>(reason)) {
    case correction_reason::salah_entry: return "salah_entry";
    case correction_reason::salah_kutip: return "salah_kutip";
    case correction_reason::salah_hitung: return "salah_hitung";
    case correction_reason::salah_persepsi: return "salah_persepsi";
    }
    return nullptr;
}

json::value text_or_null(std::string const& text)
{
    return text.empty() ? json::value() : json::value(text);
}

json::object fall_object(fall const& each)
{
    return {{"event_time_ms", each.event_time_ms},
            {"region", each.regency.text()},
            {"site", text_or_null(each.site)},
            {"acceptors", each.acceptors},
            {"kind", word(each.movement)},
            {"reason", reason_value(each.reason)},
            {"terminal", text_or_null(each.terminal)},
            {"seq", each.seq}};
}

}  // namespace

std::string sites_json(board const& from, domain::region_code region, site_list const& list,
                       std::unordered_map<std::string, std::string> const* names)
{
    auto body = heading(from);
    body["region"] = region.text();
    body["total"] = list.total;
    json::array rows;
    for (auto const& row : list.rows) {
        auto site = site_object(from, row);
        if (names && names->contains(row.code)) site["name"] = names->at(row.code);
        rows.push_back(std::move(site));
    }
    body["sites"] = std::move(rows);
    return json::serialize(body);
}

std::string movements_json(board const& from, domain::region_code region, movements const& what)
{
    auto body = heading(from);
    body["region"] = region.text();
    body["since_ms"] = what.since_ms;
    json::array contributors;
    for (auto const& each : what.contributors)
        contributors.push_back({{"region", each.code},
                                {"name", text_or_null(each.name)},
                                {"acceptors", each.acceptors}});
    body["contributors"] = std::move(contributors);
    json::array falls;
    for (auto const& each : what.falls) falls.push_back(fall_object(each));
    body["falls_total"] = what.falls_total;
    body["falls"] = std::move(falls);
    return json::serialize(body);
}

std::string officers_json(board const& from, std::vector<domain::region_code> const& scope)
{
    auto body = heading(from);
    auto const officers = of_officers(from, scope);
    body["total"] = officers.size();
    json::array rows;
    for (auto const& [code, officer] : officers) {
        auto const& sums = officer.sums;
        if (rows.size() == limits::site_rows_max) break;
        json::object months;
        for (auto const& [month, by_method] : sums)
            months[month_text(month)] = sum_of(sums, month, "");
        rows.push_back(
            {{"code", code},
             {"acceptors", sum_of(sums, 0, "")},
             {"by_month", std::move(months)},
             {"targets", officer.is_whole ? reached_array(from.event(), "officer:" + code, sums)
                                          : json::array()}});
    }
    body["officers"] = std::move(rows);
    return json::serialize(body);
}

}  // namespace sejuta::totals
