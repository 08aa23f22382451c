// SPDX-License-Identifier: Apache-2.0
#include "fanout/outbox.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "unit/totals/sample.hpp"

namespace {

using namespace sejuta;
using namespace sejuta::tests;
using fanout::publication;

fanout::topic topic(char const* region)
{
    return {"latihan-2020", code(region)};
}

// A state of a topic whose frames say which it is: "S15@3", and "D15@3" against revision 2.
publication at(char const* region, ledger::revision revision, std::size_t padding = 0)
{
    auto const name = std::string(region) + "@" + std::to_string(revision);
    auto const frame = [&](char kind) {
        return std::make_shared<std::string const>(kind + name + std::string(padding, '.'));
    };
    return {topic(region), {sample_epoch, revision, 0}, revision - 1, frame('S'), frame('D')};
}

publication restored(char const* region, ledger::revision revision)
{
    auto p = at(region, revision);
    p.sequence.epoch = 77;
    p.delta = nullptr;
    return p;
}

fanout::heartbeat beat(char const* text)
{
    return {"latihan-2020", {}, std::make_shared<std::string const>(text)};
}

struct outbox_test : testing::Test {
    fanout::outbox outbox;

    void put(publication const& p) { EXPECT_TRUE(outbox.put(p)); }
    void put(fanout::heartbeat const& b) { EXPECT_TRUE(outbox.put(b)); }
    std::string take()
    {
        auto const frame = outbox.take();
        return frame ? *frame : "";
    }
    std::string take_all()
    {
        std::string out;
        while (auto const frame = outbox.take()) out += (out.empty() ? "" : " ") + *frame;
        return out;
    }
};

TEST_F(outbox_test, begins_with_a_snapshot_and_goes_on_with_deltas)
{
    outbox.open(topic("15"));
    put(at("15", 1));
    EXPECT_EQ(take(), "S15@1");
    put(at("15", 2));
    EXPECT_EQ(take(), "D15@2");
    put(at("15", 3));
    EXPECT_EQ(take(), "D15@3");
    EXPECT_TRUE(outbox.is_empty());
}

TEST_F(outbox_test, a_newer_total_replaces_the_unsent_one)
{
    outbox.open(topic("15"));
    put(at("15", 1));
    EXPECT_EQ(take(), "S15@1");
    put(at("15", 2));
    put(at("15", 3));
    EXPECT_EQ(take_all(), "S15@3");
    put(at("15", 4));
    EXPECT_EQ(take_all(), "D15@4");
}

TEST_F(outbox_test, never_sends_a_delta_whose_base_the_viewer_lacks)
{
    outbox.open(topic("15"));
    put(at("15", 1));
    take_all();
    put(at("15", 3));  // against 2, which was never sent
    EXPECT_EQ(take_all(), "S15@3");
}

TEST_F(outbox_test, never_sends_an_old_total_after_a_new_one)
{
    outbox.open(topic("15"));
    put(at("15", 5));
    put(at("15", 4));
    EXPECT_EQ(take_all(), "S15@5");
    put(at("15", 5));
    put(at("15", 3));
    EXPECT_EQ(take_all(), "");
}

TEST_F(outbox_test, takes_a_new_epoch_for_a_new_beginning)
{
    outbox.open(topic("15"));
    put(at("15", 5));
    take_all();
    put(restored("15", 2));
    EXPECT_EQ(take_all(), "S15@2");
    auto next = restored("15", 3);
    next.delta = std::make_shared<std::string const>("D15@3");
    put(next);
    EXPECT_EQ(take_all(), "D15@3");
}

TEST_F(outbox_test, starts_a_topic_anew_where_the_viewer_asks_again)
{
    outbox.open(topic("15"));
    put(at("15", 1));
    take_all();
    outbox.open(topic("15"));
    EXPECT_EQ(outbox.topics(), 1U);
    put(at("15", 1));
    EXPECT_EQ(take_all(), "S15@1");
}

TEST_F(outbox_test, keeps_topics_apart_and_in_their_turn)
{
    for (auto const* region : {"15", "51", "ID"}) outbox.open(topic(region));
    put(at("51", 1));
    put(at("15", 1));
    put(at("ID", 1));
    put(at("51", 2));
    EXPECT_EQ(take_all(), "S51@2 S15@1 SID@1");
}

TEST_F(outbox_test, has_nothing_of_a_topic_that_is_shut)
{
    outbox.open(topic("15"));
    put(at("15", 1));
    outbox.shut(topic("15"));
    EXPECT_TRUE(outbox.is_empty());
    EXPECT_EQ(outbox.bytes(), 0U);
    put(at("15", 2));
    outbox.shut(topic("15"));
    EXPECT_EQ(take_all(), "");
}

TEST_F(outbox_test, a_heartbeat_never_overtakes_the_totals_that_it_vouches_for)
{
    outbox.open(topic("15"));
    put(at("15", 1));
    put(beat("beat@1"));
    put(at("15", 2));
    put(beat("beat@2"));
    EXPECT_EQ(take_all(), "S15@2 beat@1");
    put(beat("beat@3"));
    EXPECT_EQ(take_all(), "beat@3");
}

TEST_F(outbox_test, holds_bytes_up_to_its_bound_and_refuses_one_more)
{
    outbox.open(topic("15"));
    auto const room = limits::viewer_outbox_bytes_max - std::string("S15@1").size();
    put(at("15", 1, room));
    EXPECT_EQ(outbox.bytes(), limits::viewer_outbox_bytes_max);
    EXPECT_FALSE(outbox.put(at("15", 2, room + 1)));
    put(at("15", 3, room));  // in the place of the first
    EXPECT_FALSE(outbox.put(beat("b")));
}

}  // namespace
