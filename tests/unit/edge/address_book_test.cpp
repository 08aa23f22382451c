// SPDX-License-Identifier: Apache-2.0
#include "edge/address_book.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace sejuta::edge {
namespace {

using namespace std::chrono_literals;

boost::asio::ip::address at(char const* text)
{
    return boost::asio::ip::make_address(text);
}

TEST(address_book_test, an_address_has_its_connections_and_another_one_its_own)
{
    auto const book = address_book::make({});
    std::vector<address_book::place> held;
    for (std::size_t i = 0; i < limits::connections_per_address_max; ++i) {
        auto place = book->connect(at("192.0.2.1"), std::chrono::seconds(i / 100));
        ASSERT_TRUE(place) << i;
        held.push_back(std::move(*place));
    }
    EXPECT_FALSE(book->connect(at("192.0.2.1"), 9'000s));
    EXPECT_TRUE(book->connect(at("192.0.2.2"), 9'000s));
    held.pop_back();
    EXPECT_TRUE(book->connect(at("192.0.2.1"), 9'000s));
}

TEST(address_book_test, so_many_may_come_in_a_second_and_no_more)
{
    auto const book = address_book::make({});
    for (std::size_t i = 0; i < limits::handshakes_per_second_per_address_max; ++i)
        ASSERT_TRUE(book->connect(at("192.0.2.1"), 5s));
    EXPECT_FALSE(book->connect(at("192.0.2.1"), 5'999ms));
    EXPECT_TRUE(book->connect(at("192.0.2.1"), 6s));
}

TEST(address_book_test, viewers_have_a_smaller_number_of_their_own)
{
    auto const book = address_book::make({});
    std::vector<address_book::place> held;
    for (std::size_t i = 0; i < limits::live_connections_per_address_max; ++i)
        held.push_back(*book->watch(at("192.0.2.1")));
    EXPECT_FALSE(book->watch(at("192.0.2.1")));
    EXPECT_TRUE(book->connect(at("192.0.2.1"), 0s)) << "terminals go before viewers";
    held.clear();
    EXPECT_TRUE(book->watch(at("192.0.2.1")));
}

TEST(address_book_test, an_ipv6_network_of_64_bits_is_one_address)
{
    auto const book = address_book::make({.connections_max = 1});
    auto const first = book->connect(at("2001:db8::1"), 0s);
    EXPECT_TRUE(first);
    EXPECT_FALSE(book->connect(at("2001:db8::ffff:1"), 0s));
    EXPECT_TRUE(book->connect(at("2001:db8:0:1::1"), 0s));
}

TEST(address_book_test, who_is_gone_is_forgotten_with_the_second)
{
    auto const book = address_book::make({});
    for (int i = 0; i < 100; ++i)
        EXPECT_TRUE(book->connect(boost::asio::ip::address_v4(0x0a000000U + i), 0s));
    EXPECT_EQ(book->size(), 100U);
    auto const one = book->connect(at("192.0.2.1"), 1s);
    EXPECT_EQ(book->size(), 1U);
}

}  // namespace
}  // namespace sejuta::edge
