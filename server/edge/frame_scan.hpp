// SPDX-License-Identifier: Apache-2.0
// WebSocket frames of a client (RFC 6455, 5.2): finds them by their headers and takes the mask off
// their payloads. Refuses here, at the header, whatever need not be waited for.
//
//   byte 0: FIN | RSV1-3 | opcode    byte 1: MASK | length (126: 2 bytes more, 127: 8 bytes more)
//   then the 4 bytes of the masking key, then the payload
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "edge/session.hpp"

namespace sejuta::edge {

enum class opcode : std::uint8_t {
    continuation = 0,
    text = 1,
    binary = 2,
    close = 8,
    ping = 9,
    pong = 10,
};

struct frame_header {
    opcode op = opcode::continuation;
    bool final = false;
    std::size_t header_bytes = 0;
    std::uint64_t payload_bytes = 0;
    std::array<std::uint8_t, 4> mask{};

    bool control() const { return static_cast<std::uint8_t>(op) >= 8; }
};

// Why a peer is told to go.
struct violation {
    close_code code;
    char const* reason;
};

struct header_incomplete {};

// Reads the header at the start of `bytes`, as a client must send it.
std::variant<header_incomplete, frame_header, violation> read_frame_header(std::string_view bytes);

// Appends what the client masked (RFC 6455, 5.3); `payload` is the frame's, whole.
void append_unmasked(std::string_view payload, frame_header const& frame, std::string& to);

// Judges frames in their order: what may follow what, and how much of it. Pure, one per connection.
class frame_order {
public:
    explicit frame_order(std::size_t message_bytes_max) : message_bytes_max_(message_bytes_max) {}

    // May this frame come now? Asked as soon as the header is there, as often as you like.
    std::optional<violation> judge(frame_header const& frame) const;
    // The frame, judged before, has arrived whole.
    void take(frame_header const& frame);

    // Between the first and the last fragment of a message.
    bool inside_message() const { return fragments_ > 0; }

private:
    std::size_t message_bytes_max_;
    std::size_t message_bytes_ = 0;
    std::size_t fragments_ = 0;
};

}  // namespace sejuta::edge
