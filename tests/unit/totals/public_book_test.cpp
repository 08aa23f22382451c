// SPDX-License-Identifier: Apache-2.0
#include "totals/public_book.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "base/limits.hpp"
#include "sample.hpp"
#include "totals/json.hpp"

namespace sejuta::tests {
namespace {

using namespace totals;
using domain::method;

constexpr base::unix_ms minute_ms = 60'000;
constexpr auto first_minute = static_cast<std::uint32_t>(sample_start_ms / minute_ms);

// A board with its book; each report takes the clock where it stands.
struct public_day {
    std::shared_ptr<domain::event> event = sample_event();
    board live{event};
    sample_ledger ledger{event};
    public_book book{live};

    public_day() { live.reset(ledger.head()); }

    void report(char const* site, method what, std::int64_t acceptors)
    {
        live.apply(ledger.reports({{.site = site, .method = what, .acceptors = acceptors}}));
    }
    // Nothing newer exists so many milliseconds after the day's start.
    void checked(base::unix_ms after_ms)
    {
        live.caught_up(live.sequence(), sample_start_ms + after_ms);
        book.advance();
    }
};

region_totals const& of(public_view_ptr const& view, char const* region)
{
    return view->totals.at(code(region));
}

TEST(public_book, a_minute_shows_what_was_counted_until_it_began)
{
    public_day day;
    day.report("kerinci-pkm", method::pil, 100);
    day.checked(500);
    EXPECT_EQ(of(day.book.view(), "ID").acceptors, 100);  // recorded on the minute itself
    day.ledger.advance(30'000);
    day.report("kerinci-pkm", method::pil, 50);
    day.checked(59'000);
    EXPECT_EQ(of(day.book.view(), "ID").acceptors, 100);
    day.checked(61'000);
    EXPECT_EQ(of(day.book.view(), "ID").acceptors, 150);
    using namespace std::chrono_literals;
    EXPECT_EQ(of(day.book.view(first_minute, 0s), "ID").acceptors, 100);
}

TEST(public_book, each_province_and_method_shows_its_own_also_of_another_ledger)
{
    public_day day;
    std::vector<std::pair<char const*, char const*>> sites{{"jambi-pmb", "15"},
                                                           {"denpasar-rs", "51"}};
    std::vector methods{method::iud,    method::implan, method::suntik, method::pil,
                        method::kondom, method::mow,    method::mop,    method::mal};
    std::int64_t acceptors = 100;
    for (int round = 0; round < 2; ++round) {
        std::map<std::pair<char const*, method>, std::int64_t> told;
        for (auto const& [site, province] : sites)
            for (auto const each : methods)
                day.report(site, each, told[{province, each}] = ++acceptors);
        day.checked(61'000);
        auto const view = day.book.view();
        for (auto const& [key, sum] : told)
            EXPECT_EQ(of(view, key.first).by_method.at(key.second), sum) << key.first;

        // In another ledger the same come in another order.
        std::ranges::reverse(sites);
        std::ranges::reverse(methods);
        day.ledger = sample_ledger(day.event, sample_epoch + 1);
        day.live.reset(day.ledger.head());
    }
}

TEST(public_book, what_no_province_has_counts_for_the_nation)
{
    public_day day;
    day.report("kerinci-pkm", method::pil, 100);
    auto elsewhere = day.ledger.reports({});
    elsewhere.deltas["2020-06-29/64.01/pil/baru/none/pmb/none/ontime"] = 40;
    day.live.apply(elsewhere);
    day.checked(61'000);
    auto const view = day.book.view();
    EXPECT_EQ(of(view, "15").acceptors, 100);
    EXPECT_EQ(of(view, "51").acceptors, 0);
    EXPECT_EQ(of(view, "ID").acceptors, 140);
}

TEST(public_book, small_counts_and_the_next_smallest_are_hidden_and_nothing_finer_is_there)
{
    public_day day;
    day.report("kerinci-pkm", method::pil, 100);
    day.report("jambi-pmb", method::iud, 3);
    day.report("denpasar-rs", method::pil, 80);
    day.report("denpasar-rs", method::implan, 30);
    day.checked(61'000);
    auto const view = day.book.view();
    EXPECT_EQ(view->totals.size(), 3U);
    auto const& jambi = of(view, "15");
    EXPECT_TRUE(jambi.is_public);
    EXPECT_TRUE(jambi.hidden_methods.contains(method::iud));
    EXPECT_FALSE(jambi.by_method.contains(method::iud));
    EXPECT_GE(jambi.hidden_methods.size(), 2U);
    EXPECT_TRUE(jambi.by_category.empty());
    EXPECT_TRUE(jambi.by_place.empty());
    EXPECT_TRUE(jambi.by_region.empty());
    EXPECT_TRUE(jambi.coverage_by_place.empty());
    EXPECT_FALSE(jambi.projection);
    EXPECT_EQ(of(view, "ID").acceptors, 213);
    auto const text = totals_json(view->moment(day.live.event(), {}), jambi, {}, {});
    EXPECT_NE(text.find("\"iud\":null"), text.npos) << text;
    EXPECT_EQ(text.find("by_place"), text.npos) << text;
}

TEST(public_book, the_past_is_the_same_whenever_it_is_asked_for)
{
    using namespace std::chrono_literals;
    public_day day;
    std::vector<region_totals> was;
    day.ledger.advance(minute_ms);  // on the minute itself, which is not over before its next ms
    for (int minute = 0; minute < 8; ++minute) {
        day.report("kerinci-pkm", method::pil, 7 + minute);
        day.report("jambi-pmb", method::kondom, 2);
        day.report("denpasar-rs", method::iud, 4);
        day.ledger.advance(minute_ms);
        day.checked((minute + 1) * minute_ms + 1);
        was.push_back(of(day.book.view(), "15"));
    }
    public_book again(day.live);
    again.advance();
    for (std::uint32_t minute = 0; minute < 8; ++minute)
        EXPECT_EQ(of(again.view(first_minute + minute + 1, std::chrono::hours(minute)), "15"),
                  was[minute]);
}

TEST(public_book, past_minutes_that_must_be_made_have_a_rate)
{
    using namespace std::chrono_literals;
    public_day day;
    day.report("kerinci-pkm", method::pil, 100);
    day.checked(10 * minute_ms);
    EXPECT_TRUE(day.book.view(first_minute + 1, 1s));
    EXPECT_FALSE(day.book.view(first_minute + 2, 1s + limits::public_past_interval - 1ns));
    EXPECT_TRUE(day.book.view(first_minute + 1, 1s));  // it is kept
    EXPECT_TRUE(day.book.view(first_minute + 2, 1s + limits::public_past_interval));
}

TEST(public_book, a_long_event_keeps_fewer_of_its_first_minutes)
{
    public_release release;
    public_table table(2);
    std::vector<bool> const idle(3, false);
    for (std::uint32_t minute = 0; minute <= limits::public_minutes_kept_max; ++minute) {
        table.add(0, 0, 1);
        release.step(minute, table, idle);
    }
    EXPECT_LT(release.states().size(), limits::public_minutes_kept_max);
    EXPECT_EQ(release.kept(3'000), 3'000U);
    EXPECT_EQ(release.kept(33), 29U);
    EXPECT_EQ(release.at(33)->minute, 29U);
}

}  // namespace
}  // namespace sejuta::tests
