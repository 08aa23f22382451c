// SPDX-License-Identifier: Apache-2.0
// The mask taken off a payload. What a header may say is websocket_codec_test's and
// autobahn_test's.
#include "edge/frame_scan.hpp"

#include <gtest/gtest.h>

#include <random>

namespace sejuta::edge {
namespace {

// RFC 6455, 5.7: "a single-frame masked text message", contains "Hello".
TEST(frame_scan_test, the_example_of_the_standard_says_hello)
{
    std::string const wire = "\x82\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58";
    auto const frame = std::get<frame_header>(read_frame_header(wire));
    std::string text;
    append_unmasked(std::string_view(wire).substr(frame.header_bytes), frame, text);
    EXPECT_EQ(text, "Hello");
}

TEST(frame_scan_test, payloads_of_every_length_lose_their_mask_after_what_is_there)
{
    std::mt19937 random(6455);
    for (std::size_t length = 0; length <= 200; ++length) {
        frame_header frame;
        for (auto& byte : frame.mask) byte = static_cast<std::uint8_t>(random());
        std::string payload(length, '\0'), expected = "before";
        for (std::size_t i = 0; i < length; ++i) {
            payload[i] = static_cast<char>(random());
            expected += static_cast<char>(payload[i] ^ frame.mask[i % 4]);
        }
        std::string text = "before";
        append_unmasked(payload, frame, text);
        ASSERT_EQ(text, expected) << "length " << length;
    }
}

}  // namespace
}  // namespace sejuta::edge
