// SPDX-License-Identifier: Apache-2.0
#include "people/origin.hpp"

#include <gtest/gtest.h>

namespace sejuta::people {
namespace {

TEST(origin_test, a_page_of_this_server_may_act_and_one_of_elsewhere_may_not)
{
    auto const may = [](request_source const& from, bool cookie = true) {
        return may_act(from, {"https://dasbor.example"}, cookie);
    };
    EXPECT_TRUE(may({"sejuta.example", "https://sejuta.example", "same-origin"}));
    EXPECT_TRUE(may({"127.0.0.1:8080", "http://127.0.0.1:8080", ""}));
    EXPECT_TRUE(may({"sejuta.example", "https://dasbor.example", "cross-site"}));
    EXPECT_FALSE(may({"sejuta.example", "https://evil.example", "cross-site"}));
    EXPECT_FALSE(may({"sejuta.example", "https://sejuta.example.evil.example", ""}));
    EXPECT_FALSE(may({"sejuta.example", "https://sejuta.example:8443", ""}));
    EXPECT_FALSE(may({"sejuta.example", "null", ""}));
    EXPECT_FALSE(may({"sejuta.example", "file://sejuta.example", ""}));
    EXPECT_FALSE(may({"", "https://", ""}));
}

TEST(origin_test, without_an_origin_the_browsers_own_word_counts_and_a_cookie_needs_one)
{
    EXPECT_TRUE(may_act({"h", "", "same-origin"}, {}, true));
    EXPECT_TRUE(may_act({"h", "", "none"}, {}, true));
    EXPECT_FALSE(may_act({"h", "", "same-site"}, {}, true));
    EXPECT_FALSE(may_act({"h", "", "cross-site"}, {}, false));
    EXPECT_FALSE(may_act({"h", "", ""}, {}, true));
    EXPECT_TRUE(may_act({"h", "", ""}, {}, false));
}

TEST(origin_test, an_origin_has_nothing_behind_its_host)
{
    EXPECT_TRUE(is_origin("https://dasbor.example"));
    EXPECT_TRUE(is_origin("http://127.0.0.1:5173"));
    for (auto const* no : {"dasbor.example", "https://", "https://a/b", "https://a?b",
                           "https://a b", "https://user@a", "*", "ftp://a"})
        EXPECT_FALSE(is_origin(no)) << no;
}

TEST(origin_test, a_loopback_host_is_this_machine_and_no_name_that_begins_so)
{
    for (auto const* own : {"127.0.0.1:8080", "127.0.0.1", "localhost:1", "[::1]:8080", "[::1]"})
        EXPECT_TRUE(is_loopback_host(own)) << own;
    for (auto const* other : {"127.0.0.1.evil.example", "localhost.evil.example", "sejuta", ""})
        EXPECT_FALSE(is_loopback_host(other)) << other;
}

TEST(origin_test, a_cookie_is_found_by_its_whole_name)
{
    EXPECT_EQ(cookie_value("a=1; sejuta=abc; b=2", "sejuta"), "abc");
    EXPECT_EQ(cookie_value("xsejuta=1;sejuta=2", "sejuta"), "2");
    EXPECT_EQ(cookie_value("sejuta=1; sejuta=2", "sejuta"), "1");
    EXPECT_EQ(cookie_value("sejuta", "sejuta"), "");
    EXPECT_EQ(cookie_value(";;=;", "sejuta"), "");
    EXPECT_EQ(cookie_value("", "sejuta"), "");
}

}  // namespace
}  // namespace sejuta::people
