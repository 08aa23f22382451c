// SPDX-License-Identifier: Apache-2.0
// Several processes, one account: pages, sums, histograms and audits come together as if one had
// kept them; freshness and weather are pure.
#include "crew.hpp"

#include <gtest/gtest.h>

#include "chart.hpp"
#include "crew_wire.hpp"
#include "freshness.hpp"
#include "network.hpp"
#include "unit/client_sim/builders.hpp"

namespace sejuta::sim::testing {
namespace {

using namespace std::chrono_literals;

plan two_terminals()
{
    auto out = plan_of(3);
    out.terminals.push_back(out.terminals.front());
    out.terminals.back().id = "sim-b";
    out.reports = 6;
    return out;
}

void report_all(book& into, std::size_t terminal, std::uint64_t first_revision)
{
    for (std::uint32_t seq = 1; seq <= 3; ++seq) {
        into.sent(terminal, seq);
        into.received(terminal, seq, {7, first_revision + seq, seq == 2, 20200629});
    }
}

TEST(shards, two_books_are_one_as_if_one_had_kept_it)
{
    auto const made = two_terminals();
    book whole(made), first(made), second(made), merged(made);
    report_all(whole, 0, 10);
    report_all(whole, 1, 20);
    report_all(first, 0, 10);
    report_all(second, 1, 20);
    merged.absorb(first.pack({0, 2}), {0, 2});
    merged.absorb(second, {1, 2});
    EXPECT_EQ(merged.counted(), whole.counted());
    EXPECT_EQ(merged.sendings(), whole.sendings());
    EXPECT_EQ(merged.duplicates(), whole.duplicates());
    EXPECT_EQ(merged.newest().revision, 23U);
    EXPECT_EQ(merged.receipted().acceptors, whole.receipted().acceptors);
    EXPECT_EQ(merged.by_site_day(), whole.by_site_day());
    for (std::size_t terminal = 0; terminal < 2; ++terminal)
        EXPECT_EQ(merged.at(terminal, 2).revision, whole.at(terminal, 2).revision);
}

TEST(shards, news_and_audit_survive_the_pipe)
{
    crew_news news;
    news.counted = 5;
    news.connected = 3;
    news.all_ended = true;
    news.failure = "a sentence";
    for (std::uint64_t value : {3, 900, 70'000}) news.latency_us.add(value, 2);
    news.accepted = {{12, 5s, 3}};
    auto const bytes = packed(news);
    unpacker in(bytes);
    auto const got = unpacked_news(in);
    EXPECT_EQ(got.counted, 5U);
    EXPECT_TRUE(got.all_ended);
    EXPECT_EQ(got.failure, "a sentence");
    EXPECT_EQ(got.latency_us.percentile(99), news.latency_us.percentile(99));
    EXPECT_EQ(got.latency_us.mean(), news.latency_us.mean());
    EXPECT_EQ(got.accepted.at(0).times, 3U);

    audit asked;
    asked.terminals = 2;
    asked.lost = {{"one", "satu"}};
    asked.lost_count = 1;
    asked.site_days[{"S1", 20200629}][3] = 7;
    auto const heard = unpacked_audit(packed(asked));
    EXPECT_EQ(heard.site_days, asked.site_days);
    EXPECT_EQ(heard.lost, asked.lost);
}

TEST(freshness, counts_from_the_receipt_to_the_first_frame_that_holds_it)
{
    freshness ages;
    ages.seen(7, 10, 1s);
    ages.accepted({12, 2s, 3});
    EXPECT_EQ(ages.waiting(), 3U);
    ages.seen(7, 11, 2100ms);
    EXPECT_EQ(ages.ages_us().count(), 0U) << "the frame does not hold it";
    ages.seen(7, 15, 2250ms);
    EXPECT_EQ(ages.waiting(), 0U);
    EXPECT_EQ(ages.ages_us().count(), 3U);
    EXPECT_EQ(ages.ages_us().max(), 250'000U);
    ages.accepted({13, 2260ms, 1});
    EXPECT_EQ(ages.ages_us().min(), 0U) << "it was shown before the receipt came";
    ages.accepted({20, 3s, 1});
    ages.seen(8, 1, 4s);
    EXPECT_EQ(ages.waiting(), 0U) << "another epoch numbers anew";
}

TEST(weather, an_outage_cuts_and_keeps_away_until_its_end)
{
    network const net{.name = "x"};
    weather seen;
    seen.outage_from = 10s;
    seen.outage_to = 20s;
    network_state state(net, seen, prng(1));
    EXPECT_FALSE(state.cut(9s));
    EXPECT_EQ(state.next(), 10s);
    EXPECT_TRUE(state.cut(10s));
    EXPECT_FALSE(state.may_connect(15s));
    EXPECT_EQ(state.next(), 20s);
    EXPECT_FALSE(state.cut(20s));
    EXPECT_TRUE(state.may_connect(20s));
    EXPECT_EQ(state.next(), never);
}

TEST(weather, storms_hit_their_share_and_drops_come_as_often_as_asked)
{
    network const good{.name = "good"};
    weather stormy;
    stormy.storms = {{5s, 1.0}, {6s, 0.0}};
    network_state hit(good, stormy, prng(1));
    EXPECT_TRUE(hit.cut(5s));
    EXPECT_FALSE(hit.cut(6s));

    network const flaky{.name = "flaky", .drop_every_minutes = 10};
    weather minutes;
    minutes.event_minute_ns = 1e9;
    network_state drops(flaky, minutes, prng(2));
    drops.cut(0s);
    int times = 0;
    while (drops.next() < 10'000s) times += drops.cut(drops.next()) ? 1 : 0;
    EXPECT_NEAR(times, 1'000, 120);
}

TEST(weather, a_half_open_connection_is_silent_until_the_next_one)
{
    network const net{.name = "x", .silent_every_minutes = 1};
    network_state state(net, {}, prng(3));
    state.cut(0s);
    EXPECT_FALSE(state.cut(state.next())) << "nobody is told";
    EXPECT_TRUE(state.silent());
    state.connected();
    EXPECT_FALSE(state.silent());
    while (!state.silent()) state.cut(state.next());
    EXPECT_TRUE(state.calm()) << "what stands is dead";
    EXPECT_FALSE(state.silent());
    EXPECT_EQ(state.next(), never);
}

TEST(chart, numbers_are_written_as_indonesia_writes_them)
{
    EXPECT_EQ(number_id(1'234'567), "1.234.567");
    EXPECT_EQ(number_id(12.34), "12,3");
    EXPECT_EQ(number_id(0.5), "0,50");
    EXPECT_EQ(nice_above(0), 1);
    EXPECT_EQ(nice_above(21), 25);
    EXPECT_EQ(nice_above(100), 100);
}

}  // namespace
}  // namespace sejuta::sim::testing
