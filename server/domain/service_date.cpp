// SPDX-License-Identifier: Apache-2.0
#include "domain/service_date.hpp"

#include "base/digits.hpp"

namespace sejuta::domain {

using namespace std::chrono;

namespace {

year_month_day calendar_day(std::uint32_t yyyymmdd)
{
    return year{static_cast<int>(yyyymmdd / 10'000)} / month{yyyymmdd / 100 % 100} /
           day{yyyymmdd % 100};
}

}  // namespace

std::string_view zone_name(zone z)
{
    switch (z) {
    case zone::wib: return "WIB";
    case zone::wita: return "WITA";
    case zone::wit: return "WIT";
    }
    return "?";
}

std::optional<zone> zone_from_name(std::string_view name)
{
    for (auto z : {zone::wib, zone::wita, zone::wit})
        if (zone_name(z) == name) return z;
    return std::nullopt;
}

std::optional<service_date> service_date::from_number(std::uint32_t yyyymmdd)
{
    if (yyyymmdd < 2000'01'01 || yyyymmdd > 2099'12'31) return std::nullopt;
    if (!calendar_day(yyyymmdd).ok()) return std::nullopt;
    return service_date(yyyymmdd);
}

std::optional<service_date> service_date::from_text(std::string_view iso)
{
    if (iso.size() != 10 || iso[4] != '-' || iso[7] != '-') return std::nullopt;
    std::uint32_t number = 0;
    for (char c : iso) {
        if (c == '-') continue;
        if (c < '0' || c > '9') return std::nullopt;
        number = number * 10 + static_cast<std::uint32_t>(c - '0');
    }
    return from_number(number);
}

service_date service_date::at(base::unix_ms instant, zone z)
{
    auto const local = sys_time<milliseconds>(milliseconds(instant)) + offset(z);
    year_month_day const date(floor<days>(local));
    return service_date(static_cast<std::uint32_t>(static_cast<int>(date.year())) * 10'000 +
                        static_cast<unsigned>(date.month()) * 100 +
                        static_cast<unsigned>(date.day()));
}

std::string service_date::text() const
{
    std::string out;
    base::append_digits(out, yyyymmdd_ / 10'000, 4);
    out.push_back('-');
    base::append_digits(out, yyyymmdd_ / 100, 2);
    out.push_back('-');
    base::append_digits(out, yyyymmdd_, 2);
    return out;
}

base::unix_ms service_date::begins_ms(zone z) const
{
    auto const begins = sys_time<milliseconds>(sys_days(calendar_day(yyyymmdd_))) - offset(z);
    return begins.time_since_epoch().count();
}

}  // namespace sejuta::domain
