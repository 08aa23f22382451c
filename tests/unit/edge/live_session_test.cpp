// SPDX-License-Identifier: Apache-2.0
#include "edge/live_session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "sejuta/v1/live.pb.h"
#include "unit/totals/sample.hpp"

namespace {

using namespace sejuta;
using namespace sejuta::tests;
using namespace std::chrono_literals;
using edge::close_code;
using fanout::publication;
using testing::ElementsAre;
using testing::IsEmpty;

struct fake_channel final : edge::channel {
    std::vector<std::string> sent;
    std::size_t unsent = 0;
    std::optional<close_code> closed;

    void send(std::string_view message) override
    {
        EXPECT_FALSE(closed);
        sent.emplace_back(message);
        unsent += message.size() + 4;
    }
    std::size_t unsent_bytes() const override { return unsent; }
    void close(close_code code, std::string_view reason) override
    {
        EXPECT_FALSE(closed);
        EXPECT_LE(reason.size(), 120U);
        closed = code;
    }
    std::vector<std::string> take_sent() { return std::exchange(sent, {}); }
};

std::string subscribe(std::string const& event, std::vector<std::string> const& regions)
{
    v1::ViewerFrame frame;
    frame.mutable_subscribe()->set_event(event);
    for (auto const& region : regions) frame.mutable_subscribe()->add_regions(region);
    return frame.SerializeAsString();
}

std::string unsubscribe(std::string const& region)
{
    v1::ViewerFrame frame;
    frame.mutable_unsubscribe()->add_regions(region);
    return frame.SerializeAsString();
}

struct live_session_test : testing::Test {
    domain::event_ptr event = sample_event();
    std::vector<std::string> interests;
    fanout::hub hub{[this](fanout::topic const& of, int change) {
        interests.push_back((change > 0 ? "+" : "-") + of.region.text());
    }};
    edge::live_world world{
        hub,
        [this](std::string const& id) { return id.empty() || id == event->id ? event : nullptr; },
        [this](people::ticket const&) { return who; }};
    std::optional<people::identity> who = people::everybody();
    fake_channel channel;
    edge::live_session session{world};

    live_session_test() { session.on_open(channel); }
    ~live_session_test() override { session.on_closed(); }

