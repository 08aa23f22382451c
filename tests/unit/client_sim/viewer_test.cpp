// SPDX-License-Identifier: Apache-2.0
// The viewer holds what the last frames said, and asks again rather than guess.
#include "viewer.hpp"

#include <gtest/gtest.h>

#include "report.hpp"
#include "sejuta/v1/live.pb.h"

namespace sejuta::sim {
namespace {

std::string snapshot(std::string const& region, std::uint64_t revision, std::int64_t total)
{
    v1::LiveFrame frame;
    auto& out = *frame.mutable_snapshot();
    out.set_region(region);
    out.mutable_event()->set_id("small-2020");
    out.mutable_event()->set_status(v1::EVENT_STATUS_OPEN);
    out.mutable_event()->set_clock_real_ms(1'000);
    out.mutable_event()->set_clock_event_ms(50'000);
    out.mutable_event()->set_clock_speed(10);
    out.mutable_event()->set_clock_event_end_ms(80'000);
    out.mutable_sequence()->set_epoch(7);
    out.mutable_sequence()->set_revision(revision);
    out.mutable_totals()->set_acceptors(total);
    auto* row = out.mutable_totals()->add_by_method();
    row->set_method(v1::METHOD_SUNTIK);
    row->set_acceptors(total);
    return frame.SerializeAsString();
}

std::string delta(std::uint64_t base, std::uint64_t revision, std::uint64_t epoch = 7)
{
    v1::LiveFrame frame;
    auto& out = *frame.mutable_delta();
    out.set_region("15");
    out.set_base_revision(base);
    out.set_event_status(v1::EVENT_STATUS_OPEN);
    out.mutable_sequence()->set_epoch(epoch);
    out.mutable_sequence()->set_revision(revision);
    out.mutable_changed()->set_acceptors(9);
    auto* row = out.mutable_changed()->add_by_method();
    row->set_method(v1::METHOD_SUNTIK_3_BULAN);
    row->set_acceptors(4);
    auto* child = out.mutable_changed()->add_by_region();
    child->set_code("15.07");
    child->set_acceptors(9);
    return frame.SerializeAsString();
}

TEST(viewer, is_complete_once_every_topic_has_a_snapshot)
{
    viewer seen("small-2020", {"ID", "15"});
    seen.on_message(snapshot("ID", 3, 5));
    EXPECT_FALSE(seen.complete());
    seen.on_message(snapshot("15", 3, 5));
    EXPECT_TRUE(seen.complete());
    EXPECT_TRUE(seen.event()->accepts_reports);
}

TEST(viewer, a_delta_that_fits_replaces_its_rows_and_keeps_the_others)
{
    viewer seen("small-2020", {"15"});
    seen.on_message(snapshot("15", 3, 5));
    EXPECT_TRUE(seen.on_message(delta(3, 8)).empty());
    auto const& topic = *seen.topic("15");
    EXPECT_EQ(topic.revision, 8U);
    EXPECT_EQ(topic.total, 9);
    EXPECT_EQ(topic.by_method.at("suntik"), 5 + 4) << "all kinds of injection are one printed row";
    EXPECT_EQ(topic.by_region.at("15.07"), 9);
}

TEST(viewer, a_delta_that_does_not_fit_changes_nothing_and_asks_again)
{
    for (auto const& misfit : {delta(2, 8), delta(3, 8, 9)}) {
        viewer seen("small-2020", {"15"});
        seen.on_message(snapshot("15", 3, 5));
        auto const answer = seen.on_message(misfit);
        ASSERT_EQ(answer.size(), 1U);
        v1::ViewerFrame frame;
        ASSERT_TRUE(frame.ParseFromString(answer[0]));
        EXPECT_EQ(frame.subscribe().regions(0), "15");
        EXPECT_EQ(seen.topic("15")->total, 5);
        EXPECT_EQ(seen.gaps(), 1U);
    }
}

TEST(event_time, maps_both_ways_and_stops_at_its_end)
{
    viewer seen("small-2020", {"15"});
    seen.on_message(snapshot("15", 3, 5));
    auto const& clock = seen.event()->clock;
    EXPECT_EQ(clock.at(1'000), 50'000);
    EXPECT_EQ(clock.at(2'000), 60'000);
    EXPECT_EQ(clock.at(1'000'000), 80'000);
    EXPECT_EQ(clock.due_wall_ms(60'000), 2'000);
    EXPECT_EQ(clock.due_wall_ms(60'001), 2'001) << "never before the clock is there";
    EXPECT_EQ(clock.due_wall_ms(0), -4'000) << "what is past is due at once";
}

TEST(progress_line, keeps_to_the_width_and_tells_what_matters_first)
{
    moment now;
    now.reports = 6'000;
    now.receipts = 1'500;
    auto const wide = progress_line(now, false, 0);
    EXPECT_NE(wide.find("1,500/6,000 receipts"), std::string::npos) << wide;
    EXPECT_NE(wide.find("ETA"), std::string::npos) << wide;
    EXPECT_LE(progress_line(now, false, 40).size(), 40U);
}

TEST(viewer_test, knows_what_strangers_are_shown)
{
    viewer all("", {"ID"});
    all.on_message(snapshot("ID", 1, 5));
    EXPECT_FALSE(all.is_public());
    v1::LiveFrame frame;
    ASSERT_TRUE(frame.ParseFromString(snapshot("ID", 2, 5)));
    frame.mutable_snapshot()->set_public_view(true);
    all.on_message(frame.SerializeAsString());
    EXPECT_TRUE(all.is_public());
}

}  // namespace
}  // namespace sejuta::sim
