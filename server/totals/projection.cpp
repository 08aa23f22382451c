// SPDX-License-Identifier: Apache-2.0
#include "totals/projection.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace sejuta::totals {
namespace {

// How a kind of place spreads its day: percent of the acceptors counted from midnight to 08.00,
// then up to each of the times below, local; the rest comes as a tail that thins out until 22.00
// WIB.
constexpr std::array<int, 7> part_ends_minutes{480, 540, 630, 720, 780, 870, 900};
using profile = std::array<double, part_ends_minutes.size()>;

constexpr profile profile_of(domain::place place)
{
    switch (place) {
    case domain::place::puskesmas: return {1, 10, 27, 23, 7, 17, 5};
    case domain::place::pmb: return {3, 8, 18, 16, 7, 15, 8};
    case domain::place::imp: return {1, 8, 24, 22, 9, 18, 6};
    case domain::place::rs: return {6, 8, 20, 18, 8, 14, 6};
    case domain::place::kb_bergerak: return {0, 8, 28, 26, 8, 16, 6};
    }
    return {};
}

constexpr double minutes_at_cut_off(domain::zone zone)
{
    return (22 + static_cast<int>(zone) - static_cast<int>(domain::zone::wib)) * 60.0;
}

// A shape that would multiply what was counted by more than this says nothing yet.
constexpr double share_min = 0.05;
// Four of five normal days lie within so many standard deviations.
constexpr double band_deviations = 1.2816;
// Of the logarithm of a date's final count, where hardly anything of it was counted yet.
constexpr double deviation_max = 0.35;

// The same of a date of which a share was counted: what is still to come can be wrong, and early
// on also what share this is. The figures were found on tuning days (docs/PROJECTION.md).
double deviation_at(double share)
{
    auto const to_come = 1 - share;
    return std::min(deviation_max, to_come * (0.15 + 0.05 * share - 0.1 * std::pow(share, 8) +
                                              0.45 * std::pow(to_come, 6)));
}

// How many of the last ones come is chance, however well the day is known: of their number the
// variance is so many times that of single comers, since reports count several.
constexpr double chance = 13;

}  // namespace

double usual_share(domain::place place, domain::zone zone, domain::service_date date,
                   base::unix_ms at_ms)
{
    auto const minutes = static_cast<double>(at_ms - date.begins_ms(zone)) /
                         static_cast<double>(base::ms_per_minute);
    auto const shape = profile_of(place);
    double percent = 0;
    double from = 0;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        double const to = part_ends_minutes[i];
        percent += shape[i] * std::clamp((minutes - from) / (to - from), 0.0, 1.0);
        from = to;
    }
    double tail = 100;
    for (auto const part : shape) tail -= part;
    auto const late = std::clamp((minutes - from) / (minutes_at_cut_off(zone) - from), 0.0, 1.0);
    return (percent + tail * std::sqrt(late)) / 100;
}

std::optional<projection> project(std::vector<counted_part> const& parts,
                                  std::vector<domain::service_date> const& dates,
                                  base::unix_ms deadline_ms, base::unix_ms at_ms)
{
    std::int64_t counted = 0;
    double estimate = 0;
    for (auto const& part : parts) {
        double share = 0;
        for (auto const date : dates) share += usual_share(part.place, part.zone, date, at_ms);
        share /= static_cast<double>(dates.size());
        counted += part.acceptors;
        estimate += static_cast<double>(part.acceptors) / std::max(share, share_min);
    }
    if (counted <= 0) return std::nullopt;
    double const share = static_cast<double>(counted) / estimate;
    if (share <= share_min) return std::nullopt;

    double variance = 0;
    for (auto const date : dates) {
        double of_date = 0;
        for (auto const& part : parts)
            of_date += usual_share(part.place, part.zone, date, at_ms) *
                       static_cast<double>(part.acceptors) / static_cast<double>(counted);
        auto const deviation = deviation_at(of_date) / static_cast<double>(dates.size());
        variance += deviation * deviation;
    }
    variance += chance * std::max(0.0, 1 - share) / estimate;
    double const reach = std::exp(band_deviations * std::sqrt(variance));
    auto const whole = [counted](double value) {
        return std::max<std::int64_t>(counted, std::llround(value));
    };
    return projection{whole(estimate / reach), whole(estimate), whole(estimate * reach),
                      deadline_ms};
}

}  // namespace sejuta::totals
