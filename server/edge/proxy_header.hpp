// SPDX-License-Identifier: Apache-2.0
// The PROXY protocol, versions 1 and 2: what a proxy says of the peer before the peer's own bytes.
//
//   v1  PROXY TCP4 192.0.2.7 198.51.100.1 51234 443\r\n          at most 107 bytes
//   v2  \r\n\r\n\0\r\nQUIT\n | version, command | family | length (2) | addresses | TLVs
//
// Pure. Whoever may write such a header may claim any address: only the proxies that the settings
// name are read so; a header from anybody else is no HTTP and refused as such.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.hpp"

namespace sejuta::edge {

// An address as people compare it: an IPv4 one that came over an IPv6 socket is IPv4.
boost::asio::ip::address plain_address(boost::asio::ip::address const& from);

struct proxy_header {
    std::size_t bytes = 0;                           // the header's own, before the peer's first
    std::optional<boost::asio::ip::address> source;  // nothing: the proxy speaks for itself
};
struct proxy_header_unfinished {};
struct proxy_header_refused {
    char const* why;
};
using read_header = std::variant<proxy_header_unfinished, proxy_header_refused, proxy_header>;

// Reads the header at the front of all bytes that came so far, at most
// limits::proxy_header_bytes_max; says no as soon as no further byte could mend it.
read_header read_proxy_header(std::string_view received);

// Who may say for whom they speak: addresses and networks, at most limits::proxies_max.
class trusted_proxies {
public:
    // "10.0.0.5", "10.0.0.0/8", "fd00::/8". The fault names the one that is none.
    static base::checked<trusted_proxies> parse(std::vector<std::string> const& texts);

    bool contains(boost::asio::ip::address const& peer) const;

private:
    std::vector<boost::asio::ip::network_v4> v4_;
    std::vector<boost::asio::ip::network_v6> v6_;
};

}  // namespace sejuta::edge
