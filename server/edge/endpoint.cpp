// SPDX-License-Identifier: Apache-2.0
#include "edge/endpoint.hpp"

#include <boost/asio/ip/address.hpp>
#include <charconv>

namespace sejuta::edge {

namespace {

base::fault not_an_endpoint(std::string_view text, char const* why)
{
    return {"cannot listen on \"" + std::string(text) + "\": " + why +
            "; write HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080"};
}

}  // namespace

base::checked<boost::asio::ip::tcp::endpoint> parse_endpoint(std::string_view text)
{
    auto const colon = text.rfind(':');
    if (colon == text.npos) return not_an_endpoint(text, "there is no port");
    auto host = text.substr(0, colon);
    auto const port_text = text.substr(colon + 1);

    std::uint16_t port = 0;
    auto const [end, wrong] =
        std::from_chars(port_text.data(), port_text.data() + port_text.size(), port);
    if (wrong != std::errc{} || end != port_text.data() + port_text.size())
        return not_an_endpoint(text, "the port is not a number from 0 to 65535");

    bool const bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed) host = host.substr(1, host.size() - 2);
    if (host == "localhost") host = "127.0.0.1";
    boost::system::error_code error;
    auto const address = boost::asio::ip::make_address(std::string(host), error);
    if (error) return not_an_endpoint(text, "the host is not an address");
    if (address.is_v6() != bracketed)
        return not_an_endpoint(text, "IPv6 addresses, and only they, stand in [brackets]");
    return boost::asio::ip::tcp::endpoint(address, port);
}

}  // namespace sejuta::edge
