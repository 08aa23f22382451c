// SPDX-License-Identifier: Apache-2.0
// Connections on real sockets: echo, many of them, slow ones, ones that never read, and the end.
#include <gmock/gmock.h>

#include "integration/edge/loopback.hpp"

namespace sejuta::edge {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

class connection_test : public loopback {};

TEST_F(connection_test, a_message_comes_back)
{
    auto terminal = websocket();
    ASSERT_TRUE(terminal.send(binary("halo")));
    EXPECT_THAT(frames(terminal, 1), ElementsAre(server_frame{2, "halo"}));
}

TEST_F(connection_test, frames_sent_with_the_upgrade_are_answered)
{
    client terminal(listener_->local_port());
    ASSERT_TRUE(terminal.send(std::string(upgrade_head) + binary("cepat")));
    ASSERT_TRUE(receives(terminal, [&] { return !terminal.take_head().empty(); }));
    EXPECT_THAT(frames(terminal, 1), ElementsAre(server_frame{2, "cepat"}));
}

TEST_F(connection_test, all_messages_of_one_read_are_answered_with_one_send)
{
    auto terminal = websocket();
    auto const sends = counters().sends;
    std::string many;
    for (int i = 0; i < 100; ++i) many += binary("laporan");
    ASSERT_TRUE(terminal.send(many));
    EXPECT_THAT(frames(terminal, 100), SizeIs(100));
    EXPECT_EQ(counters().sends - sends, 1U);
}

TEST_F(connection_test, what_several_connections_are_sent_in_one_turn_is_one_send_each)
{
    auto first = websocket(), second = websocket();
    auto const sends = counters().sends;
    boost::asio::post(thread_.context(), [&] {
        for (int i = 0; i < 50; ++i)
            for (auto* each : app_.diary.channels) each->send("resi");
    });
    EXPECT_THAT(frames(first, 50), SizeIs(50));
    EXPECT_THAT(frames(second, 50), SizeIs(50));
    EXPECT_EQ(counters().sends - sends, 2U);
}

TEST_F(connection_test, a_thousand_connections_echo)
{
    std::vector<client> clients;
    for (int i = 0; i < 1'000; ++i) {
        clients.emplace_back(listener_->local_port());
        ASSERT_TRUE(clients.back().send(upgrade_head));
        // The backlog of the kernel is shorter than the crowd.
        if (i % 50 == 0) thread_.context().poll();
    }
    ASSERT_TRUE(eventually([&] { return app_.diary.opened == 1'000; }));
    for (std::size_t i = 0; i < clients.size(); ++i)
        ASSERT_TRUE(clients[i].send(binary(std::to_string(i))));
    for (std::size_t i = 0; i < clients.size(); ++i) {
        ASSERT_TRUE(receives(clients[i], [&] { return !clients[i].take_head().empty(); }));
        ASSERT_THAT(frames(clients[i], 1), ElementsAre(server_frame{2, std::to_string(i)}));
    }
    EXPECT_EQ(counters().websockets_open, 1'000U);
    clients.clear();
    EXPECT_TRUE(eventually([&] { return app_.diary.closed == 1'000; }));
    EXPECT_EQ(counters().connections_open, 0U);
}

TEST_F(connection_test, a_protocol_error_ends_its_connection_and_no_other)
{
    auto good = websocket(), bad = websocket();
    ASSERT_TRUE(bad.send(client_frame({.op = 1}, "teks")));
    auto const last = frames(bad, 1);
    ASSERT_THAT(last, SizeIs(1));
    EXPECT_EQ(last[0].code(), 1003);
    EXPECT_TRUE(ends(bad));
    ASSERT_TRUE(good.send(binary("masih")));
    EXPECT_THAT(frames(good, 1), ElementsAre(server_frame{2, "masih"}));
    EXPECT_EQ(counters().protocol_errors, 1U);
    EXPECT_EQ(counters().closes_sent.at(1003), 1U);
}

TEST_F(connection_test, a_close_is_answered_and_the_session_is_told)
{
    auto terminal = websocket();
    ASSERT_TRUE(terminal.send(close_frame(1000)));
    auto const last = frames(terminal, 1);
    ASSERT_THAT(last, SizeIs(1));
    EXPECT_EQ(last[0].code(), 1000);
    EXPECT_TRUE(ends(terminal));
    EXPECT_EQ(app_.diary.closed, 1);
    EXPECT_EQ(counters().closes_received.at(1000), 1U);
}

TEST_F(connection_test, a_peer_that_vanishes_is_told_to_its_session)
{
    {
        auto terminal = websocket();
    }
    EXPECT_TRUE(eventually([&] { return app_.diary.closed == 1; }));
}

TEST_F(connection_test, a_handshake_that_trickles_is_ended_at_the_deadline)
{
    client slow(listener_->local_port());
    ASSERT_TRUE(slow.send("GET /v1/terminal HTTP/1.1\r\nHo"));
    ASSERT_TRUE(eventually([&] { return counters().bytes_in > 0; }));
    clock_.advance(limits::handshake_deadline - std::chrono::milliseconds(1));
    ASSERT_TRUE(slow.send("st: x"));
    auto const before = counters().bytes_in;
    ASSERT_TRUE(eventually([&] { return counters().bytes_in > before; }));
    EXPECT_EQ(counters().handshake_timeouts, 0U);
    clock_.advance(std::chrono::milliseconds(1));
    ASSERT_TRUE(receives(slow, [&] { return !slow.received.empty(); }));
    EXPECT_THAT(slow.received, StartsWith("HTTP/1.1 408 "));
    EXPECT_EQ(counters().handshake_timeouts, 1U);
}

TEST_F(connection_test, a_connection_that_says_nothing_is_ended_at_the_deadline)
{
    client silent(listener_->local_port());
    ASSERT_TRUE(eventually([&] { return counters().connections_open == 1; }));
    clock_.advance(limits::handshake_deadline);
    EXPECT_TRUE(ends(silent));
    EXPECT_EQ(silent.received, "");
}

TEST_F(connection_test, a_websocket_has_no_handshake_deadline)
{
    auto terminal = websocket();
    clock_.advance(limits::handshake_deadline * 3);
    auto const ticks = app_.diary.ticks;
    ASSERT_TRUE(eventually([&] { return app_.diary.ticks > ticks + 2; }));
    ASSERT_TRUE(terminal.send(binary("masih")));
    EXPECT_THAT(frames(terminal, 1), ElementsAre(server_frame{2, "masih"}));
}

TEST_F(connection_test, one_who_does_not_read_is_ended_and_others_go_on)
{
    auto stuck = websocket(4'096), good = websocket();
    std::string const flood = binary(std::string(16'000, 'x'));
    ASSERT_TRUE(eventually([&] {
        stuck.send(flood);
        return counters().closes_sent.contains(4006);
    }));
    EXPECT_EQ(app_.diary.closed, 1);
    clock_.advance(limits::close_linger_max);
    ASSERT_TRUE(eventually([&] { return counters().connections_open == 1; }));
    ASSERT_TRUE(good.send(binary("masih")));
    EXPECT_THAT(frames(good, 1), ElementsAre(server_frame{2, "masih"}));
}

// A viewer says nothing: what it does not read was pushed to it.
TEST_F(connection_test, one_who_does_not_read_what_is_pushed_is_ended_at_the_bound)
{
    auto stuck = websocket(4'096);
    std::string const step(16'000, 'x');
    auto* const channel = app_.diary.channels.at(0);
    std::size_t most = 0;
    ASSERT_TRUE(eventually([&] {
        if (app_.diary.closed > 0) return true;
        channel->send(step);
        most = std::max(most, channel->unsent_bytes());
        return false;
    }));
    EXPECT_EQ(counters().closes_sent.at(4006), 1U);
    EXPECT_GT(most, limits::terminal_outbox_bytes_max - 2 * step.size());
    // Over the bound only by the headers of the last message and of the close frame.
    EXPECT_LE(most, limits::terminal_outbox_bytes_max + 256);
}

TEST_F(connection_test, one_who_leaves_a_little_unread_too_long_is_ended)
{
    auto stuck = websocket(4'096);
    std::string const flood = binary(std::string(16'000, 'x'));
    auto* const channel = app_.diary.channels.at(0);
    ASSERT_TRUE(eventually([&] {
        if (channel->unsent_bytes() == 0) stuck.send(flood);
        return channel->unsent_bytes() > 0 &&
               channel->unsent_bytes() < limits::terminal_outbox_bytes_max;
    }));
    clock_.advance(limits::write_stall_max);
    EXPECT_TRUE(eventually([&] { return app_.diary.closed == 1; }));
    EXPECT_EQ(counters().write_stalls, 1U);
}

TEST_F(connection_test, a_drain_says_goodbye_with_1001_and_tells_when_all_are_gone)
{
    auto first = websocket(), second = websocket();
    client idle(listener_->local_port());
    ASSERT_TRUE(eventually([&] { return counters().connections_open == 3; }));
    bool drained = false;
    listener_->stop();
    thread_.drain([&] { drained = true; });
    for (auto* each : {&first, &second}) {
        auto const last = frames(*each, 1);
        ASSERT_THAT(last, SizeIs(1));
        EXPECT_EQ(last[0].code(), 1001);
        ASSERT_FALSE(drained);
        ASSERT_TRUE(each->send(close_frame(1001)));
        ASSERT_TRUE(ends(*each));
        each->half_close();
    }
    EXPECT_TRUE(ends(idle));
    EXPECT_TRUE(eventually([&] { return drained; }));
}

TEST_F(connection_test, a_drain_cuts_what_is_left_at_its_deadline)
{
    // An answer that never comes holds its connection.
    auto late = client(listener_->local_port());
    ASSERT_TRUE(late.send("GET /late HTTP/1.1\r\nHost: x\r\n\r\n"));
    ASSERT_TRUE(eventually([&] { return app_.waiting.size() == 1; }));
    bool drained = false;
    thread_.drain([&] { drained = true; });
    thread_.context().poll();
    clock_.advance(limits::drain_deadline - std::chrono::milliseconds(1));
    boost::asio::steady_timer ticks(thread_.context(), thread_.options().tick_interval * 4);
    bool ticked = false;
    ticks.async_wait([&](boost::system::error_code) { ticked = true; });
    ASSERT_TRUE(eventually([&] { return ticked; }));
    EXPECT_FALSE(drained);
    clock_.advance(std::chrono::milliseconds(1));
    EXPECT_TRUE(eventually([&] { return drained; }));
    app_.waiting[0]({});  // comes too late and harms nobody
}

}  // namespace
}  // namespace sejuta::edge
