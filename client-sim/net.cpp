// SPDX-License-Identifier: Apache-2.0
// See net.hpp.
#include "net.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <charconv>
#include <deque>

namespace sejuta::sim {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using boost::system::error_code;
using tcp = asio::ip::tcp;

// Opens the socket of a stream so that it can be bound; an own source address lifts the limit of
// 28,000 ports a source.
error_code prepare(tcp::socket& socket, tcp::endpoint const& to,
                   std::optional<asio::ip::address> const& source)
{
    error_code failed;
    socket.open(to.protocol(), failed);
    if (failed) return failed;
    socket.set_option(tcp::no_delay(true), failed);
    if (source && !failed) socket.bind(tcp::endpoint(*source, 0), failed);
    return failed;
}

class beast_socket final : public web_socket, public std::enable_shared_from_this<beast_socket> {
public:
    beast_socket(asio::io_context& on, server_address const& to, socket_request const& request,
                 socket_events& owner)
        : stream_(on),
          host_(to.host_header),
          path_(request.path),
          owner_(&owner)
    {
        websocket::stream_base::timeout const limits{std::chrono::seconds(10),
                                                     websocket::stream_base::none(), false};
        stream_.set_option(limits);
        stream_.set_option(websocket::stream_base::decorator(
            [subprotocol = request.subprotocol,
             shown = to.authorization](websocket::request_type& upgrade) {
                upgrade.set(http::field::sec_websocket_protocol, subprotocol);
                if (!shown.empty()) upgrade.set(http::field::authorization, shown);
                upgrade.set(http::field::user_agent, "sejuta-sim");
            }));
        stream_.binary(true);
        stream_.read_message_max(std::size_t{16} * 1024 * 1024);
    }

    void start(tcp::endpoint const& to, std::optional<asio::ip::address> const& source)
    {
        auto& lowest = beast::get_lowest_layer(stream_);
        // Never within the caller: an owner must be able to store the pointer first.
        if (auto const failed = prepare(lowest.socket(), to, source)) {
            asio::post(stream_.get_executor(),
                       [self = shared_from_this(), failed] { self->ended(failed); });
            return;
        }
        lowest.expires_after(std::chrono::seconds(10));
        lowest.async_connect(to, [self = shared_from_this()](error_code failed) {
            if (failed) return self->ended(failed);
            self->shake_hands();
        });
    }

    void send(std::string message) override
    {
        unsent_.push_back(std::move(message));
        if (unsent_.size() == 1) write();
    }

    void close() override
    {
        owner_ = nullptr;
        if (!stream_.is_open()) return drop();
        closing_ = true;
        if (unsent_.empty()) say_goodbye();
    }

    void drop() override
    {
        owner_ = nullptr;
        beast::get_lowest_layer(stream_).cancel();
        error_code ignored;
        beast::get_lowest_layer(stream_).socket().close(ignored);
    }

private:
    void shake_hands()
    {
        beast::get_lowest_layer(stream_).expires_never();
        stream_.async_handshake(answer_, host_, path_, [self = shared_from_this()](error_code why) {
            if (why == websocket::error::upgrade_declined) return self->declined();
            if (why) return self->ended(why);
            if (self->owner_) self->owner_->on_open();
            self->read();
        });
    }

    void read()
    {
        stream_.async_read(received_, [self = shared_from_this()](error_code failed, std::size_t) {
            if (failed) return self->ended(failed);
            auto const data = self->received_.data();
            std::string_view const bytes(static_cast<char const*>(data.data()), data.size());
            if (self->owner_) self->owner_->on_message(bytes);
            self->received_.consume(self->received_.size());
            self->read();
        });
    }

    void write()
    {
        stream_.async_write(asio::buffer(unsent_.front()),
                            [self = shared_from_this()](error_code failed, std::size_t) {
                                if (failed) return;  // the read that is always under way reports it
                                self->unsent_.pop_front();
                                if (!self->unsent_.empty()) return self->write();
                                if (self->closing_) self->say_goodbye();
                            });
    }

    void say_goodbye()
    {
        stream_.async_close(websocket::close_code::normal,
                            [self = shared_from_this()](error_code) {});
    }

    // 503 where the server is full.
    void declined()
    {
        auto const said = "no WebSocket, but HTTP " + std::to_string(answer_.result_int()) + " " +
                          std::string(answer_.reason());
        if (auto* const owner = std::exchange(owner_, nullptr)) owner->on_closed(0, said);
    }

