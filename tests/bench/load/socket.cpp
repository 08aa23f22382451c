// SPDX-License-Identifier: Apache-2.0
#include "load/socket.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace sejuta::bench {
namespace {

constexpr std::array<char, 4> mask{0x37, static_cast<char>(0xfa), 0x21, 0x3d};
constexpr unsigned char final_binary = 0x82;
constexpr unsigned char masked = 0x80;
constexpr unsigned char two_byte_length = 126;

[[noreturn]] void fail(std::string const& what)
{
    throw std::runtime_error(what);
}

}  // namespace

web_socket::~web_socket()
{
    if (descriptor_ < 0) return;
    // Thousands of connections a run: none of them is to linger.
    linger const reset{1, 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    ::close(descriptor_);
}

web_socket::web_socket(web_socket&& other) noexcept
    : waits_for_room(other.waits_for_room),
      descriptor_(std::exchange(other.descriptor_, -1)),
      open_(other.open_),
      in_(std::move(other.in_)),
      out_(std::move(other.out_))
{
}

void web_socket::connect(std::string const& host, std::uint16_t port, std::string_view path,
                         std::string_view subprotocol, bool small_receive_buffer)
{
    descriptor_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor_ < 0) fail("no more sockets: raise ulimit -n");
    int const on = 1;
    ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    int const bytes = 4096;
    if (small_receive_buffer)
        ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    if (::inet_pton(AF_INET, host.c_str(), &to.sin_addr) != 1) fail("--host is no IPv4 address");
    if (::connect(descriptor_, reinterpret_cast<sockaddr const*>(&to), sizeof to) < 0 &&
        errno != EINPROGRESS)
        fail(std::string("connect: ") + std::strerror(errno));
    out_ = "GET " + std::string(path) + " HTTP/1.1\r\nHost: " + host + ":" + std::to_string(port) +
           "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
           "Sec-WebSocket-Protocol: " +
           std::string(subprotocol) + "\r\n\r\n";
}

void web_socket::write(std::string_view message)
{
    out_.push_back(static_cast<char>(final_binary));
    if (message.size() < two_byte_length) {
        out_.push_back(static_cast<char>(masked | message.size()));
    } else {
        out_.push_back(static_cast<char>(masked | two_byte_length));
        out_.push_back(static_cast<char>(message.size() >> 8));
        out_.push_back(static_cast<char>(message.size() & 0xff));
    }
    out_.append(mask.data(), mask.size());
    auto const from = out_.size();
    out_.append(message);
    for (std::size_t i = 0; i < message.size(); ++i)
        out_[from + i] = static_cast<char>(out_[from + i] ^ mask[i % mask.size()]);
}

bool web_socket::flush()
{
    if (out_.empty()) return true;
    auto const sent = ::send(descriptor_, out_.data(), out_.size(), MSG_NOSIGNAL);
    if (sent < 0 && (errno == EAGAIN || errno == ENOTCONN)) return false;
    if (sent < 0) fail(std::string("send: ") + std::strerror(errno));
    out_.erase(0, static_cast<std::size_t>(sent));
    return out_.empty();
}

void web_socket::read(std::function<void(std::string_view)> const& on_message)
{
    static std::array<char, 256 * 1024> buffer;
    auto const got = ::recv(descriptor_, buffer.data(), buffer.size(), 0);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) fail(got == 0 ? "the server ended a connection" : std::strerror(errno));
    std::string_view bytes(buffer.data(), static_cast<std::size_t>(got));
    std::string joined;
    if (!in_.empty()) {
        joined = std::exchange(in_, {}).append(bytes);
        bytes = joined;
    }
    while (!bytes.empty()) {
        auto const used = open_ ? take_frame(bytes, on_message) : take_head(bytes);
        if (used == 0) break;
        bytes.remove_prefix(used);
    }
    in_.assign(bytes);
}

std::size_t web_socket::take_head(std::string_view bytes)
{
    auto const ends = bytes.find("\r\n\r\n");
    if (ends == std::string_view::npos) return 0;
    if (!bytes.starts_with("HTTP/1.1 101 "))
        fail("no upgrade: " + std::string(bytes.substr(0, bytes.find('\r'))));
    open_ = true;
    return ends + 4;
}

// One unmasked frame of at most 65,535 bytes, or of a 64-bit length; 0 where it is not whole.
std::size_t web_socket::take_frame(std::string_view bytes,
                                   std::function<void(std::string_view)> const& on_message)
{
    auto const byte = [&bytes](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
    if (bytes.size() < 2) return 0;
    std::size_t header = 2;
    std::uint64_t length = byte(1);
    if (length >= two_byte_length) {
        std::size_t const more = length == two_byte_length ? 2 : 8;
        header += more;
        if (bytes.size() < header) return 0;
        length = 0;
        for (std::size_t i = 2; i < header; ++i) length = length << 8 | byte(i);
    }
    if (bytes.size() - header < length) return 0;
    auto const payload = bytes.substr(header, length);
    if (byte(0) == final_binary) {
        on_message(payload);
    } else if ((byte(0) & 0x0f) == 8) {
        auto const code = payload.size() < 2 ? 0 : (byte(header) << 8 | byte(header + 1));
        fail("the server closed with " + std::to_string(code) + ": " +
             std::string(payload.substr(payload.size() < 2 ? 0 : 2)));
    }
    return header + length;
}

}  // namespace sejuta::bench
