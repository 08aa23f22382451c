// SPDX-License-Identifier: Apache-2.0
// The first bytes of a connection that a proxy made: for whom it speaks. It counts towards the
// handshake's deadline, and nothing of it is looked at as HTTP or TLS.
#include <sys/socket.h>

#include <boost/asio/ip/tcp.hpp>

#include "edge/connection.hpp"
#include "edge/connection_tls.hpp"
#include "edge/proxy_header.hpp"

namespace sejuta::edge {

void connection::await_proxy_header()
{
    boost::asio::ip::tcp::endpoint peer;
    auto bytes = static_cast<socklen_t>(peer.capacity());
    if (::getpeername(socket_.get(), peer.data(), &bytes) != 0)
        return;  // gone: the first read will say so too
    peer.resize(bytes);
    peer_ = plain_address(peer.address());
    if (host_.options().proxies.contains(peer_)) proxy_header_ = std::make_unique<std::string>();
}

void connection::take_proxy_header(std::string_view bytes)
{
    proxy_header_->append(bytes);
    auto const read = read_proxy_header(*proxy_header_);
    if (std::holds_alternative<proxy_header_unfinished>(read)) return;
    auto const said = std::move(*proxy_header_);
    proxy_header_.reset();
    if (std::holds_alternative<proxy_header_refused>(read)) {
        ++host_.counters().proxy_headers_refused;
        tls_.reset();
        return refuse({400, "this address is a proxy's: it must begin with the PROXY protocol"});
    }
    auto const& header = std::get<proxy_header>(read);
    if (header.source) peer_ = *header.source;
    auto const rest = std::string_view(said).substr(header.bytes);
    if (!rest.empty()) take_received(rest);
}

// Who it is for is known now. TLS has not begun: there are no words to refuse it with.
bool connection::has_place()
{
    auto const& book = host_.options().addresses;
    if (!book || place_ || phase_ != phase::request) return true;
    if (auto place = book->connect(peer_, now())) {
        place_.emplace(std::move(*place));
        return true;
    }
    ++host_.counters().connections_refused;
    if (tls_)
        cut();
    else
        refuse({503, "too many connections from this address"});
    return false;
}

bool connection::has_viewers_place(websocket_route const& route)
{
    auto const& book = host_.options().addresses;
    if (!book || !route.of_viewers) return true;
    auto place = book->watch(peer_);
    if (!place) return false;
    viewers_place_.emplace(std::move(*place));
    return true;
}

}  // namespace sejuta::edge
