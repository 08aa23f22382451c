// SPDX-License-Identifier: Apache-2.0
// The Autobahn list (autobahn_cases.hpp) over the codec, each case cut in every way: whole, a frame
// at a time, a byte at a time, and once at every byte. What comes of it is always the same.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "base/limits.hpp"
#include "edge/websocket_codec.hpp"
#include "unit/edge/autobahn_cases.hpp"

namespace sejuta::edge::test {
namespace {

using testing::ElementsAreArray;
using testing::IsEmpty;
using state = websocket_codec::state;

struct collected : message_sink {
    std::vector<std::string> messages;
    void on_message(std::string_view message) override { messages.emplace_back(message); }
};

class autobahn : public testing::TestWithParam<autobahn_case> {
protected:
    // Feeds the pieces to a new connection and compares what comes of them with the case.
    void expect_after(std::vector<std::string_view> const& pieces)
    {
        std::string output;
        collected got;
        websocket_codec codec(engine_, limits::terminal_frame_bytes_max, output);
        ASSERT_TRUE(codec.accept(upgrade_head, ""));
        output.clear();
        for (auto const piece : pieces) codec.feed(piece, got);

        ASSERT_THAT(got.messages, ElementsAreArray(GetParam().messages));
        std::vector<std::string> pongs;
        std::vector<int> closes;
        for (auto const& frame : take_frames(output))
            if (frame.op == 8)
                closes.push_back(frame.code());
            else
                pongs.push_back(frame.op == 10 ? frame.payload : "not a pong");
        ASSERT_THAT(pongs, ElementsAreArray(GetParam().pongs));
        ASSERT_THAT(output, IsEmpty());
        if (GetParam().close == 0) {
            ASSERT_THAT(closes, IsEmpty());
            ASSERT_EQ(codec.now(), state::open);
            return;
        }
        ASSERT_THAT(closes, testing::ElementsAre(GetParam().close));
        ASSERT_EQ(codec.now(), GetParam().broken ? state::failed : state::closed);
        // What comes after the end is nobody's.
        codec.feed(binary("after"), got);
        codec.feed(ping("after"), got);
        ASSERT_EQ(got.messages.size(), GetParam().messages.size());
        ASSERT_THAT(output, IsEmpty());
    }

    std::string wire() const
    {
        auto const& frames = GetParam().frames;
        return std::accumulate(frames.begin(), frames.end(), std::string());
    }

    boost::asio::io_context home_;
    websocket_engine engine_{home_};
};

TEST_P(autobahn, ends_as_it_must_in_one_piece_and_frame_by_frame)
{
    auto const all = wire();
    expect_after({all});
    expect_after({GetParam().frames.begin(), GetParam().frames.end()});
}

TEST_P(autobahn, ends_as_it_must_byte_by_byte)
{
    auto const all = wire();
    // What is long is cut by a prime instead.
    std::size_t const length = all.size() > 100'000 ? 97 : 1;
    std::vector<std::string_view> pieces;
    for (std::size_t at = 0; at < all.size(); at += length)
        pieces.push_back(std::string_view(all).substr(at, length));
    expect_after(pieces);
}

TEST_P(autobahn, ends_as_it_must_cut_once_at_every_byte)
{
    auto const all = wire();
    // At every byte of what is short; the longer, the rarer.
    auto const cuts = std::clamp<std::size_t>(3'000'000 / (all.size() + 1), 8, 500);
    std::size_t const step = 1 + all.size() / cuts;
    for (std::size_t at = 0; at <= all.size(); at += step) {
        SCOPED_TRACE(at);
        expect_after({std::string_view(all).substr(0, at), std::string_view(all).substr(at)});
        if (HasFatalFailure()) return;
    }
}

INSTANTIATE_TEST_SUITE_P(cases, autobahn, testing::ValuesIn(autobahn_cases()), [](auto const& it) {
    auto name = "case_" + it.param.number;
    for (auto& letter : name)
        if (letter == '.' || letter == ' ') letter = '_';
    return name;
});

}  // namespace
}  // namespace sejuta::edge::test