    void ended(error_code why)
    {
        auto* const owner = std::exchange(owner_, nullptr);
        if (!owner) return;
        auto const& said = stream_.reason();
        bool const by_peer = why == websocket::error::closed;
        owner->on_closed(by_peer ? said.code : 0,
                         by_peer ? std::string_view(said.reason.data(), said.reason.size())
                                 : std::string_view(why.message()));
    }

    websocket::stream<beast::tcp_stream, false> stream_;
    websocket::response_type answer_;  // to the upgrade
    beast::flat_buffer received_;
    std::deque<std::string> unsent_;  // bounded by what its owner may have in flight
    std::string host_;
    std::string path_;
    socket_events* owner_;  // null once closed
    bool closing_ = false;
};

class http_call : public std::enable_shared_from_this<http_call> {
public:
    http_call(asio::io_context& on, std::function<void(base::checked<http_answer>)> done)
        : stream_(on),
          done_(std::move(done))
    {
    }

    void start(server_address const& to, std::string const& path,
               std::chrono::milliseconds deadline)
    {
        request_.method(http::verb::get);
        request_.version(11);
        request_.target(path);
        request_.set(http::field::host, to.host_header);
        request_.set(http::field::connection, "close");
        if (!to.authorization.empty()) request_.set(http::field::authorization, to.authorization);
        response_.body_limit(std::uint64_t{16} * 1024 * 1024);
        stream_.expires_after(deadline);
        stream_.async_connect(to.endpoint, [self = shared_from_this()](error_code failed) {
            if (failed) return self->end(failed);
            http::async_write(self->stream_, self->request_,
                              [self](error_code unwritten, std::size_t) {
                                  if (unwritten) return self->end(unwritten);
                                  self->read();
                              });
        });
    }

private:
    void read()
    {
        http::async_read(stream_, buffer_, response_,
                         [self = shared_from_this()](error_code failed, std::size_t) {
                             if (failed) return self->end(failed);
                             auto& answer = self->response_.get();
                             self->done_(http_answer{static_cast<int>(answer.result_int()),
                                                     std::move(answer.body())});
                         });
    }
    void end(error_code why) { done_(base::fault{why.message()}); }

    beast::tcp_stream stream_;
    beast::flat_buffer buffer_;
    http::request<http::empty_body> request_;
    http::response_parser<http::string_body> response_;
    std::function<void(base::checked<http_answer>)> done_;
};

}  // namespace

base::checked<server_address> parse_server(std::string const& url, bool own_target)
{
    constexpr std::string_view scheme = "ws://";
    if (!url.starts_with(scheme))
        return base::fault{"--server is \"" + url + "\"; it is ws://HOST:PORT."};
    std::string authority = url.substr(scheme.size());
    if (authority.ends_with('/')) authority.pop_back();
    auto const colon = authority.rfind(':');
    if (colon == std::string::npos || colon == 0 || authority.find('/') != std::string::npos)
        return base::fault{"--server is \"" + url + "\"; it is ws://HOST:PORT."};
    std::string host = authority.substr(0, colon);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    if (host == "localhost") host = "127.0.0.1";
    std::uint16_t port = 0;
    auto const end = authority.data() + authority.size();
    auto const [at, wrong] = std::from_chars(authority.data() + colon + 1, end, port);
    if (wrong != std::errc() || at != end || port == 0)
        return base::fault{"--server has port \"" + authority.substr(colon + 1) +
                           "\"; a port is 1 to 65535."};
    error_code failed;
    auto const address = asio::ip::make_address(host, failed);
    if (failed)
        return base::fault{"--server has host \"" + host + "\"; give an IP address or localhost."};
    if (!address.is_loopback() && !own_target)
        return base::fault{"--server " + host +
                           " is not this machine. A rehearsal is a load test: add "
                           "--i-own-this-target only where that is true."};
    return server_address{tcp::endpoint(address, port), authority};
}

std::shared_ptr<web_socket> open_socket(asio::io_context& on, server_address const& to,
                                        socket_request const& request, socket_events& owner)
{
    auto opened = std::make_shared<beast_socket>(on, to, request, owner);
    opened->start(to.endpoint, request.source);
    return opened;
}

void http_get(asio::io_context& on, server_address const& to, std::string const& path,
              std::chrono::milliseconds deadline,
              std::function<void(base::checked<http_answer>)> done)
{
    std::make_shared<http_call>(on, std::move(done))->start(to, path, deadline);
}

}  // namespace sejuta::sim
