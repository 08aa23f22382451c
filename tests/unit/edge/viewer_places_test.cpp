// SPDX-License-Identifier: Apache-2.0
#include "edge/viewer_places.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace sejuta::edge {
namespace {

using namespace std::chrono_literals;

struct viewer_places_test : testing::Test {
    viewer_places places{{.viewers_max = 4, .public_viewers_max = 2, .pause = 30s}};
    std::vector<viewer_places::place> open;

    bool comes(bool is_public, std::chrono::nanoseconds now = 0s)
    {
        auto taken = places.take(is_public, now);
        if (taken) open.push_back(std::move(*taken));
        return taken.has_value();
    }
};

TEST_F(viewer_places_test, strangers_have_their_own_number_and_leave_the_rest)
{
    EXPECT_TRUE(comes(true) && comes(true));
    EXPECT_FALSE(comes(true));
    EXPECT_TRUE(comes(false) && comes(false));
    EXPECT_FALSE(comes(false));
    open.erase(open.begin());
    EXPECT_TRUE(comes(true));
}

TEST_F(viewer_places_test, officers_may_have_every_place)
{
    for (int i = 0; i < 4; ++i) EXPECT_TRUE(comes(false));
    EXPECT_FALSE(comes(false) || comes(true));
    open.pop_back();
    EXPECT_TRUE(comes(true)) << "a refused stranger took nothing";
}

TEST_F(viewer_places_test, who_makes_way_is_a_stranger_first)
{
    ASSERT_TRUE(comes(false) && comes(true) && comes(false));
    EXPECT_FALSE(open[1].must_go()) << "nobody was refused";
    places.make_way(1s);
    places.make_way(1s);
    EXPECT_FALSE(open[0].must_go());
    EXPECT_TRUE(open[1].must_go());
    open.erase(open.begin() + 1);
    EXPECT_TRUE(open[0].must_go()) << "no stranger is left";
    EXPECT_FALSE(open[1].must_go()) << "two were refused, two go";
}

TEST_F(viewer_places_test, no_viewer_comes_until_the_pause_is_over)
{
    places.make_way(1s);
    EXPECT_FALSE(comes(false, 31s - 1ns));
    EXPECT_TRUE(comes(false, 31s));
    EXPECT_FALSE(open[0].must_go()) << "there was nobody to make way";
}

TEST_F(viewer_places_test, a_moved_place_is_given_up_once)
{
    {
        auto first = places.take(true, 0s);
        viewer_places::place second(std::move(*first));
        *first = std::move(second);
        EXPECT_FALSE(second.must_go());
    }
    EXPECT_TRUE(comes(true) && comes(true));
    EXPECT_FALSE(comes(true));
}

}  // namespace
}  // namespace sejuta::edge
