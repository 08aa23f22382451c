// SPDX-License-Identifier: Apache-2.0
#include "edge/terminal_frames.hpp"

#include <gtest/gtest.h>

#include "sejuta/v1/terminal.pb.h"
#include "support/event_builder.hpp"

namespace sejuta::edge {
namespace {

totals::site_date day_of(std::string site)
{
    return {std::move(site), domain::service_date::from_number(20200629).value()};
}

TEST(site_days_frame_test, a_day_is_told_with_its_rows_its_state_and_its_close)
{
    totals::site_day const day{day_of("PMB-1"),
                               false,
                               5,
                               2,
                               30,
                               {{{domain::method::pil, domain::category::baru}, 5},
                                {{domain::method::iud, domain::category::baru}, 0}},
                               totals::day_closing{6, 25, 3},
                               {7, 4, 20}};
    v1::ServerFrame frame;
    ASSERT_TRUE(frame.ParseFromString(site_days_frame({day})));
    auto const& told = frame.site_days().days(0);
    EXPECT_EQ(told.site(), "PMB-1");
    EXPECT_EQ(told.service_date(), 20200629u);
    EXPECT_EQ(told.acceptors(), 5);
    ASSERT_EQ(told.counts_size(), 1);  // a row of nothing is left out
    EXPECT_EQ(told.counts(0).method(), v1::METHOD_PIL);
    EXPECT_EQ(told.epoch(), 7u);
    EXPECT_EQ(told.revision(), 4u);
    EXPECT_EQ(told.as_of_ms(), 20);
    EXPECT_TRUE(told.closed());
    EXPECT_EQ(told.closed_total(), 6u);
    EXPECT_EQ(told.closed_at_ms(), 25);
}

TEST(site_days_frame_test, a_pending_day_tells_nothing_that_could_be_taken_for_a_total)
{
    v1::ServerFrame frame;
    ASSERT_TRUE(frame.ParseFromString(site_days_frame(all_pending({day_of("PMB-1")}))));
    auto const& told = frame.site_days().days(0);
    EXPECT_TRUE(told.pending());
    EXPECT_EQ(told.site(), "PMB-1");
    EXPECT_EQ(told.revision(), 0u);
    EXPECT_FALSE(told.closed());
}

TEST(own_days_test, only_days_of_own_sites_that_the_event_has_are_asked_for_each_once)
{
    auto const event = tests::small_event();
    ingest::identity const who{"uji-2020", "terminal-1", {"GONE-1", "IMP-1", "PMB-1"}};
    domain::sent_ask const asked{{{"PMB-1", 20200629},
                                  {"PKM-1", 20200629},
                                  {"GONE-1", 20200629},
                                  {"PMB-1", 20200629},
                                  {"PMB-1", 20200231},
                                  {"IMP-1", 20200630}}};
    EXPECT_EQ(
        own_days(asked, who, event),
        (std::vector<totals::site_date>{
            day_of("PMB-1"), {"IMP-1", domain::service_date::from_number(20200630).value()}}));
}

TEST(ranges_test, seqs_and_ranges_agree_and_the_limits_hold)
{
    EXPECT_EQ(to_ranges({1, 2, 3, 7}), (std::vector<domain::seq_range>{{1, 3}, {7, 7}}));
    EXPECT_EQ(to_seqs({{1, 3}, {7, 7}}), (std::vector<std::uint32_t>{1, 2, 3, 7}));
    EXPECT_EQ(to_seqs({{2, 1}}), std::nullopt);
    EXPECT_EQ(to_seqs({{1, 3}, {3, 4}}), std::nullopt);
    EXPECT_EQ(to_seqs({{0, 1}}), std::nullopt);
    EXPECT_EQ(to_seqs({{1, 4096}})->size(), 4096u);
    EXPECT_EQ(to_seqs({{1, 4097}}), std::nullopt);
    EXPECT_EQ(to_seqs({{1, 4'294'967'295}}), std::nullopt);
    std::vector<domain::seq_range> many;
    for (std::uint32_t i = 0; i < 64; ++i) many.push_back({2 * i + 1, 2 * i + 1});
    EXPECT_TRUE(to_seqs(many).has_value());
    many.push_back({1'000, 1'000});
    EXPECT_EQ(to_seqs(many), std::nullopt);
}

}  // namespace
}  // namespace sejuta::edge
