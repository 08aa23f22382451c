// SPDX-License-Identifier: Apache-2.0
// Who speaks with one token from two devices is found; who reconnects, or has two tabs, is not.
#include "ingest/authorise/double_watch.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"

namespace sejuta::ingest {
namespace {

struct double_watch_test : testing::Test {
    int devices[4]{};
    double_watch::conversation const a = &devices[0];
    double_watch::conversation const b = &devices[1];
    double_watch::conversation const c = &devices[2];
    double_watch watch;

    // True where one of these words showed it.
    bool turns(std::initializer_list<double_watch::conversation> speakers)
    {
        bool shown = false;
        for (auto const* each : speakers) shown = watch.spoke("terminal-1", each) || shown;
        return shown;
    }
};

TEST_F(double_watch_test, two_installs_at_once_are_two_devices)
{
    EXPECT_FALSE(watch.entered("terminal-1", a, "install-1"));
    EXPECT_TRUE(watch.entered("terminal-1", b, "install-2"));
    EXPECT_FALSE(watch.entered("terminal-1", c, "install-3")) << "told once";
    EXPECT_EQ(watch.count(), 1u);
}

TEST_F(double_watch_test, two_conversations_that_take_turns_are_two_devices)
{
    watch.entered("terminal-1", a, "");
    watch.entered("terminal-1", b, "");
    EXPECT_FALSE(turns({a, b, a}));
    EXPECT_TRUE(turns({b}));
    EXPECT_FALSE(turns({a, b, a, b})) << "told once";
}

TEST_F(double_watch_test, an_install_that_says_nothing_does_not_hide_by_it)
{
    watch.entered("terminal-1", a, "install-1");
    EXPECT_FALSE(watch.entered("terminal-1", b, ""));
    EXPECT_TRUE(turns({a, b, a, b}));
}

TEST_F(double_watch_test, a_reconnect_is_one_device_however_late_its_last_frames_come)
{
    for (auto const* install : {"", "install-1"}) {
        watch.entered("terminal-1", a, install);
        watch.entered("terminal-1", b, install);  // the old one is half open, for up to a minute
        EXPECT_FALSE(turns({b, b, a, a, a, b, b, b, b}));
        watch.entered("terminal-1", c, install);
        EXPECT_FALSE(turns({b, c, c, c}));
        for (auto const* each : {a, b, c}) watch.left("terminal-1", each);
    }
    EXPECT_EQ(watch.count(), 0u);
}

TEST_F(double_watch_test, two_tabs_of_one_install_are_one_device)
{
    watch.entered("terminal-1", a, "install-1");
    watch.entered("terminal-1", b, "install-1");
    EXPECT_FALSE(turns({a, b, a, b, a, b, a, b}));
}

TEST_F(double_watch_test, terminals_are_told_apart)
{
    watch.entered("terminal-1", a, "install-1");
    EXPECT_FALSE(watch.entered("terminal-2", b, "install-2"));
    EXPECT_FALSE(watch.spoke("terminal-3", c));
}

TEST_F(double_watch_test, only_those_that_are_not_alone_are_watched)
{
    watch.entered("terminal-1", a, "");
    EXPECT_TRUE(watch.watched("terminal-1").empty());
    watch.entered("terminal-1", b, "");
    EXPECT_EQ(watch.watched("terminal-1"), (std::vector{a, b}));
    watch.left("terminal-1", a);
    EXPECT_TRUE(watch.watched("terminal-1").empty());
    watch.left("terminal-1", b);
    EXPECT_TRUE(watch.watched("terminal-1").empty());
}

TEST_F(double_watch_test, what_is_kept_has_an_end)
{
    for (std::size_t i = 0; i < limits::terminals_doubled_kept_max; ++i)
        EXPECT_TRUE(watch.found("terminal-" + std::to_string(i)));
    EXPECT_FALSE(watch.found("one-more"));
    EXPECT_EQ(watch.count(), limits::terminals_doubled_kept_max);
}

}  // namespace
}  // namespace sejuta::ingest
