// SPDX-License-Identifier: Apache-2.0
// A day of service as people say it: a date of the calendar, without a zone. Which date an instant
// belongs to is decided by a site's zone, never by UTC or the server.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace sejuta::domain {

// The offset of a zone from UTC; Indonesia has three and no daylight saving time.
enum class zone : std::uint8_t { wib = 7, wita = 8, wit = 9 };

constexpr std::chrono::minutes offset(zone z)
{
    return std::chrono::hours(static_cast<int>(z));
}
std::string_view zone_name(zone z);                    // "WIB"
std::optional<zone> zone_from_name(std::string_view);  // "WIB" → wib

class service_date {
public:
    // 20200629 → 29 June 2020; nothing where it is no day of the calendar between 2000 and 2099.
    static std::optional<service_date> from_number(std::uint32_t yyyymmdd);
    // "2020-06-29"
    static std::optional<service_date> from_text(std::string_view iso);
    // The date of an instant at a zone.
    static service_date at(base::unix_ms instant, zone z);

    std::uint32_t number() const { return yyyymmdd_; }
    std::string text() const;
    // The instant at which the date begins at a zone.
    base::unix_ms begins_ms(zone z) const;

    auto operator<=>(service_date const&) const = default;

private:
    explicit service_date(std::uint32_t yyyymmdd) : yyyymmdd_(yyyymmdd) {}
    std::uint32_t yyyymmdd_;
};

}  // namespace sejuta::domain
