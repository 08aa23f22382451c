// SPDX-License-Identifier: Apache-2.0
#include <boost/asio/io_context.hpp>
#include <string>
#include <vector>

#include "base/assert.hpp"
#include "base/limits.hpp"
#include "edge/websocket_codec.hpp"
#include "fuzz/pieces.hpp"
#include "fuzz/targets.hpp"
#include "unit/edge/websocket_client.hpp"

namespace sejuta::fuzz {
namespace {

using edge::websocket_codec;

// Small, so that the limit is within a fuzzer's reach.
constexpr std::size_t message_bytes_max = 512;

struct collected final : edge::message_sink {
    std::vector<std::string> messages;

    void on_message(std::string_view message) override
    {
        SEJUTA_ASSERT(message.size() <= message_bytes_max, "a message within its limit");
        messages.emplace_back(message);
    }
};

// What one way of cutting the bytes led to.
struct ending {
    std::vector<std::string> messages;
    websocket_codec::state state;
    int sent;
    int received;
    std::uint64_t unanswered;

    bool operator==(ending const&) const = default;
};

edge::websocket_engine& engine()
{
    static boost::asio::io_context home;
    static edge::websocket_engine one(home);
    return one;
}

ending read_messages(std::vector<std::string_view> const& pieces)
{
    std::string output;
    collected got;
    websocket_codec codec(engine(), message_bytes_max, output);
    SEJUTA_ASSERT(codec.accept(edge::test::upgrade_head, ""), "a right upgrade");
    output.clear();
    for (auto const piece : pieces) codec.feed(piece, got);
    std::size_t closes = 0;
    for (auto const& frame : edge::test::take_frames(output)) {
        SEJUTA_ASSERT(closes == 0, "nothing is written after a close");
        SEJUTA_ASSERT(frame.op == 8 || frame.op == 10, "we answer pings and closes, no more");
        closes += frame.op == 8;
    }
    SEJUTA_ASSERT(output.empty(), "we write whole frames");
    auto const state = codec.now();
    bool const over =
        state == websocket_codec::state::closed || state == websocket_codec::state::failed;
    SEJUTA_ASSERT((closes == 1) == over, "an end is said once");
    return {std::move(got.messages), state, codec.close_code_sent(), codec.close_code_received(),
            codec.pings_unanswered()};
}

}  // namespace

// However the bytes are cut, they are the same messages and the same end.
void take_websocket(std::string_view bytes)
{
    auto whole = read_messages({stream_of(bytes)});
    auto const cut = read_messages(pieces_of(bytes));
    // How many pings one turn answers, and when a flood of them ends it, is a matter of turns.
    if (cut.unanswered > limits::pongs_per_turn_max) return;
    whole.unanswered = cut.unanswered;
    SEJUTA_ASSERT(cut == whole, "cut or whole, the same messages");
}

}  // namespace sejuta::fuzz
