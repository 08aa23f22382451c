// SPDX-License-Identifier: Apache-2.0
#include "app/json_body.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sejuta::app {
namespace {

using testing::ElementsAre;
using testing::Optional;

TEST(json_body_test, texts_come_in_the_order_in_which_they_were_asked_for)
{
    EXPECT_THAT(texts_of(R"({"b": "2", "a": "1"})", {"a", "b"}), Optional(ElementsAre("1", "2")));
}

TEST(json_body_test, any_other_body_is_none)
{
    for (auto const* body : {"", "null", "[]", "{", "{}", R"({"a": "1"})", R"({"a": "1", "b": 2})",
                             R"({"a": "1", "b": "2", "c": "3"})", R"({"a": "1", "b": ["2"]})",
                             R"({"a": "1", "b": "2"} {})", R"({"a": "1", "B": "2"})"})
        EXPECT_FALSE(texts_of(body, {"a", "b"})) << body;
}

TEST(json_body_test, a_body_may_be_nested_as_deep_as_its_reader_allows)
{
    EXPECT_TRUE(object_of(R"({"a": [{}]})", 3));
    EXPECT_FALSE(object_of(R"({"a": [{}]})", 2));
    EXPECT_FALSE(object_of("[{}]", 3));
}

}  // namespace
}  // namespace sejuta::app
