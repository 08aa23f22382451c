// SPDX-License-Identifier: Apache-2.0
// Frame headers are read byte by byte with explicit bounds: these bytes come from anybody.
#include "edge/frame_scan.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/assert.hpp"
#include "base/limits.hpp"

namespace sejuta::edge {

namespace {

constexpr std::size_t control_payload_max = 125;

std::uint8_t byte_at(std::string_view bytes, std::size_t at)
{
    return static_cast<std::uint8_t>(bytes[at]);
}

std::uint64_t big_endian(std::string_view bytes)
{
    std::uint64_t value = 0;
    for (char byte : bytes) value = value << 8 | static_cast<std::uint8_t>(byte);
    return value;
}

violation protocol_error(char const* reason)
{
    return {close_code::protocol_error, reason};
}

// What the first two bytes alone already forbid.
std::optional<violation> judge_start(std::uint8_t first, std::uint8_t second)
{
    if (first & 0x70) return protocol_error("reserved bit set");
    auto const op = first & 0x0f;
    if ((op > 2 && op < 8) || op > 10) return protocol_error("reserved opcode");
    if (!(second & 0x80)) return protocol_error("client frame without mask");
    if (op < 8) return std::nullopt;
    if (!(first & 0x80)) return protocol_error("fragmented control frame");
    if ((second & 0x7f) > control_payload_max) return protocol_error("control frame too long");
    return std::nullopt;
}

}  // namespace

std::variant<header_incomplete, frame_header, violation> read_frame_header(std::string_view bytes)
{
    if (bytes.size() < 2) return header_incomplete{};
    auto const first = byte_at(bytes, 0), second = byte_at(bytes, 1);
    if (auto wrong = judge_start(first, second)) return *wrong;

    std::uint64_t length = second & 0x7f;
    std::size_t const length_bytes = length == 126 ? 2 : length == 127 ? 8 : 0;
    if (bytes.size() < 2 + length_bytes) return header_incomplete{};
    if (length_bytes > 0) {
        length = big_endian(bytes.substr(2, length_bytes));
        bool const padded = length_bytes == 2 ? length < 126 : length < 65'536;
        if (padded) return protocol_error("length not in its shortest form");
        if (length >> 63) return protocol_error("length with the high bit set");
    }

    frame_header frame;
    frame.op = static_cast<opcode>(first & 0x0f);
    frame.final = first & 0x80;
    frame.header_bytes = 2 + length_bytes + frame.mask.size();
    frame.payload_bytes = length;
    if (bytes.size() < frame.header_bytes) return header_incomplete{};
    for (std::size_t i = 0; i < frame.mask.size(); ++i)
        frame.mask[i] = byte_at(bytes, 2 + length_bytes + i);
    return frame;
}

// Eight bytes at a time, then one by one; through memcpy, since nothing is aligned here.
void append_unmasked(std::string_view payload, frame_header const& frame, std::string& to)
{
    auto const& mask = frame.mask;
    std::array<std::uint8_t, 2 * sizeof(mask)> twice;
    std::copy_n(mask.data(), mask.size(), twice.data());
    std::copy_n(mask.data(), mask.size(), twice.data() + mask.size());
    auto const key = std::bit_cast<std::uint64_t>(twice);

    auto const start = to.size();
    to.append(payload);
    auto* const text = to.data() + start;
    std::size_t at = 0;
    for (; at + sizeof(key) <= payload.size(); at += sizeof(key)) {
        std::uint64_t eight;
        std::memcpy(&eight, text + at, sizeof(eight));
        eight ^= key;
        std::memcpy(text + at, &eight, sizeof(eight));
    }
    for (; at < payload.size(); ++at)
        text[at] = static_cast<char>(text[at] ^ mask[at % mask.size()]);
}

std::optional<violation> frame_order::judge(frame_header const& frame) const
{
    if (frame.control()) return std::nullopt;
    if (frame.op == opcode::text)
        return violation{close_code::unsupported_data, "binary messages only"};
    if (frame.op == opcode::continuation && !inside_message())
        return protocol_error("continuation of nothing");
    if (frame.op == opcode::binary && inside_message())
        return protocol_error("message inside a message");
    if (frame.payload_bytes > message_bytes_max_ - message_bytes_)
        return violation{close_code::too_big, "message over the limit"};
    if (fragments_ >= limits::fragments_per_message_max)
        return violation{close_code::too_big, "message in too many fragments"};
    return std::nullopt;
}

void frame_order::take(frame_header const& frame)
{
    if (frame.control()) return;
    SEJUTA_ASSERT(!judge(frame), "a frame is judged before it is taken");
    if (frame.final) {
        message_bytes_ = 0;
        fragments_ = 0;
        return;
    }
    message_bytes_ += frame.payload_bytes;
    ++fragments_;
}

}  // namespace sejuta::edge
