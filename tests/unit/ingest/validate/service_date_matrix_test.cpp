// SPDX-License-Identifier: Apache-2.0
// Every way in which a date can go wrong: the site's zone, the device's clock (wrong by a
// constant), the minutes around everybody's midnight, how long the report waited, and whether a
// person chose the date. The expectation is reckoned here with bare hours, without the program's
// own calendar.
#include <gtest/gtest.h>

#include <algorithm>

#include "domain/device_clock.hpp"
#include "ingest/validate/validate.hpp"
#include "support/event_builder.hpp"

namespace sejuta::ingest {
namespace {

using domain::rejection_code;

constexpr base::unix_ms minute = 60'000;
constexpr base::unix_ms hour = 60 * minute;
constexpr base::unix_ms day = 24 * hour;
// 2020-06-29T00:00Z is day 18,442 since 1970; 1 July follows 30 June.
constexpr base::unix_ms utc_midnight = 18'442 * day;
constexpr std::uint32_t dates[] = {20200627, 20200628, 20200629, 20200630, 20200701, 20200702};

struct place {
    std::string site;
    int zone_hours;
};

// The date of an instant where clocks are so many hours ahead of UTC.
std::uint32_t date_at(base::unix_ms instant, int zone_hours)
{
    return dates[(instant + zone_hours * hour) / day - 18'440];
}

base::unix_ms begin_of(std::uint32_t date, int zone_hours)
{
    auto const at = std::find(std::begin(dates), std::end(dates), date) - std::begin(dates);
    return (18'440 + at) * day - zone_hours * hour;
}

class service_date_matrix : public testing::Test {
protected:
    service_date_matrix()
    {
        event.service_dates.push_back(domain::service_date::from_number(20200630).value());
        auto const makassar = tests::code("73.71");
        event.regions.emplace(makassar,
                              domain::region{makassar, "Kota Makassar", domain::zone::wita});
        event.sites.emplace("PMB-8", domain::site{"PMB-8", domain::place::pmb, makassar, true});
    }

    // What the server must say of a report made at `made_ms`, sent at `now_ms`.
    void expect_right(place const& where, domain::sent_report const& sent, base::unix_ms made_ms,
                      base::unix_ms now_ms)
    {
        auto const skew_ms = sent.device_time_ms - made_ms;
        auto const verdict = validate(sent, {event, terminal, now_ms, skew_ms});
        auto const right =
            sent.date_chosen ? sent.service_date : date_at(made_ms, where.zone_hours);
        ++judged;
        if (right != 20200629 && right != 20200630) {
            ASSERT_TRUE(verdict.has_error());
            ASSERT_EQ(verdict.error().code, rejection_code::service_date_outside_event);
            ++outside;
            return;
        }
        auto const wait_ms = begin_of(right, where.zone_hours) - now_ms;
        if (wait_ms > 0) {
            ASSERT_TRUE(verdict.has_error());
            ASSERT_EQ(verdict.error().code, rejection_code::service_date_in_future);
            ASSERT_EQ(verdict.error().retry_after_ms, std::min(wait_ms, hour));
            ++early;
            return;
        }
        ASSERT_TRUE(verdict.has_value());
        ASSERT_EQ(verdict->cell.date.number(), right);
        ASSERT_EQ(verdict->flagged_date, right != sent.service_date);
        ASSERT_EQ(verdict->made_at_ms, made_ms);
        changed += verdict->flagged_date;
    }

    // All reports made at one instant of one place by one clock.
    void judge_all(place const& where, base::unix_ms made_ms, base::unix_ms skew_ms)
    {
        auto sent = tests::good_report();
        sent.site = where.site;
        sent.device_time_ms = made_ms + skew_ms;
        for (base::unix_ms const waited : {base::unix_ms{0}, 3 * hour, 20 * hour}) {
            SCOPED_TRACE(testing::Message() << where.site << " made " << made_ms << " skew "
                                            << skew_ms << " waited " << waited);
            sent.date_chosen = false;
            sent.service_date = date_at(sent.device_time_ms, where.zone_hours);
            expect_right(where, sent, made_ms, made_ms + waited);
            sent.date_chosen = true;
            for (std::uint32_t const chosen : {20200628, 20200629, 20200630, 20200701}) {
                sent.service_date = chosen;
                expect_right(where, sent, made_ms, made_ms + waited);
            }
            if (HasFatalFailure()) return;
        }
    }

    domain::event event = tests::small_event();
    std::string const terminal = "hp-0001";
    std::vector<place> const places = {{"PKM-1", 7}, {"PMB-8", 8}, {"PKM-9", 9}};
    unsigned judged = 0, outside = 0, early = 0, changed = 0;
};

TEST_F(service_date_matrix, zones_skews_midnights_waits_and_choices_give_the_sites_own_date)
{
    for (auto const& where : places)
        for (int const skew_hours : {-26, -25, -14, -8, -1, 0, 1, 7, 9, 13, 24, 26})
            // The midnights of all three zones and of UTC, of the 29th, the 30th and 1 July.
            for (int const midnight_hours : {-9, -8, -7, 0, 15, 16, 17, 24, 39, 40, 41})
                for (int const minutes : {-90, -31, -2, -1, 0, 1, 2, 29, 61}) {
                    auto const made = utc_midnight + midnight_hours * hour + minutes * minute;
                    judge_all(where, made, skew_hours * hour + 17 * minute);
                    judge_all(where, made - 1, skew_hours * hour);
                    if (HasFatalFailure()) return;
                }
    // The matrix reaches every verdict, many times.
    EXPECT_GT(judged, 50'000U);
    EXPECT_GT(outside, 10'000U);
    EXPECT_GT(early, 5'000U);
    EXPECT_GT(changed, 5'000U);
}

// What the server measures at Hello is the device's error, so that what was made before is righted.
TEST_F(service_date_matrix, a_clock_wrong_by_a_constant_is_righted_by_what_hello_measures)
{
    for (int const skew_hours : {-26, -13, 0, 13, 26}) {
        auto const now = utc_midnight + 17 * hour + 5 * minute;  // 00.05 WIB on the 30th
        auto const skew = domain::skew_of(now + skew_hours * hour, now);
        EXPECT_EQ(skew, skew_hours * hour);
        auto sent = tests::good_report();
        sent.site = "PKM-1";
        sent.device_time_ms = now - 10 * minute + skew_hours * hour;  // 23.55 WIB on the 29th
        sent.service_date = date_at(sent.device_time_ms, 7);
        auto const report = validate(sent, {event, terminal, now, skew});
        ASSERT_TRUE(report.has_value()) << skew_hours;
        EXPECT_EQ(report->cell.date.number(), 20200629U) << skew_hours;
    }
}

// A device whose clock runs ahead of what was measured: nothing is made after now.
TEST_F(service_date_matrix, a_report_from_the_future_was_made_now)
{
    auto const now = utc_midnight + 16 * hour + 59 * minute;  // 23.59 WIB on the 29th
    auto sent = tests::good_report();
    sent.site = "PKM-1";
    sent.device_time_ms = now + 2 * minute;
    sent.service_date = 20200630;
    auto const report = validate(sent, {event, terminal, now, 0});
    ASSERT_TRUE(report.has_value());
    EXPECT_EQ(report->cell.date.number(), 20200629U);
    EXPECT_TRUE(report->flagged_date);
    EXPECT_EQ(report->made_at_ms, now);
}

}  // namespace
}  // namespace sejuta::ingest
