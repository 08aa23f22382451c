// SPDX-License-Identifier: Apache-2.0
#include "totals/json_parts.hpp"

#include <cstdio>

#include "totals/achievement.hpp"

namespace sejuta::totals {

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

json::object coverage_object(coverage const& c)
{
    return {{"reported", c.reported},
            {"expected", c.expected},
            {"closed", c.closed},
            {"outside", c.outside}};
}

json::object sequence_object(ledger::sequence const& at)
{
    return {{"epoch", hex(at.epoch)}, {"revision", at.revision}, {"as_of_ms", at.as_of_ms}};
}

std::string month_text(std::uint32_t month)
{
    auto const digits = std::to_string(month);
    return digits.substr(0, 4) + "-" + digits.substr(4);
}

json::object reached_object(reached_target const& of)
{
    auto const& [node, group, month] = of.key;
    return {{"set", of.set},
            {"group", group.empty() ? json::value() : json::value(group)},
            {"month", month == 0 ? json::value() : json::value(month_text(month))},
            {"target", of.target},
            {"total", of.total},
            {"percent", text_or_null(percent(of.total, of.target))}};
}

std::string_view name_of(domain::event const& event, domain::region_code code)
{
    auto const* const region = event.find_region(code);
    return region ? std::string_view(region->name) : std::string_view();
}

domain::zone zone_of(domain::event const& event, domain::region_code code)
{
    auto const* const region = event.find_region(code);
    return region && !code.is_nation() ? region->zone : domain::zone::wib;
}

}  // namespace sejuta::totals
