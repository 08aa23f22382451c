// SPDX-License-Identifier: Apache-2.0
#include "app/slow_desk.hpp"

#include <gtest/gtest.h>

#include <future>

namespace sejuta::app {
namespace {

edge::http_response ok()
{
    return {200, "text/plain", "ok", {}};
}

TEST(slow_desk_test, one_question_at_a_time_and_the_next_once_it_is_answered)
{
    std::promise<void> go_on;
    std::promise<edge::http_response> first;
    std::promise<edge::http_response> second;
    std::promise<edge::http_response> third;
    slow_desk desk("ask again");
    desk.ask(
        [wait = go_on.get_future().share()] {
            wait.get();
            return ok();
        },
        [&](edge::http_response answer) { first.set_value(std::move(answer)); });
    desk.ask(ok, [&](edge::http_response answer) { second.set_value(std::move(answer)); });
    auto const refused = second.get_future().get();  // answered though the first one is not
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(refused.body, "ask again\n");
    ASSERT_EQ(refused.headers.size(), 1U);
    EXPECT_EQ(refused.headers.front().first, "Retry-After");
    go_on.set_value();
    EXPECT_EQ(first.get_future().get().status, 200);
    desk.ask(ok, [&](edge::http_response answer) { third.set_value(std::move(answer)); });
    EXPECT_EQ(third.get_future().get().status, 200);
}

}  // namespace
}  // namespace sejuta::app
