// SPDX-License-Identifier: Apache-2.0
// What a proxy says of its client: both versions whole, cut at every byte, broken, and too long;
// and whose word counts.
#include "edge/proxy_header.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"

namespace sejuta::edge {
namespace {

using boost::asio::ip::make_address;

std::string v2(char command, char family, std::string const& said)
{
    std::string header("\r\n\r\n\0\r\nQUIT\n", 12);
    header += {command, family};
    header += static_cast<char>(said.size() >> 8);
    header += static_cast<char>(said.size() & 0xff);
    return header + said;
}

std::string tcp4_addresses()
{
    return {"\xc0\x00\x02\x07\xc6\x33\x64\x01\xc8\x22\x01\xbb", 12};
}

std::string tcp6_addresses()
{
    std::string const source("\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x07", 16);
    return source + std::string(16, '\x01') + std::string("\xc8\x22\x01\xbb", 4);
}

proxy_header whole(std::string const& bytes)
{
    auto const read = read_proxy_header(bytes);
    if (auto const* refused = std::get_if<proxy_header_refused>(&read))
        ADD_FAILURE() << refused->why;
    return std::holds_alternative<proxy_header>(read) ? std::get<proxy_header>(read)
                                                      : proxy_header{};
}

bool is_refused(std::string const& bytes)
{
    return std::holds_alternative<proxy_header_refused>(read_proxy_header(bytes));
}

// Unfinished at every byte before the last; then it is read, and what follows is left alone.
void expect_read(std::string const& header, std::string const& source)
{
    for (std::size_t cut = 0; cut < header.size(); ++cut)
        EXPECT_TRUE(std::holds_alternative<proxy_header_unfinished>(
            read_proxy_header(std::string_view(header).substr(0, cut))))
            << "cut at " << cut;
    auto const read = whole(header + "GET / HTTP/1.1\r\n");
    EXPECT_EQ(read.bytes, header.size());
    EXPECT_EQ(read.source ? read.source->to_string() : "", source);
}

TEST(proxy_header_test, names_the_client_in_both_versions_wherever_it_is_cut)
{
    expect_read("PROXY TCP4 192.0.2.7 198.51.100.1 51234 443\r\n", "192.0.2.7");
    expect_read("PROXY TCP6 2001:db8::7 2001:db8::1 51234 443\r\n", "2001:db8::7");
    expect_read("PROXY TCP6 ::ffff:192.0.2.7 ::ffff:198.51.100.1 0 65535\r\n", "192.0.2.7");
    expect_read(v2('\x21', '\x11', tcp4_addresses()), "192.0.2.7");
    expect_read(v2('\x21', '\x21', tcp6_addresses()), "2001:db8::7");
    // A tail of type, length and value after the addresses.
    expect_read(v2('\x21', '\x11', tcp4_addresses() + std::string("\x04\x00\x01\x00", 4)),
                "192.0.2.7");
}

TEST(proxy_header_test, a_proxy_may_speak_for_itself)
{
    expect_read("PROXY UNKNOWN\r\n", "");
    expect_read("PROXY UNKNOWN whatever stands here\r\n", "");
    expect_read(v2('\x20', '\x00', ""), "");
    expect_read(v2('\x20', '\x11', tcp4_addresses()), "");
    expect_read(v2('\x21', '\x00', ""), "");
    expect_read(v2('\x21', '\x31', std::string(216, 'x')), "");  // a unix socket
}

TEST(proxy_header_test, refuses_what_no_byte_could_mend)
{
    EXPECT_TRUE(is_refused("G"));
    EXPECT_TRUE(is_refused("GET / HTTP/1.1\r\n"));
    EXPECT_TRUE(is_refused("\x16\x03\x01"));
    EXPECT_TRUE(is_refused("proxy "));
    EXPECT_TRUE(is_refused("PROXY  TCP4 192.0.2.7 198.51.100.1 51234 443\r\n"));
    EXPECT_TRUE(is_refused("PROXY TCP5 192.0.2.7 198.51.100.1 51234 443\r\n"));
    EXPECT_TRUE(is_refused("PROXY TCP4 192.0.2 198.51.100.1 51234 443\r\n"));
    EXPECT_TRUE(is_refused("PROXY TCP4 2001:db8::7 198.51.100.1 51234 443\r\n"));
    EXPECT_TRUE(is_refused("PROXY TCP6 192.0.2.7 198.51.100.1 51234 443\r\n"));
    EXPECT_TRUE(is_refused("PROXY TCP4 192.0.2.7 198.51.100.1 51234 65536\r\n"));
    EXPECT_TRUE(is_refused("PROXY TCP4 192.0.2.7 198.51.100.1 01 443\r\n"));
    EXPECT_TRUE(is_refused("PROXY TCP4 192.0.2.7 198.51.100.1 51234\r\n"));
    EXPECT_TRUE(is_refused("PROXY TCP4 192.0.2.7 198.51.100.1 51234 443 \r\n"));
    EXPECT_TRUE(is_refused(v2('\x11', '\x11', tcp4_addresses())));
    EXPECT_TRUE(is_refused(v2('\x22', '\x11', tcp4_addresses())));
    EXPECT_TRUE(is_refused(v2('\x21', '\x11', tcp4_addresses().substr(1))));
    EXPECT_TRUE(is_refused(v2('\x21', '\x21', tcp6_addresses().substr(1))));
}

TEST(proxy_header_test, has_a_longest_line_and_a_longest_tail)
{
    auto const line = [](std::size_t bytes) {
        std::string const start = "PROXY UNKNOWN ";
        return start + std::string(bytes - start.size() - 2, 'x') + "\r\n";
    };
    expect_read(line(107), "");
    EXPECT_TRUE(is_refused(line(108)));
    EXPECT_TRUE(is_refused(line(108).substr(0, 107)));
    auto const tail = limits::proxy_header_bytes_max - 16;
    expect_read(v2('\x20', '\x00', std::string(tail, 'x')), "");
    EXPECT_TRUE(is_refused(v2('\x20', '\x00', std::string(tail + 1, 'x')).substr(0, 16)));
}

TEST(proxy_header_test, only_the_named_proxies_are_trusted)
{
    auto const some = trusted_proxies::parse({"10.1.2.3", "192.168.7.9/24", "fd00::/8"});
    ASSERT_TRUE(some.has_value());
    for (auto const* inside :
         {"10.1.2.3", "::ffff:10.1.2.3", "192.168.7.0", "192.168.7.255", "fd12::1"})
        EXPECT_TRUE((*some).contains(make_address(inside))) << inside;
    for (auto const* outside : {"10.1.2.4", "192.168.8.0", "fe80::1", "127.0.0.1", "::1"})
        EXPECT_FALSE((*some).contains(make_address(outside))) << outside;
    EXPECT_FALSE(trusted_proxies().contains(make_address("127.0.0.1")));
}

TEST(proxy_header_test, says_which_proxy_is_none)
{
    for (auto const* wrong :
         {"", "localhost", "10.0.0.0/33", "10.0.0", "fd00::/129", "10.0.0.1:80"}) {
        auto const parsed = trusted_proxies::parse({"10.0.0.1", wrong});
        ASSERT_FALSE(parsed.has_value()) << wrong;
        EXPECT_NE(parsed.error().sentence.find(std::string("\"") + wrong + "\""),
                  std::string::npos);
    }
    std::vector<std::string> const most(limits::proxies_max, "10.0.0.1");
    EXPECT_TRUE(trusted_proxies::parse(most).has_value());
    auto more = most;
    more.emplace_back("10.0.0.2");
    EXPECT_FALSE(trusted_proxies::parse(more).has_value());
}

}  // namespace
}  // namespace sejuta::edge
