// SPDX-License-Identifier: Apache-2.0
// The codec against a client's bytes, whole and split at every byte. autobahn_test.cpp has the
// frames that no client should send.
#include "edge/websocket_codec.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "unit/edge/websocket_client.hpp"

namespace sejuta::edge {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

struct collected : message_sink {
    std::vector<std::string> messages;
    void on_message(std::string_view message) override { messages.emplace_back(message); }
};

class websocket_codec_test : public testing::Test {
protected:
    boost::asio::io_context home_;
    websocket_engine engine_{home_};
    std::string output_;
    collected got_;
    websocket_codec codec_{engine_, limits::terminal_frame_bytes_max, output_};

    void SetUp() override
    {
        ASSERT_TRUE(codec_.accept(upgrade_head, "sejuta.terminal.v1"));
        handshake_ = std::exchange(output_, {});
    }
    void feed(std::string_view bytes) { codec_.feed(bytes, got_); }
    std::vector<server_frame> answers() { return take_frames(output_); }
    // The code of the one close frame that answers `bytes`, 0 if there is none.
    int close_after(std::string_view bytes)
    {
        feed(bytes);
        auto const frames = answers();
        return frames.empty() ? 0 : frames.back().code();
    }

    std::string handshake_;
};

using state = websocket_codec::state;

TEST_F(websocket_codec_test, the_upgrade_is_answered_with_the_chosen_subprotocol)
{
    EXPECT_THAT(handshake_, testing::StartsWith("HTTP/1.1 101 Switching Protocols\r\n"));
    EXPECT_THAT(handshake_, HasSubstr("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
    EXPECT_THAT(handshake_, HasSubstr("Sec-WebSocket-Protocol: sejuta.terminal.v1\r\n"));
    EXPECT_THAT(handshake_, HasSubstr("Server: Sejuta\r\n"));
    EXPECT_THAT(handshake_, testing::Not(HasSubstr("permessage-deflate")));
}

TEST_F(websocket_codec_test, compression_offered_is_not_taken)
{
    std::string output;
    websocket_codec codec(engine_, 1024, output);
    std::string head(upgrade_head);
    head.insert(head.size() - 2, "Sec-WebSocket-Extensions: permessage-deflate\r\n");
    ASSERT_TRUE(codec.accept(head, "sejuta.terminal.v1"));
    EXPECT_THAT(output, testing::Not(HasSubstr("Extensions")));
}

// Autobahn 1.2: binary messages of the lengths at which the header changes.
TEST_F(websocket_codec_test, messages_of_every_header_size_arrive_as_sent)
{
    for (std::size_t size : {0U, 1U, 125U, 126U, 127U, 128U, 1535U, 1536U, 1537U, 16'384U}) {
        std::string const sent(size, static_cast<char>(0xfe));
        feed(binary(sent));
        ASSERT_THAT(got_.messages, ElementsAre(sent)) << size;
        got_.messages.clear();
    }
    EXPECT_THAT(output_, IsEmpty());
}

TEST_F(websocket_codec_test, a_64_bit_length_is_read_where_the_limit_allows_it)
{
    std::string output;
    websocket_codec codec(engine_, 100'000, output);
    ASSERT_TRUE(codec.accept(upgrade_head, ""));
    std::string const sent(65'536, 'x');
    codec.feed(binary(sent), got_);
    EXPECT_THAT(got_.messages, ElementsAre(sent));
}

TEST_F(websocket_codec_test, two_messages_in_one_read_are_two_messages)
{
    feed(binary("satu") + binary("dua") + binary(""));
    EXPECT_THAT(got_.messages, ElementsAre("satu", "dua", ""));
}

// A conversation with everything in it; split at every byte it must give the same.
TEST_F(websocket_codec_test, every_split_of_a_conversation_gives_the_same_messages)
{
    std::string const long_message(3'000, 'm');
    std::string const wire = binary("satu") + ping("p1") + client_frame({.final = false}, "du") +
                             ping("p2") + client_frame({.op = 0, .final = false}, "") +
                             client_frame({.op = 10}, "unasked") + client_frame({.op = 0}, "a") +
                             binary(long_message) + binary("") + close_frame(1000, "selesai");
    for (std::size_t split = 0; split <= wire.size(); ++split) {
        std::string output;
        collected got;
        websocket_codec codec(engine_, limits::terminal_frame_bytes_max, output);
        ASSERT_TRUE(codec.accept(upgrade_head, ""));
        output.clear();
        codec.feed(wire.substr(0, split), got);
        codec.feed(wire.substr(split), got);
        ASSERT_THAT(got.messages, ElementsAre("satu", "dua", long_message, "")) << split;
        auto const frames = take_frames(output);
        ASSERT_THAT(frames, SizeIs(3)) << split;
        EXPECT_EQ(frames[0], (server_frame{10, "p1"}));
        EXPECT_EQ(frames[1], (server_frame{10, "p2"}));
        EXPECT_EQ(frames[2].code(), 1000);
        EXPECT_EQ(codec.now(), state::closed);
    }
}

TEST_F(websocket_codec_test, a_conversation_byte_by_byte_gives_the_same_messages)
{
    std::string const long_message(2'000, 'm');
    for (char byte : binary("satu") + binary(long_message) + ping("p") + binary("dua"))
        feed({&byte, 1});
    EXPECT_THAT(got_.messages, ElementsAre("satu", long_message, "dua"));
    EXPECT_THAT(answers(), ElementsAre(server_frame{10, "p"}));
}

TEST_F(websocket_codec_test, what_we_write_is_one_unmasked_binary_frame)
{
    for (std::size_t size : {0U, 4U, 125U, 126U, 65'535U, 65'536U}) {
        codec_.write_message(std::string(size, 'r'));
        auto const header_bytes = size < 126 ? 2U : size < 65'536 ? 4U : 10U;
        ASSERT_EQ(output_.size(), header_bytes + size) << "the shortest form";
        EXPECT_THAT(answers(), ElementsAre(server_frame{2, std::string(size, 'r')}));
        EXPECT_THAT(output_, IsEmpty());
    }
    codec_.write_message("resi");
    codec_.write_message("lagi");
    EXPECT_THAT(answers(), ElementsAre(server_frame{2, "resi"}, server_frame{2, "lagi"}));
}

// The limit, from inside and outside.
TEST_F(websocket_codec_test, a_message_of_exactly_the_limit_is_taken)
{
    feed(binary(std::string(limits::terminal_frame_bytes_max, 'x')));
    EXPECT_THAT(got_.messages, SizeIs(1));
    EXPECT_EQ(codec_.now(), state::open);
}
TEST_F(websocket_codec_test, one_byte_more_is_refused_at_its_header)
{
    EXPECT_EQ(close_after(frame_start({}, limits::terminal_frame_bytes_max + 1)), 1009);
    EXPECT_EQ(codec_.now(), state::failed);
}
TEST_F(websocket_codec_test, fragments_may_not_add_up_to_more_than_the_limit)
{
    feed(client_frame({.final = false}, std::string(limits::terminal_frame_bytes_max, 'x')));
    feed(client_frame({.op = 0, .final = false}, ""));
    EXPECT_EQ(codec_.now(), state::open);
    EXPECT_EQ(close_after(frame_start({.op = 0}, 1)), 1009);
    EXPECT_THAT(got_.messages, IsEmpty());
}
TEST_F(websocket_codec_test, lengths_of_63_and_64_bits_are_refused)
{
    EXPECT_EQ(close_after(frame_start({}, 1ULL << 63)), 1002);
}
TEST_F(websocket_codec_test, the_longest_length_is_refused)
{
    EXPECT_EQ(close_after(frame_start({}, ~0ULL)), 1002);
}
TEST_F(websocket_codec_test, the_longest_lawful_length_is_over_the_limit)
{
    EXPECT_EQ(close_after(frame_start({}, (1ULL << 63) - 1)), 1009);
}
TEST_F(websocket_codec_test, lengths_not_in_shortest_form_are_refused)
{
    EXPECT_EQ(close_after(frame_start({.length_bytes = 2}, 125)), 1002);
}
TEST_F(websocket_codec_test, long_lengths_not_in_shortest_form_are_refused)
{
    EXPECT_EQ(close_after(frame_start({.length_bytes = 8}, 65'535)), 1002);
}

TEST_F(websocket_codec_test, a_million_empty_fragments_are_cut_short)
{
    std::string const empty = client_frame({.op = 0, .final = false}, "");
    feed(client_frame({.final = false}, ""));
    std::size_t fed = 1;
    while (fed < 1'000'000 && codec_.now() == state::open) {
        feed(empty);
        ++fed;
    }
    EXPECT_EQ(fed, limits::fragments_per_message_max + 1);
    EXPECT_EQ(codec_.close_code_sent(), 1009);
}
TEST_F(websocket_codec_test, as_many_fragments_as_allowed_make_a_message)
{
    feed(client_frame({.final = false}, "x"));
    for (std::size_t i = 2; i < limits::fragments_per_message_max; ++i)
        feed(client_frame({.op = 0, .final = false}, "x"));
    feed(client_frame({.op = 0}, "x"));
    EXPECT_THAT(got_.messages, ElementsAre(std::string(limits::fragments_per_message_max, 'x')));
}

// Autobahn 1.1 and 6 belong to text, which we refuse as a whole.
TEST_F(websocket_codec_test, text_is_refused)
{
    EXPECT_EQ(close_after(client_frame({.op = 1}, "halo")), 1003);
    EXPECT_THAT(got_.messages, IsEmpty());
}
TEST_F(websocket_codec_test, a_frame_without_mask_is_refused)
{
    EXPECT_EQ(close_after(client_frame({.masked = false}, "halo")), 1002);
}

// Autobahn 2.
TEST_F(websocket_codec_test, pings_are_answered_with_their_payload)
{
    std::string const longest(125, '\xff');
    feed(ping("") + ping("Hello, world!") + ping(longest));
    EXPECT_THAT(answers(), ElementsAre(server_frame{10, ""}, server_frame{10, "Hello, world!"},
                                       server_frame{10, longest}));
}
TEST_F(websocket_codec_test, a_ping_over_125_bytes_is_refused)
{
    EXPECT_EQ(close_after(ping(std::string(126, 'x'))), 1002);
}
TEST_F(websocket_codec_test, pongs_that_nobody_asked_for_are_ignored)
{
    feed(client_frame({.op = 10}, "") + client_frame({.op = 10}, "x") + ping("y"));
    EXPECT_THAT(answers(), ElementsAre(server_frame{10, "y"}));
}
TEST_F(websocket_codec_test, of_a_flood_of_pings_the_first_ones_and_the_last_are_answered)
{
    std::string flood;
    for (int i = 0; i < 1'000; ++i) flood += ping(std::to_string(i));
    feed(flood);
    auto const frames = answers();
    ASSERT_THAT(frames, SizeIs(limits::pongs_per_turn_max + 1));
    EXPECT_EQ(frames.back(), (server_frame{10, "999"}));
    EXPECT_EQ(codec_.pings_unanswered(), 1'000 - frames.size());
}
TEST_F(websocket_codec_test, a_flood_that_does_not_end_ends_the_connection)
{
    std::string turn;
    for (std::size_t i = 0; i <= limits::pongs_per_turn_max; ++i) turn += ping("x");
    for (std::size_t turns = 0; turns < limits::pongs_per_turn_max; ++turns) feed(turn);
    EXPECT_EQ(codec_.now(), state::open);
    answers();
    EXPECT_EQ(close_after(turn), 4004);
    EXPECT_EQ(codec_.now(), state::failed);
    feed(turn);
    EXPECT_THAT(output_, IsEmpty());
}
TEST_F(websocket_codec_test, as_many_pings_as_allowed_are_all_answered)
{
    std::string pings;
    for (std::size_t i = 0; i < limits::pongs_per_turn_max; ++i) pings += ping("x");
    feed(pings);
    EXPECT_THAT(answers(), SizeIs(limits::pongs_per_turn_max));
    EXPECT_EQ(codec_.pings_unanswered(), 0U);
}

// Autobahn 5.
TEST_F(websocket_codec_test, fragments_with_control_frames_between_are_one_message)
{
    feed(client_frame({.final = false}, "se") + ping("1") +
         client_frame({.op = 0, .final = false}, "ju") + client_frame({.op = 10}, "") + ping("2"));
    EXPECT_THAT(answers(), ElementsAre(server_frame{10, "1"}, server_frame{10, "2"}))
        << "a ping is answered before the message ends";
    feed(client_frame({.op = 0}, "ta") + binary("berikut"));
    EXPECT_THAT(got_.messages, ElementsAre("sejuta", "berikut"));
}

// Autobahn 7.
TEST_F(websocket_codec_test, a_close_is_answered_with_its_own_code)
{
    for (int code : {1000, 1001, 1002, 1003, 1007, 1011, 3000, 3999, 4000, 4999}) {
        std::string output;
        websocket_codec codec(engine_, 1024, output);
        ASSERT_TRUE(codec.accept(upgrade_head, ""));
        output.clear();
        codec.feed(close_frame(code, "sampai jumpa") + binary("sesudah"), got_);
        auto const frames = take_frames(output);
        ASSERT_THAT(frames, SizeIs(1)) << code;
        EXPECT_EQ(frames[0].code(), code);
        EXPECT_EQ(codec.now(), state::closed);
        EXPECT_EQ(codec.close_code_received(), code);
    }
    EXPECT_THAT(got_.messages, IsEmpty());
}
TEST_F(websocket_codec_test, a_close_without_code_is_answered)
{
    EXPECT_EQ(close_after(client_frame({.op = 8}, "")), 1000);
    EXPECT_EQ(codec_.close_code_received(), 1005);
}
TEST_F(websocket_codec_test, a_close_inside_a_fragmented_message_ends_it)
{
    EXPECT_EQ(close_after(client_frame({.final = false}, "x") + close_frame(1000)), 1000);
    EXPECT_THAT(got_.messages, IsEmpty());
}

TEST_F(websocket_codec_test, after_our_close_the_peers_messages_are_dropped_until_its_own)
{
    codec_.write_message("terakhir");
    codec_.write_close(close_code::going_away, "server stops");
    codec_.write_message("terlambat");
    auto const frames = answers();
    ASSERT_THAT(frames, SizeIs(2));
    EXPECT_EQ(frames[1].code(), 1001);
    EXPECT_EQ(frames[1].payload.substr(2), "server stops");
    feed(binary("masih") + client_frame({.final = false}, "a") + ping("x"));
    EXPECT_EQ(codec_.now(), state::closing);
    feed(close_frame(1001));
    EXPECT_EQ(codec_.now(), state::closed);
    EXPECT_THAT(got_.messages, IsEmpty());
    EXPECT_THAT(output_, IsEmpty());
}

// One engine serves all connections of a thread: nothing of one may show in another.
TEST_F(websocket_codec_test, connections_that_share_an_engine_do_not_mix)
{
    std::string other_output;
    collected other_got;
    websocket_codec other(engine_, 1024, other_output);
    ASSERT_TRUE(other.accept(upgrade_head, ""));
    other_output.clear();
    feed(client_frame({.final = false}, "se"));
    other.feed(client_frame({.final = false}, "wa"), other_got);
    feed(client_frame({.op = 0, .final = false}, "ju"));
    other.feed(client_frame({.op = 0}, "rung") + close_frame(1000), other_got);
    feed(client_frame({.op = 0}, "ta"));
    codec_.write_message("resi");
    EXPECT_THAT(got_.messages, ElementsAre("sejuta"));
    EXPECT_THAT(other_got.messages, ElementsAre("warung"));
    EXPECT_EQ(codec_.now(), state::open) << "the other's close is the other's";
    EXPECT_THAT(answers(), ElementsAre(server_frame{2, "resi"}));
    EXPECT_THAT(take_frames(other_output), SizeIs(1));
}

TEST_F(websocket_codec_test, a_listener_that_closes_is_not_called_again)
{
    struct closer : collected {
        websocket_codec* codec = nullptr;
        void on_message(std::string_view message) override
        {
            collected::on_message(message);
            codec->write_close(close_code::malformed, "cukup");
        }
    } sink;
    sink.codec = &codec_;
    codec_.feed(binary("satu") + binary("dua"), sink);
    EXPECT_THAT(sink.messages, ElementsAre("satu"));
    EXPECT_EQ(answers().back().code(), 4004);
}

}  // namespace
}  // namespace sejuta::edge
