// SPDX-License-Identifier: Apache-2.0
#include "totals/json.hpp"

#include <boost/json.hpp>
#include <cstdio>

#include "totals/achievement.hpp"
#include "totals/shares.hpp"

namespace sejuta::totals {
namespace {

namespace json = boost::json;

json::value text_or_null(std::optional<std::string> const& text)
{
    return text ? json::value(*text) : json::value(nullptr);
}

std::string hex(ledger::epoch epoch)
{
    char out[20];
    std::snprintf(out, sizeof out, "%016llx", static_cast<unsigned long long>(epoch));
    return out;
}

// "2020-06-29T22:00:00.000+07:00"; null where there is no such instant yet.
json::value instant(base::unix_ms at, domain::zone zone)
{
    if (at == 0) return nullptr;
    using namespace std::chrono;
    auto const local = sys_time<milliseconds>(milliseconds(at)) + domain::offset(zone);
    hh_mm_ss const time(local - floor<days>(local));
    char out[40];
    std::snprintf(out, sizeof out, "%sT%02d:%02d:%02d.%03d+%02d:00",
                  domain::service_date::at(at, zone).text().c_str(),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()),
                  static_cast<int>(time.subseconds().count()), static_cast<int>(zone));
    return json::string(out);
}

// A row for every value of the dimension: zero is a statement, a missing key is not.
template <class E>
json::object every(std::map<E, std::int64_t> const& rows)
{
    json::object out;
    for (auto const& token : domain::tokens(E{})) {
        auto const it = rows.find(token.value);
        out[token.word] = it == rows.end() ? 0 : it->second;
    }
    return out;
}

json::object methods(region_totals const& t)
{
    using domain::method;
    return {{"iud", of_method(t, method::iud)},
            {"implan", of_method(t, method::implan)},
            {"suntik", suntik_of(t)},
            {"pil", of_method(t, method::pil)},
            {"kondom", of_method(t, method::kondom)},
            {"mow", of_method(t, method::mow)},
            {"mop", of_method(t, method::mop)},
            {"mal", of_method(t, method::mal)}};
}

json::object suntik_detail(region_totals const& t)
{
    using domain::method;
    return {{"suntik_1_bulan", of_method(t, method::suntik_1_bulan)},
            {"suntik_3_bulan", of_method(t, method::suntik_3_bulan)},
            {"suntik_tidak_dirinci", of_method(t, method::suntik)}};
}

json::value target_value(std::optional<target> const& t)
{
    if (!t) return nullptr;
    return json::object{{"set", t->set}, {"value", t->acceptors}};
}

json::value percent_value(std::int64_t actual, std::optional<target> const& t)
{
    return text_or_null(t ? percent(actual, t->acceptors) : std::nullopt);
}

json::object coverage_object(coverage const& c)
{
    return {{"reported", c.reported}, {"expected", c.expected}};
}

std::string_view name_of(domain::event const& event, domain::region_code code)
{
    auto const* const region = event.find_region(code);
    return region ? std::string_view(region->name) : std::string_view();
}

json::object regions(domain::event const& event, region_totals const& t)
{
    json::object out;
    for (auto const& row : t.by_region)
        out[row.code.text()] = {{"name", name_of(event, row.code)},
                                {"total", row.acceptors},
                                {"target", target_value(row.target)},
                                {"percent", percent_value(row.acceptors, row.target)},
                                {"coverage", coverage_object(row.coverage)}};
    return out;
}

json::object groups(region_totals const& t)
{
    json::object out;
    for (auto const& [group, wanted] : t.group_targets) {
        auto const total = group_of(t, group);
        out[group] = {
            {"set", wanted.set},
            {"target", wanted.acceptors},
            {"total", total ? json::value(*total) : json::value(nullptr)},
            {"percent", text_or_null(total ? percent(*total, wanted.acceptors) : std::nullopt)}};
    }
    return out;
}

// WIB for the nation, the region's own zone otherwise.
domain::zone zone_of(domain::event const& event, domain::region_code code)
{
    auto const* const region = event.find_region(code);
    return region && !code.is_nation() ? region->zone : domain::zone::wib;
}

json::object heading(board const& from, domain::region_code region, warnings const& say)
{
    auto const& event = from.event();
    auto const zone = zone_of(event, region);
    return {{"event", event.id},
            {"name", event.name},
            {"kind", domain::word(from.head().kind)},
            {"status", domain::word(from.status())},
            {"epoch", hex(from.sequence().epoch)},
            {"sequence", from.sequence().revision},
            {"as_of", instant(from.sequence().as_of_ms, zone)},
            {"checked_at", instant(from.checked_at_ms(), zone)},
            {"region", {{"code", region.text()}, {"name", name_of(event, region)}}},
            {"development_tokens", say.development_tokens},
            {"weaker_durability", say.weaker_durability}};
}

}  // namespace

std::optional<std::string> totals_json(board const& from, domain::region_code region,
                                       warnings const& say)
{
    auto const found = from.totals_of(region);
    if (!found) return std::nullopt;
    auto const& t = *found;
    auto body = heading(from, region, say);
    body["total"] = t.acceptors;
    body["target"] = target_value(t.target);
    body["percent"] = percent_value(t.acceptors, t.target);
    body["coverage"] = coverage_object(t.coverage);
    body["by_method"] = methods(t);
    body["suntik_detail"] = suntik_detail(t);
    body["mkjp"] = {{"total", mkjp_of(t)},
                    {"percent", text_or_null(percent(mkjp_of(t), t.acceptors))}};
    body["by_category"] = every(t.by_category);
    body["by_postpartum"] = every(t.by_postpartum);
    body["by_place"] = every(t.by_place);
    body["by_partner"] = every(t.by_partner);
    body["group_targets"] = groups(t);
    body["by_region"] = regions(from.event(), t);
    return json::serialize(body);
}

}  // namespace sejuta::totals