    fanout::topic topic(char const* region) const { return {event->id, code(region)}; }
    // A state of a topic whose frames say which it is: "S15@3", "D15@3".
    publication at(char const* region, ledger::revision revision, std::size_t padding = 0) const
    {
        auto const name = std::string(region) + "@" + std::to_string(revision);
        auto const frame = [&](char kind) {
            return std::make_shared<std::string const>(kind + name + std::string(padding, '.'));
        };
        return {topic(region), {sample_epoch, revision, 0}, revision - 1, frame('S'), frame('D')};
    }
    void drain()
    {
        channel.unsent = 0;
        session.on_drained();
    }
};

TEST_F(live_session_test, sends_a_snapshot_and_then_deltas)
{
    session.on_message(subscribe(event->id, {"ID", "15"}));
    EXPECT_THAT(interests, ElementsAre("+ID", "+15"));
    hub.publish({at("ID", 1), at("15", 1)});
    hub.publish({at("ID", 2)});
    EXPECT_THAT(channel.sent, ElementsAre("SID@1", "S15@1", "DID@2"));
    EXPECT_FALSE(channel.closed);
}

TEST_F(live_session_test, takes_the_only_event_where_none_is_named)
{
    session.on_message(subscribe("", {"15.01"}));
    EXPECT_THAT(interests, ElementsAre("+15.01"));
}

TEST_F(live_session_test, closes_on_an_unknown_event)
{
    session.on_message(subscribe("other", {"ID"}));
    EXPECT_EQ(channel.closed, close_code::event_unknown);
}

TEST_F(live_session_test, closes_on_a_second_event)
{
    session.on_message(subscribe(event->id, {"ID"}));
    session.on_message(subscribe("other", {"ID"}));
    EXPECT_EQ(channel.closed, close_code::event_unknown);
    EXPECT_THAT(interests, ElementsAre("+ID", "-ID"));
}

TEST_F(live_session_test, closes_on_an_unknown_region)
{
    for (auto const* wrong : {"99", "15.72", "Jambi", ""}) {
        edge::live_session other(world);
        fake_channel to;
        other.on_open(to);
        other.on_message(subscribe(event->id, {wrong}));
        EXPECT_EQ(to.closed, close_code::region_unknown) << wrong;
    }
}

TEST_F(live_session_test, closes_on_what_is_no_viewer_frame)
{
    v1::ViewerFrame nobody;
    for (auto const& wrong :
         {std::string("\xff\xff\xff"), nobody.SerializeAsString(), subscribe(event->id, {})}) {
        edge::live_session other(world);
        fake_channel to;
        other.on_open(to);
        other.on_message(wrong);
        EXPECT_EQ(to.closed, close_code::malformed);
    }
}

TEST_F(live_session_test, takes_a_frame_of_1024_bytes_and_refuses_one_more)
{
    auto const frame_of = [&](std::size_t bytes) {
        v1::ViewerFrame frame;
        frame.mutable_subscribe()->add_regions("ID");
        auto& unknown = *frame.mutable_subscribe()->mutable_event();
        while (frame.ByteSizeLong() < bytes) unknown.push_back('x');
        EXPECT_EQ(frame.ByteSizeLong(), bytes);
        return frame.SerializeAsString();
    };
    session.on_message(frame_of(limits::viewer_frame_bytes_max));
    EXPECT_EQ(channel.closed, close_code::event_unknown);
    edge::live_session other(world);
    fake_channel to;
    other.on_open(to);
    other.on_message(frame_of(limits::viewer_frame_bytes_max + 1));
    EXPECT_EQ(to.closed, close_code::too_big);
}

struct many_topics_test : live_session_test {
    many_topics_test()
    {
        auto big = sample_event();
        for (int i = 61; i <= 69; ++i) {
            auto const province = code(std::to_string(i).c_str());
            big->regions.emplace(province, domain::region{province, "P", domain::zone::wib});
        }
        event = big;
    }
};

TEST_F(many_topics_test, takes_eight_topics_and_refuses_the_ninth)
{
    session.on_message(subscribe(event->id, {"61", "62", "63", "64", "65", "66", "67", "68"}));
    EXPECT_FALSE(channel.closed);
    session.on_message(subscribe(event->id, {"61"}));  // again: no new topic
    session.on_message(unsubscribe("62"));
    session.on_message(subscribe(event->id, {"69"}));  // in its place
    EXPECT_FALSE(channel.closed);
    session.on_message(subscribe(event->id, {"62"}));
    EXPECT_EQ(channel.closed, close_code::too_many_topics);
}

TEST_F(many_topics_test, topics_change_as_often_as_may_be_and_once_more_is_the_end)
{
    auto const change = [this](std::size_t times) {
        for (std::size_t i = 0; i < times; ++i)
            session.on_message(i % 2 == 0 ? subscribe(event->id, {"61"}) : unsubscribe("61"));
    };
    change(limits::topic_changes_max);
    EXPECT_FALSE(channel.closed);
    session.on_tick(100s);
    change(limits::topic_changes_per_second);
    EXPECT_FALSE(channel.closed);
    change(1);
    EXPECT_EQ(channel.closed, close_code::too_many_topics);
}

TEST_F(live_session_test, gives_the_newest_snapshot_at_once_to_who_comes_later)
{
    session.on_message(subscribe(event->id, {"15"}));
    hub.publish({at("15", 1)});
    hub.publish({at("15", 2)});
    edge::live_session later(world);
    fake_channel to;
    later.on_open(to);
    later.on_message(subscribe(event->id, {"15"}));
    EXPECT_THAT(to.sent, ElementsAre("S15@2"));
    hub.publish({at("15", 3)});
    EXPECT_THAT(to.sent, ElementsAre("S15@2", "D15@3"));
    EXPECT_THAT(interests, ElementsAre("+15"));
    later.on_closed();
    EXPECT_EQ(hub.viewers(topic("15")), 1U);
}

TEST_F(live_session_test, gives_the_snapshot_again_to_who_asks_again)
{
    session.on_message(subscribe(event->id, {"15"}));
    hub.publish({at("15", 1)});
    channel.take_sent();
    session.on_message(subscribe(event->id, {"15"}));
    hub.publish({at("15", 2)});
    EXPECT_THAT(channel.sent, ElementsAre("S15@1", "D15@2"));
}

TEST_F(live_session_test, sends_nothing_of_a_topic_after_unsubscribe)
{
    session.on_message(subscribe(event->id, {"15", "51"}));
    session.on_message(unsubscribe("15"));
    session.on_message(unsubscribe("99"));
    hub.publish({at("15", 1), at("51", 1)});
    EXPECT_THAT(channel.sent, ElementsAre("S51@1"));
    EXPECT_THAT(interests, ElementsAre("+15", "+51", "-15"));
}

TEST_F(live_session_test, holds_frames_back_while_much_is_unsent)
{
    session.on_message(subscribe(event->id, {"15"}));
    hub.publish({at("15", 1)});
    channel.take_sent();
    channel.unsent = limits::viewer_unsent_bytes_max - 1;
    hub.publish({at("15", 2)});
    EXPECT_THAT(channel.take_sent(), ElementsAre("D15@2"));
    hub.publish({at("15", 3)});
    hub.publish({at("15", 4)});
    EXPECT_THAT(channel.sent, IsEmpty());
    drain();
    // Two steps were skipped: the newest snapshot, never a delta to a base that was not sent.
    EXPECT_THAT(channel.take_sent(), ElementsAre("S15@4"));
    hub.publish({at("15", 5)});
    EXPECT_THAT(channel.sent, ElementsAre("D15@5"));
}

TEST_F(live_session_test, closes_where_no_subscribe_comes_in_time)
{
    session.on_tick(100s);
    session.on_tick(100s + limits::hello_deadline - 1ns);
    EXPECT_FALSE(channel.closed);
    session.on_tick(100s + limits::hello_deadline);
    EXPECT_EQ(channel.closed, close_code::hello_expected);
}

TEST_F(live_session_test, lets_a_viewer_that_reads_stay_silent)
{
    session.on_message(subscribe(event->id, {"15"}));
    for (auto now = 100s; now < 1000s; now += 1s) {
        session.on_tick(now);
        drain();
    }
    EXPECT_FALSE(channel.closed);
}

TEST_F(live_session_test, closes_a_viewer_that_does_not_read)
{
    session.on_message(subscribe(event->id, {"15"}));
    hub.publish({at("15", 1)});
    session.on_tick(100s);
    session.on_tick(100s + limits::viewer_stall_max - 1ns);
    EXPECT_FALSE(channel.closed);
    session.on_tick(100s + limits::viewer_stall_max);
    EXPECT_EQ(channel.closed, close_code::too_slow);
    EXPECT_THAT(interests, ElementsAre("+15", "-15"));
}

TEST_F(live_session_test, keeps_a_viewer_that_reads_slowly)
{
    session.on_message(subscribe(event->id, {"15"}));
    hub.publish({at("15", 1, 50'000)});
    for (auto now = 100s; now < 400s; now += 1s) {
        session.on_tick(now);
        channel.unsent -= 100;
    }
    EXPECT_FALSE(channel.closed);
}

TEST_F(live_session_test, closes_a_viewer_whose_unsent_frames_are_too_many_bytes)
{
    session.on_message(subscribe(event->id, {"15", "51"}));
    channel.unsent = limits::viewer_unsent_bytes_max;
    auto const half = limits::viewer_outbox_bytes_max / 2 - std::string("S15@1").size();
    hub.publish({at("15", 1, half), at("51", 1, half)});
    EXPECT_FALSE(channel.closed);
    hub.publish({at("15", 2, half + 1)});
    EXPECT_EQ(channel.closed, close_code::too_slow);
}

TEST_F(live_session_test, passes_heartbeats_on)
{
    fanout::heartbeat const beat{event->id, {}, std::make_shared<std::string const>("beat")};
    hub.beat({beat});
    EXPECT_THAT(channel.sent, IsEmpty());
    session.on_message(subscribe(event->id, {"15", "51"}));
    hub.beat({beat});
    EXPECT_THAT(channel.sent, ElementsAre("beat"));
}

TEST_F(live_session_test, says_goodbye_when_the_server_stops)
{
    session.on_message(subscribe(event->id, {"15"}));
    session.on_shutdown();
    EXPECT_EQ(channel.closed, close_code::going_away);
    EXPECT_EQ(hub.viewers(topic("15")), 0U);
    hub.publish({at("15", 1)});
    session.on_message(subscribe(event->id, {"15"}));
    session.on_tick(100s);
    EXPECT_THAT(channel.sent, IsEmpty());
}

// A session of someone on this test's world, which subscribes to one region; its close code or 0.
std::uint16_t code_after_asking(edge::live_world const& world, std::string const& topic)
{
    fake_channel channel;
    edge::live_session session(world);
    session.on_open(channel);
    session.on_message(subscribe("", {topic}));
    auto const code = channel.closed;
    session.on_closed();
    return code ? static_cast<std::uint16_t>(*code) : 0;
}

TEST_F(live_session_test, gives_a_stranger_nation_and_provinces_and_a_scope_its_own_regencies)
{
    who = std::nullopt;
    EXPECT_EQ(code_after_asking(world, "ID"), 0);
    EXPECT_EQ(code_after_asking(world, "15"), 0);
    EXPECT_EQ(code_after_asking(world, "15.71"), 4010);
    who = people::identity{"muaro-01", people::role::regency, {code("15.05")}};
    EXPECT_EQ(code_after_asking(world, "15"), 0);
    EXPECT_EQ(code_after_asking(world, "15.71"), 4011);
    who = people::identity{"jambi-71", people::role::regency, {code("15.71")}};
    EXPECT_EQ(code_after_asking(world, "15.71"), 0);
}

TEST_F(live_session_test, closes_when_the_login_ends_or_its_scope_becomes_another)
{
    for (auto const& later :
         {std::optional<people::identity>(),
          std::optional(people::identity{"u-1", people::role::viewer, {code("15.05")}})}) {
        who = people::identity{"u-1", people::role::viewer, {code("15.71")}};
        fake_channel own;
        edge::live_session other(world);
        other.on_open(own);
        other.on_message(subscribe("", {"15.71"}));
        other.on_tick(std::chrono::seconds(1));
        EXPECT_FALSE(own.closed);
        who = later;
        other.on_tick(std::chrono::seconds(2));
        EXPECT_EQ(own.closed, edge::close_code::login_needed);
        other.on_closed();
    }
}

TEST_F(live_session_test, makes_way_for_a_connection_with_a_code_that_says_come_back)
{
    edge::viewer_places places;
    edge::live_session stranger{world, {}, *places.take(true, 0s)};
    fake_channel other;
    stranger.on_open(other);
    stranger.on_message(subscribe("", {"ID"}));
    stranger.on_tick(1s);
    EXPECT_FALSE(other.closed);
    places.make_way(1s);
    stranger.on_tick(2s);
    EXPECT_EQ(other.closed, close_code::try_again_later);
    EXPECT_THAT(interests, ElementsAre("+ID", "-ID"));
    stranger.on_closed();
}

}  // namespace
