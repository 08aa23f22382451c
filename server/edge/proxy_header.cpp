// SPDX-License-Identifier: Apache-2.0
#include "edge/proxy_header.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/limits.hpp"

namespace sejuta::edge {

namespace ip = boost::asio::ip;

namespace {

using std::string_view;

constexpr string_view v1_start = "PROXY ";
constexpr string_view v2_start("\r\n\r\n\0\r\nQUIT\n", 12);
constexpr std::size_t v1_bytes_max = 107;
constexpr std::size_t v2_fixed_bytes = 16;

proxy_header_refused refused(char const* why)
{
    return {why};
}

bool begins_like(string_view received, string_view start)
{
    auto const common = std::min(received.size(), start.size());
    return received.substr(0, common) == start.substr(0, common);
}

string_view take_word(string_view& rest)
{
    auto const space = rest.find(' ');
    auto const word = rest.substr(0, space);
    rest = space == string_view::npos ? string_view() : rest.substr(space + 1);
    return word;
}

bool is_port(string_view text)
{
    std::uint16_t port = 0;
    auto const* const end = text.data() + text.size();
    auto const [at, bad] = std::from_chars(text.data(), end, port);
    return bad == std::errc{} && at == end && !text.empty() && (text == "0" || text[0] != '0');
}

std::optional<ip::address> address_of(string_view text, bool v6)
{
    boost::system::error_code error;
    auto const address = ip::make_address(std::string(text), error);
    if (error || address.is_v6() != v6) return std::nullopt;
    return address;
}

read_header read_v1(string_view received)
{
    auto const end = received.substr(0, v1_bytes_max).find("\r\n");
    if (end == string_view::npos) {
        if (received.size() >= v1_bytes_max) return refused("a line over 107 bytes");
        return proxy_header_unfinished{};
    }
    auto rest = received.substr(v1_start.size(), end - v1_start.size());
    auto const family = take_word(rest);
    if (family == "UNKNOWN") return proxy_header{end + 2, std::nullopt};
    if (family != "TCP4" && family != "TCP6") return refused("neither TCP4, TCP6 nor UNKNOWN");
    bool const v6 = family == "TCP6";
    auto const source = address_of(take_word(rest), v6);
    auto const destination = address_of(take_word(rest), v6);
    if (!source || !destination) return refused("an address that is none of its family");
    auto const source_port = take_word(rest);
    if (!is_port(source_port) || !is_port(rest)) return refused("a port that is none");
    return proxy_header{end + 2, plain_address(*source)};
}

template <class Bytes>
Bytes bytes_at(string_view from, std::size_t at)
{
    Bytes bytes{};
    std::copy_n(from.data() + at, bytes.size(), reinterpret_cast<char*>(bytes.data()));
    return bytes;
}

// The source that a v2 header of the command PROXY names; `said` is what follows the fixed part.
read_header source_in(unsigned char family, std::size_t bytes, string_view said)
{
    constexpr unsigned char over_tcp4 = 0x11;
    constexpr unsigned char over_tcp6 = 0x21;
    constexpr std::size_t tcp4_bytes = 12;
    constexpr std::size_t tcp6_bytes = 36;
    if (family == over_tcp4) {
        if (said.size() < tcp4_bytes) return refused("shorter than its addresses");
        return proxy_header{bytes, ip::address_v4(bytes_at<ip::address_v4::bytes_type>(said, 0))};
    }
    if (family == over_tcp6) {
        if (said.size() < tcp6_bytes) return refused("shorter than its addresses");
        ip::address_v6 const source(bytes_at<ip::address_v6::bytes_type>(said, 0));
        return proxy_header{bytes, plain_address(source)};
    }
    // Unspecified, or a socket of the proxy's own machine: its length is all that counts.
    return proxy_header{bytes, std::nullopt};
}

read_header read_v2(string_view received)
{
    auto const byte_at = [&](std::size_t at) { return static_cast<unsigned char>(received[at]); };
    if (received.size() > 12 && (byte_at(12) & 0xf0) != 0x20) return refused("not version 2");
    if (received.size() > 12 && (byte_at(12) & 0x0f) > 1) return refused("an unknown command");
    if (received.size() < v2_fixed_bytes) return proxy_header_unfinished{};
    auto const bytes = v2_fixed_bytes + (std::size_t{byte_at(14)} << 8U | byte_at(15));
    if (bytes > limits::proxy_header_bytes_max) return refused("over 1,024 bytes");
    if (received.size() < bytes) return proxy_header_unfinished{};
    bool const for_itself = (byte_at(12) & 0x0f) == 0;
    if (for_itself) return proxy_header{bytes, std::nullopt};
    return source_in(byte_at(13), bytes, received.substr(v2_fixed_bytes, bytes - v2_fixed_bytes));
}

base::fault no_proxy(std::string const& text)
{
    return {"proxy-protocol \"" + text +
            "\": an address or a network of the proxies, such as 10.0.0.5 or 10.0.0.0/24"};
}

}  // namespace

ip::address plain_address(ip::address const& from)
{
    if (from.is_v6() && from.to_v6().is_v4_mapped())
        return ip::make_address_v4(ip::v4_mapped, from.to_v6());
    return from;
}

read_header read_proxy_header(string_view received)
{
    if (begins_like(received, v1_start))
        return received.size() < v1_start.size() ? proxy_header_unfinished{} : read_v1(received);
    if (begins_like(received, v2_start)) return read_v2(received);
    return refused("no PROXY header");
}

base::checked<trusted_proxies> trusted_proxies::parse(std::vector<std::string> const& texts)
{
    if (texts.size() > limits::proxies_max)
        return base::fault{"proxy-protocol: " + std::to_string(texts.size()) +
                           " proxies, more than " + std::to_string(limits::proxies_max) +
                           ": name their network instead"};
    trusted_proxies all;
    for (auto const& text : texts) {
        boost::system::error_code error;
        bool const v6 = text.find(':') != std::string::npos;
        auto const whole =
            text.find('/') == std::string::npos ? text + (v6 ? "/128" : "/32") : text;
        if (v6)
            all.v6_.push_back(ip::make_network_v6(whole, error).canonical());
        else
            all.v4_.push_back(ip::make_network_v4(whole, error).canonical());
        if (error) return no_proxy(text);
    }
    return all;
}

bool trusted_proxies::contains(ip::address const& peer) const
{
    auto const plain = plain_address(peer);
    if (plain.is_v4())
        return std::any_of(v4_.begin(), v4_.end(), [&](ip::network_v4 const& network) {
            return network == ip::network_v4(plain.to_v4(), network.prefix_length()).canonical();
        });
    return std::any_of(v6_.begin(), v6_.end(), [&](ip::network_v6 const& network) {
        return network == ip::network_v6(plain.to_v6(), network.prefix_length()).canonical();
    });
}

}  // namespace sejuta::edge
