// SPDX-License-Identifier: Apache-2.0
// A client's frames written by hand, right or wrong on purpose, and the server's frames read back.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sejuta::edge::test {

inline constexpr std::string_view upgrade_head =
    "GET /v1/terminal HTTP/1.1\r\nHost: sejuta.test\r\nUpgrade: websocket\r\n"
    "Connection: keep-alive, Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: sejuta.terminal.v1\r\n\r\n";

// Frames are drawn as RFC 6455, 5.2 draws them.
struct frame_shape {
    int op = 2;
    bool final = true;
    bool masked = true;
    int reserved = 0;       // RSV1 = 4, RSV2 = 2, RSV3 = 1
    int length_bytes = -1;  // 0, 2 or 8; -1 takes the shortest
};

inline std::string frame_start(frame_shape shape, std::uint64_t length)
{
    if (shape.length_bytes < 0) shape.length_bytes = length < 126 ? 0 : length < 65'536 ? 2 : 8;
    std::string bytes(1,
                      static_cast<char>((shape.final ? 0x80 : 0) | shape.reserved << 4 | shape.op));
    int const mark = shape.length_bytes == 0   ? static_cast<int>(length)
                     : shape.length_bytes == 2 ? 126
                                               : 127;
    bytes += static_cast<char>((shape.masked ? 0x80 : 0) | mark);
    for (int i = shape.length_bytes - 1; i >= 0; --i)
        bytes += static_cast<char>(length >> (8 * i) & 0xff);
    if (shape.masked) bytes += "\x11\x22\x33\x44";
    return bytes;
}

inline std::string client_frame(frame_shape shape, std::string_view payload)
{
    static constexpr char mask[] = "\x11\x22\x33\x44";
    std::string bytes = frame_start(shape, payload.size());
    for (std::size_t i = 0; i < payload.size(); ++i)
        bytes += shape.masked ? static_cast<char>(payload[i] ^ mask[i % 4]) : payload[i];
    return bytes;
}

inline std::string binary(std::string_view payload)
{
    return client_frame({}, payload);
}
inline std::string ping(std::string_view payload)
{
    return client_frame({.op = 9}, payload);
}
inline std::string close_frame(int code, std::string_view reason = {})
{
    std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
    return client_frame({.op = 8}, payload + std::string(reason));
}

struct server_frame {
    int op = 0;
    std::string payload;

    bool operator==(server_frame const&) const = default;
    int code() const
    {
        if (op != 8 || payload.size() < 2) return 0;
        return static_cast<std::uint8_t>(payload[0]) << 8 | static_cast<std::uint8_t>(payload[1]);
    }
};

// Takes the whole frames off the front of `bytes`. Throws nothing: what is not a whole unmasked
// final frame stays.
inline std::vector<server_frame> take_frames(std::string& bytes)
{
    std::vector<server_frame> frames;
    while (bytes.size() >= 2) {
        auto const at = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
        std::uint64_t length = at(1);
        std::size_t const more = length == 126 ? 2 : length == 127 ? 8 : 0;
        if ((at(0) & 0xf0) != 0x80 || length > 127 || bytes.size() < 2 + more) break;
        if (more > 0) length = 0;
        for (std::size_t i = 0; i < more; ++i) length = length << 8 | at(2 + i);
        if (bytes.size() - 2 - more < length) break;
        frames.push_back({at(0) & 0x0f, bytes.substr(2 + more, length)});
        bytes.erase(0, 2 + more + length);
    }
    return frames;
}

}  // namespace sejuta::edge::test
