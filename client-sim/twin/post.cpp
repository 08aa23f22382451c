// SPDX-License-Identifier: Apache-2.0
#include "twin/post.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <charconv>

namespace sejuta::twin {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace ssl = asio::ssl;
using boost::system::error_code;
using tcp = asio::ip::tcp;

constexpr std::uint64_t answer_bytes_max = 4ULL * 1024 * 1024;

// Runs one operation to its end.
template <class Start>
error_code run(asio::io_context& io, Start start)
{
    error_code result = asio::error::would_block;
    start([&result](error_code failed, auto const&...) { result = failed; });
    io.restart();
    io.run();
    return result;
}

http::request<http::string_body> request_of(http_target const& to, http_call const& call)
{
    http::request<http::string_body> request{http::verb::post, call.target, 11, call.body};
    bool const is_v6 = to.host.find(':') != std::string::npos;
    request.set(http::field::host, (is_v6 ? "[" + to.host + "]" : to.host) + ":" + to.port);
    request.set(http::field::user_agent, "sejuta-sim report");
    request.set(http::field::content_type, call.content_type);
    request.set(http::field::authorization, "Bearer " + call.token);
    request.set(http::field::connection, "close");
    request.prepare_payload();
    return request;
}

std::chrono::seconds seconds_of(std::string_view text)
{
    int seconds = 0;
    std::from_chars(text.data(), text.data() + text.size(), seconds);
    return std::chrono::seconds(std::max(0, seconds));
}

template <class Stream>
base::checked<http_answer> exchange(asio::io_context& io, Stream& stream, http_target const& to,
                                    http_call const& call)
{
    auto const request = request_of(to, call);
    auto failed = run(io, [&](auto done) { http::async_write(stream, request, std::move(done)); });
    if (failed) return base::fault{"sending: " + failed.message()};
    beast::flat_buffer buffer;
    http::response_parser<http::string_body> response;
    response.body_limit(answer_bytes_max);
    failed =
        run(io, [&](auto done) { http::async_read(stream, buffer, response, std::move(done)); });
    if (failed) return base::fault{"waiting for the answer: " + failed.message()};
    auto& answer = response.get();
    return http_answer{static_cast<int>(answer.result_int()), std::move(answer.body()),
                       seconds_of(answer[http::field::retry_after])};
}

base::checked<http_answer> exchange_tls(asio::io_context& io, beast::tcp_stream& lowest,
                                        http_target const& to, http_call const& call)
{
    ssl::context context(ssl::context::tls_client);
    error_code failed;
    context.set_default_verify_paths(failed);
    if (!failed && !to.ca_file.empty()) context.load_verify_file(to.ca_file, failed);
    if (failed) return base::fault{"the authorities' certificates: " + failed.message()};
    context.set_verify_mode(ssl::verify_peer);
    context.set_verify_callback(ssl::host_name_verification(to.host));
    beast::ssl_stream<beast::tcp_stream&> stream(lowest, context);
    SSL_set_tlsext_host_name(stream.native_handle(), to.host.c_str());
    failed = run(
        io, [&](auto done) { stream.async_handshake(ssl::stream_base::client, std::move(done)); });
    if (failed) return base::fault{"the TLS handshake: " + failed.message()};
    return exchange(io, stream, to, call);
}

}  // namespace

base::checked<http_target> parse_target(std::string const& url)
{
    base::fault const wrong{"--server is \"" + url +
                            "\"; it is http://HOST:PORT or https://HOST[:PORT]."};
    http_target to;
    std::string_view rest = url;
    if (rest.starts_with("https://")) {
        to.tls = true;
        rest.remove_prefix(8);
    } else if (rest.starts_with("http://")) {
        rest.remove_prefix(7);
    } else {
        return wrong;
    }
    if (rest.ends_with('/')) rest.remove_suffix(1);
    if (rest.find_first_of("/?#@ ") != std::string_view::npos) return wrong;
    to.port = to.tls ? "443" : "80";
    auto const bracket = rest.rfind(']');
    auto const colon = rest.rfind(':');
    if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket)) {
        to.port = rest.substr(colon + 1);
        rest = rest.substr(0, colon);
    }
    if (rest.starts_with('[') && rest.ends_with(']')) rest = rest.substr(1, rest.size() - 2);
    to.host = rest;
    std::uint16_t port = 0;
    auto const* const end = to.port.data() + to.port.size();
    auto const [at, bad] = std::from_chars(to.port.data(), end, port);
    if (to.host.empty() || bad != std::errc() || at != end || port == 0) return wrong;
    return to;
}

base::checked<http_answer> post(http_target const& to, http_call const& call,
                                std::chrono::seconds deadline)
{
    asio::io_context io(1);
    error_code failed;
    auto const found = tcp::resolver(io).resolve(to.host, to.port, failed);
    if (failed) return base::fault{to.host + " is not found: " + failed.message()};
    beast::tcp_stream stream(io);
    stream.expires_after(deadline);
    failed = run(io, [&](auto done) { stream.async_connect(found, std::move(done)); });
    if (failed) return base::fault{"connecting: " + failed.message()};
    if (to.tls) return exchange_tls(io, stream, to, call);
    return exchange(io, stream, to, call);
}

void pause(std::chrono::milliseconds wait)
{
    asio::io_context io(1);
    asio::steady_timer(io, wait).wait();
}

}  // namespace sejuta::twin
