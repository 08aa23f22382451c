// SPDX-License-Identifier: Apache-2.0
#include "incidents.hpp"

#include <gtest/gtest.h>

namespace sejuta::sim {
namespace {

using std::chrono::milliseconds;

// A run that is looked at four times a second by a viewer who hears something each time.
struct incidents_of_a_run : testing::Test {
    incidents_of_a_run() : seen(milliseconds(1'000)) { now.at = now.heard = milliseconds(1'000); }
    // Until `second` of the run; `change` alters each look.
    void until(double second, std::function<void(incidents::look&)> const& change = {})
    {
        auto const end = milliseconds(1'000) + milliseconds(static_cast<int>(second * 1'000));
        while (now.at < end) {
            now.at += milliseconds(250);
            now.heard = now.at;
            now.connected = true;
            now.ledger_age_seconds = 0;
            if (change) change(now);
            seen.take(now);
        }
    }
    incident const& only() const
    {
        static incident const none{incident_kind::simulator, -1, -1, true, 0};
        EXPECT_EQ(seen.all().size(), 1U);
        return seen.all().empty() ? none : seen.all().front();
    }
    incidents::look now{.epoch = 7};
    incidents seen;
};

TEST_F(incidents_of_a_run, a_day_without_trouble_has_none)
{
    until(60);
    EXPECT_TRUE(seen.all().empty());
    EXPECT_EQ(seen.open(), nullptr);
}

TEST_F(incidents_of_a_run, a_lost_connection_is_a_server_away_until_it_is_back)
{
    until(5);
    auto const last = now.heard;
    auto const away = [&](incidents::look& it) {
        it.connected = false;
        it.heard = last;
    };
    until(8, away);
    ASSERT_NE(seen.open(), nullptr);
    EXPECT_EQ(seen.open()->kind, incident_kind::away);
    EXPECT_TRUE(only().open);
    until(20);
    EXPECT_EQ(only().kind, incident_kind::away);
    EXPECT_FALSE(only().open);
    EXPECT_DOUBLE_EQ(only().from_seconds, 5);
    EXPECT_DOUBLE_EQ(only().to_seconds, 8);
    EXPECT_EQ(seen.open(), nullptr);
}

TEST_F(incidents_of_a_run, two_times_away_are_two_incidents)
{
    auto const away = [](incidents::look& it) { it.connected = false; };
    for (double const second : {5.0, 15.0}) {
        until(second);
        until(second + 1, away);
    }
    until(20);
    EXPECT_EQ(seen.all().size(), 2U);
}

TEST_F(incidents_of_a_run, silence_on_a_standing_connection_is_told_apart)
{
    until(5);
    auto const last = now.heard;
    auto const silent = [&](incidents::look& it) { it.heard = last; };
    until(7, silent);
    EXPECT_TRUE(seen.all().empty()) << "a heartbeat may be late";
    until(11, silent);
    until(20);
    EXPECT_EQ(only().kind, incident_kind::silent);
    EXPECT_DOUBLE_EQ(only().from_seconds, 5);
    EXPECT_DOUBLE_EQ(only().to_seconds, 11);
}

TEST_F(incidents_of_a_run, silence_that_ends_with_the_connection_is_a_server_away)
{
    until(5);
    auto const last = now.heard;
    until(9, [&](incidents::look& it) { it.heard = last; });
    until(12, [&](incidents::look& it) {
        it.heard = last;
        it.connected = false;
    });
    until(20);
    EXPECT_EQ(only().kind, incident_kind::away);
    EXPECT_DOUBLE_EQ(only().to_seconds, 12);
}

TEST_F(incidents_of_a_run, refusals_without_a_ledger_that_are_close_are_one_incident)
{
    until(5);
    until(5.25, [](incidents::look& it) { it.unavailable += 3; });
    until(7);
    until(7.25, [](incidents::look& it) { it.unavailable += 1; });
    until(20);
    EXPECT_EQ(only().kind, incident_kind::ledger_away);
    EXPECT_DOUBLE_EQ(only().from_seconds, 5);
    EXPECT_DOUBLE_EQ(only().to_seconds, 7.25);
    EXPECT_FALSE(only().open);
}

TEST_F(incidents_of_a_run, an_old_ledger_in_the_heartbeat_is_one_that_is_away)
{
    until(5);
    until(5.25, [](incidents::look& it) { it.ledger_age_seconds = 3; });
    until(7, [](incidents::look& it) { it.ledger_age_seconds = 4; });
    ASSERT_NE(seen.open(), nullptr);
    EXPECT_EQ(seen.open()->kind, incident_kind::ledger_away);
    until(20);
    EXPECT_EQ(only().kind, incident_kind::ledger_away);
    EXPECT_DOUBLE_EQ(only().from_seconds, 2.25);
    EXPECT_DOUBLE_EQ(only().to_seconds, 7);
}

TEST_F(incidents_of_a_run, another_epoch_and_lost_receipts_are_told_with_their_instant)
{
    until(5);
    until(5.25, [](incidents::look& it) { it.epoch = 8; });
    until(6, [](incidents::look& it) { it.lost += 2; });
    until(20);
    ASSERT_EQ(seen.all().size(), 2U);
    EXPECT_EQ(seen.all()[0].kind, incident_kind::another_epoch);
    EXPECT_DOUBLE_EQ(seen.all()[0].from_seconds, 5.25);
    EXPECT_EQ(seen.all()[1].kind, incident_kind::receipts_lost);
    EXPECT_EQ(seen.all()[1].count, 6U);
    EXPECT_EQ(in_english(seen.all()[1]).find("6 reports missing in the ledger"), 0U);
}

TEST_F(incidents_of_a_run, our_own_standstill_is_not_blamed_on_the_server)
{
    until(5);
    auto const last = now.heard;
    now.at += milliseconds(6'000);
    until(11.5, [&](incidents::look& it) { it.heard = last; });
    until(20);
    EXPECT_EQ(only().kind, incident_kind::simulator);
    EXPECT_DOUBLE_EQ(only().from_seconds, 5);
    EXPECT_FALSE(only().open);
}

TEST_F(incidents_of_a_run, a_process_of_ours_that_says_nothing_is_the_simulators_own_standstill)
{
    until(5);
    until(12, [&](incidents::look& it) { it.mute = it.at - milliseconds(6'000); });
    EXPECT_EQ(seen.open(), nullptr) << "the server suffers nothing";
    EXPECT_TRUE(only().open);
    until(20, [](incidents::look& it) { it.mute = milliseconds(250); });
    EXPECT_EQ(only().kind, incident_kind::simulator);
    EXPECT_DOUBLE_EQ(only().from_seconds, 5);
    EXPECT_DOUBLE_EQ(only().to_seconds, 12);
    EXPECT_FALSE(only().open);
}

}  // namespace
}  // namespace sejuta::sim
