// SPDX-License-Identifier: Apache-2.0
#include "fanout/hub.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "unit/totals/sample.hpp"

namespace {

using namespace sejuta;
using namespace sejuta::tests;
using fanout::hub;
using fanout::publication;
using testing::ElementsAre;
using testing::IsEmpty;

fanout::topic topic(char const* region, char const* event = "latihan-2020")
{
    return {event, code(region)};
}

publication at(char const* region, ledger::revision revision)
{
    auto const text = std::string(region) + "@" + std::to_string(revision);
    return {topic(region),
            {sample_epoch, revision, 0},
            revision - 1,
            std::make_shared<std::string const>("S" + text),
            std::make_shared<std::string const>("D" + text)};
}

struct listener final : fanout::viewer {
    std::vector<std::string> heard;
    std::function<void()> then = [] {};

    void on_publication(publication const& p) override
    {
        heard.push_back(*(p.delta ? p.delta : p.snapshot));
        then();
    }
    void on_heartbeat(fanout::heartbeat const& beat) override
    {
        heard.push_back(*beat.frame);
        then();
    }
};

struct hub_test : testing::Test {
    std::vector<std::string> interests;
    fanout::hub hub{[this](fanout::topic const& of, int change) {
        interests.push_back((change > 0 ? "+" : "-") + of.region.text());
    }};
    listener ani, budi;
};

TEST_F(hub_test, asks_for_a_topic_once_and_gives_it_up_with_its_last_viewer)
{
    auto one = hub.subscribe(topic("15"), ani);
    auto two = hub.subscribe(topic("15"), budi);
    EXPECT_THAT(interests, ElementsAre("+15"));
    one = {};
    EXPECT_THAT(interests, ElementsAre("+15"));
    two = {};
    EXPECT_THAT(interests, ElementsAre("+15", "-15"));
    EXPECT_EQ(hub.viewers(topic("15")), 0U);
}

TEST_F(hub_test, hands_a_later_viewer_the_newest_snapshot_at_once)
{
    auto const one = hub.subscribe(topic("15"), ani);
    EXPECT_THAT(ani.heard, IsEmpty());
    hub.publish({at("15", 1)});
    hub.publish({at("15", 2)});
    auto const two = hub.subscribe(topic("15"), budi);
    EXPECT_THAT(budi.heard, ElementsAre("S15@2"));
    EXPECT_THAT(ani.heard, ElementsAre("D15@1", "D15@2"));
    hub.repeat(topic("15"), ani);
    EXPECT_EQ(ani.heard.back(), "S15@2");
}

TEST_F(hub_test, drops_publications_that_nobody_here_watches)
{
    auto const one = hub.subscribe(topic("15"), ani);
    hub.publish({at("51", 1), at("15", 1)});
    EXPECT_THAT(ani.heard, ElementsAre("D15@1"));
}

TEST_F(hub_test, forgets_a_topic_that_everybody_left)
{
    {
        auto const one = hub.subscribe(topic("15"), ani);
        hub.publish({at("15", 1)});
    }
    auto const again = hub.subscribe(topic("15"), budi);
    EXPECT_THAT(budi.heard, IsEmpty());  // what it had may be old; the publisher answers
    EXPECT_THAT(interests, ElementsAre("+15", "-15", "+15"));
}

TEST_F(hub_test, passes_one_heartbeat_to_a_viewer_of_many_topics)
{
    auto const one = hub.subscribe(topic("15"), ani);
    auto const two = hub.subscribe(topic("51"), ani);
    auto const other = hub.subscribe(topic("15", "pekan-kb"), budi);
    hub.beat({{"latihan-2020", {}, std::make_shared<std::string const>("beat")}});
    EXPECT_THAT(ani.heard, ElementsAre("beat"));
    EXPECT_THAT(budi.heard, IsEmpty());
}

TEST_F(hub_test, viewers_may_leave_and_come_while_it_publishes)
{
    auto one = hub.subscribe(topic("15"), ani);
    auto two = hub.subscribe(topic("15"), budi);
    listener citra;
    hub::subscription three;
    ani.then = [&] {
        one = {};
        two = {};
        three = hub.subscribe(topic("15"), citra);
    };
    hub.publish({at("15", 1), at("15", 2)});
    EXPECT_THAT(ani.heard, ElementsAre("D15@1"));
    EXPECT_THAT(budi.heard, IsEmpty());
    EXPECT_THAT(citra.heard, ElementsAre("D15@2"));
    EXPECT_THAT(interests, ElementsAre("+15", "-15", "+15"));
    EXPECT_EQ(hub.viewers(topic("15")), 1U);
}

TEST_F(hub_test, everybody_may_leave_while_it_beats)
{
    auto one = hub.subscribe(topic("15"), ani);
    auto two = hub.subscribe(topic("51"), budi);
    ani.then = budi.then = [&] {
        one = {};
        two = {};
    };
    hub.beat({{"latihan-2020", {}, std::make_shared<std::string const>("beat")}});
    EXPECT_EQ(ani.heard.size() + budi.heard.size(), 1U);
    EXPECT_THAT(interests, ElementsAre("+15", "+51", "-15", "-51"));
}

}  // namespace
