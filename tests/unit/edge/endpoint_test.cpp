// SPDX-License-Identifier: Apache-2.0
#include "edge/endpoint.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace sejuta::edge {
namespace {

std::string parsed(std::string_view text)
{
    auto const endpoint = parse_endpoint(text);
    if (!endpoint) return endpoint.error().sentence;
    std::ostringstream printed;
    printed << *endpoint;
    return printed.str();
}

TEST(endpoint_test, addresses_with_a_port_are_taken)
{
    EXPECT_EQ(parsed("127.0.0.1:8080"), "127.0.0.1:8080");
    EXPECT_EQ(parsed("0.0.0.0:0"), "0.0.0.0:0");
    EXPECT_EQ(parsed("[::1]:8080"), "[::1]:8080");
    EXPECT_EQ(parsed("[::]:65535"), "[::]:65535");
    EXPECT_EQ(parsed("localhost:80"), "127.0.0.1:80");
}

TEST(endpoint_test, anything_else_is_refused_with_the_right_form)
{
    for (auto const* wrong : {"", ":", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536",
                              "127.0.0.1:-1", "127.0.0.1:80x", "::1:8080", "[127.0.0.1]:80",
                              "[::1]", ":8080", "sejuta.example:80", "[]:80"})
        EXPECT_THAT(parsed(wrong), testing::HasSubstr("write HOST:PORT")) << wrong;
}

}  // namespace
}  // namespace sejuta::edge
