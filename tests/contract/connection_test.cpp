// SPDX-License-Identifier: Apache-2.0
// The connection against a real Redis: order, deadlines, loss, reconnection, bounds.
#include "ledger/redis/connection.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <functional>

#include "support/redis_fixture.hpp"

namespace sejuta::ledger::redis {
namespace {

using namespace std::chrono_literals;
using base::errc;
using got = base::result<reply>;

class connection_test : public testing::Test {
protected:
    // Runs the loop until a condition holds; a condition that never holds fails the test.
    void run_until(std::function<bool()> const& holds, char const* what)
    {
        auto const end = std::chrono::steady_clock::now() + 20s;
        while (!holds() && std::chrono::steady_clock::now() < end) {
            io_.restart();
            io_.run_one_for(100ms);
        }
        ASSERT_TRUE(holds()) << what;
    }
    void connect()
    {
        connection_.start();
        run_until([&] { return connection_.connected(); }, "connected");
    }

    tests::redis_fixture server_;
    boost::asio::io_context io_;
    connection connection_{io_, server_.where()};
};

TEST_F(connection_test, replies_come_in_the_order_of_the_commands)
{
    connect();
    std::vector<std::int64_t> seen;
    for (int i = 0; i < 1000; ++i)
        connection_.command({"INCR", "n"}, [&](got r) { seen.push_back(*r->integer()); });
    run_until([&] { return seen.size() == 1000; }, "1000 replies");
    for (std::size_t i = 0; i < seen.size(); ++i)
        ASSERT_EQ(seen[i], static_cast<std::int64_t>(i) + 1);
}

TEST_F(connection_test, bytes_of_any_value_pass_both_ways)
{
    connect();
    std::string bytes(300'000, '\0');
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 31);
    std::string back;
    connection_.command({"SET", "k", bytes}, [](got r) { EXPECT_EQ(r->text(), "OK"); });
    connection_.command({"GET", "k"}, [&](got r) { back = r->text(); });
    run_until([&] { return !back.empty(); }, "a reply");
    EXPECT_TRUE(back == bytes);
}

TEST_F(connection_test, an_error_of_redis_is_a_reply)
{
    connect();
    std::string text;
    connection_.command({"NOSUCH"}, [&](got r) {
        ASSERT_TRUE(r.has_value());
        EXPECT_TRUE(r->is_error());
        text = r->text();
    });
    run_until([&] { return !text.empty(); }, "a reply");
    EXPECT_TRUE(text.starts_with("ERR unknown command")) << text;
    EXPECT_TRUE(connection_.connected());
}

TEST_F(connection_test, without_a_connection_a_command_fails_at_once_but_not_inside_the_call)
{
    bool inside = true;
    bool done = false;
    connection_.command({"PING"}, [&](got r) {
        EXPECT_FALSE(inside);
        EXPECT_EQ(r.error(), errc::store_unreachable);
        done = true;
    });
    inside = false;
    run_until([&] { return done; }, "an answer");
}

TEST_F(connection_test, a_missed_deadline_closes_the_connection_and_it_comes_back)
{
    connect();
    std::vector<boost::system::error_code> errors;
    std::vector<bool> states;
    connection_.on_state([&](bool connected) { states.push_back(connected); });
    server_.pause();
    auto const keep = [&](got r) { errors.push_back(r ? boost::system::error_code() : r.error()); };
    connection_.command({"PING"}, keep, 50ms);
    connection_.command({"PING"}, keep, 60s);
    run_until([&] { return errors.size() == 2; }, "both failed");
    EXPECT_EQ(errors[0], errc::store_timeout);
    EXPECT_EQ(errors[1], errc::store_lost);
    EXPECT_FALSE(connection_.connected());
    EXPECT_EQ(connection_.outstanding(), 0U);
    server_.resume();
    run_until([&] { return connection_.connected(); }, "reconnected");
    EXPECT_EQ(states, (std::vector<bool>{false, true}));
}

TEST_F(connection_test, a_blocking_read_may_have_a_longer_deadline)
{
    connect();
    bool answered = false;
    connection_.command(
        {"XREAD", "BLOCK", "300", "STREAMS", "none", "$"},
        [&](got r) {
            ASSERT_TRUE(r.has_value()) << r.error().message();
            EXPECT_TRUE(r->is_nil());
            answered = true;
        },
        10s);
    run_until([&] { return answered; }, "a reply");
}

TEST_F(connection_test, a_killed_server_fails_what_is_outstanding_and_is_found_again)
{
    connect();
    boost::system::error_code error;
    connection_.command(
        {"XREAD", "BLOCK", "0", "STREAMS", "none", "$"}, [&](got r) { error = r.error(); }, 60s);
    io_.restart();
    io_.run_for(50ms);
    server_.kill();
    run_until([&] { return error.failed(); }, "failed");
    EXPECT_EQ(error, errc::store_lost);
    server_.start();
    run_until([&] { return connection_.connected(); }, "reconnected");
    EXPECT_TRUE(connection_.trouble().empty());
}

TEST_F(connection_test, the_bound_on_outstanding_commands_holds_on_both_sides)
{
    connect();
    std::size_t fine = 0;
    std::vector<boost::system::error_code> errors;
    auto const count = [&](got r) {
        if (r)
            ++fine;
        else
            errors.push_back(r.error());
    };
    for (std::size_t i = 0; i < limits::store_outstanding_max + 1; ++i)
        connection_.command({"PING"}, count);
    run_until([&] { return fine + errors.size() == limits::store_outstanding_max + 1; }, "all");
    EXPECT_EQ(fine, limits::store_outstanding_max);
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_EQ(errors[0], errc::queue_full);
}

TEST_F(connection_test, stop_fails_what_is_outstanding_outside_the_call)
{
    connect();
    boost::system::error_code error;
    connection_.command({"PING"}, [&](got r) { error = r.error(); });
    connection_.stop();
    EXPECT_FALSE(error.failed());
    run_until([&] { return error.failed(); }, "failed");
    EXPECT_EQ(error, errc::stopped);
}

TEST_F(connection_test, destroyed_inside_its_own_callback_it_calls_nothing_more)
{
    auto own = std::make_unique<connection>(io_, server_.where());
    int calls = 0;
    own->on_state([&](bool connected) {
        if (!connected) return;
        for (int i = 0; i < 3; ++i)
            own->command({"PING"}, [&](got) {
                ++calls;
                own.reset();
            });
    });
    own->start();
    run_until([&] { return own == nullptr; }, "destroyed");
    io_.restart();
    io_.run_for(20ms);
    EXPECT_EQ(calls, 1);
}

TEST(connection_password_test, a_wrong_password_is_told_as_trouble_and_a_right_one_connects)
{
    tests::redis_fixture server({"--user", "app", "on", ">secret", "~*", "+@all"});
    boost::asio::io_context io;
    auto where = server.where();
    where.user = "app";
    where.password = "wrong";
    connection refused(io, where);
    refused.start();
    where.password = "secret";
    connection welcome(io, where);
    welcome.start();
    auto const end = std::chrono::steady_clock::now() + 20s;
    while ((!welcome.connected() || refused.trouble().empty()) &&
           std::chrono::steady_clock::now() < end)
        io.run_one_for(100ms);
    EXPECT_TRUE(welcome.connected());
    EXPECT_FALSE(refused.connected());
    EXPECT_TRUE(refused.trouble().starts_with("WRONGPASS")) << refused.trouble();
}

TEST(connection_tcp_test, a_tcp_address_works_as_well)
{
    // Port 0 is free for the kernel to choose only at bind time, so ask for one and hand it on.
    boost::asio::io_context io;
    boost::asio::ip::tcp::acceptor probe(io, {boost::asio::ip::address_v4::loopback(), 0});
    auto const port = probe.local_endpoint().port();
    probe.close();
    tests::redis_fixture server({"--port", std::to_string(port), "--bind", "127.0.0.1"});
    connection tcp(
        io, {.unix_path = {}, .host = "localhost", .port = port, .user = {}, .password = {}});
    bool answered = false;
    tcp.on_state([&](bool connected) {
        if (connected) tcp.command({"PING"}, [&](got r) { answered = r->text() == "PONG"; });
    });
    tcp.start();
    auto const end = std::chrono::steady_clock::now() + 20s;
    while (!answered && std::chrono::steady_clock::now() < end) io.run_one_for(100ms);
    EXPECT_TRUE(answered);
}

}  // namespace
}  // namespace sejuta::ledger::redis
