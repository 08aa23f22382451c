// SPDX-License-Identifier: Apache-2.0
// The door: limits, a taken port, several threads, running out of descriptors, stopping.
#include <gmock/gmock.h>
#include <sys/resource.h>

#include <future>

#include "integration/edge/loopback.hpp"

namespace sejuta::edge {
namespace {

using namespace test;
using testing::HasSubstr;
using testing::StartsWith;

edge_options at_most(std::size_t connections)
{
    edge_options options;
    options.connections_max = connections;
    options.tick_interval = std::chrono::milliseconds(2);
    return options;
}

class listener_test : public loopback {
protected:
    listener_test() : loopback(at_most(2)) {}
};

TEST_F(listener_test, connections_over_the_limit_are_told_and_ended)
{
    auto first = websocket(), second = websocket();
    client third(listener_->local_port());
    ASSERT_TRUE(ends(third));
    EXPECT_THAT(third.received, StartsWith("HTTP/1.1 503 "));
    EXPECT_EQ(counters().connections_refused, 1U);
    {
        auto const gone = std::move(first);
    }
    ASSERT_TRUE(eventually([&] { return counters().connections_open == 1; }));
    websocket();  // there is room again
}

TEST_F(listener_test, a_taken_port_is_a_fault_with_its_cure)
{
    auto const where = "127.0.0.1:" + std::to_string(listener_->local_port());
    auto const second = listener::open(where, {&thread_});
    ASSERT_TRUE(second.has_error());
    EXPECT_THAT(second.error().sentence, HasSubstr(where + ": the port is taken"));
    EXPECT_THAT(second.error().sentence, HasSubstr("--listen HOST:PORT"));
}

TEST_F(listener_test, an_address_that_is_not_ours_is_a_fault)
{
    auto const opened = listener::open("203.0.113.7:0", {&thread_});
    ASSERT_TRUE(opened.has_error());
    EXPECT_THAT(opened.error().sentence, HasSubstr("no interface of this machine"));
}

TEST_F(listener_test, a_stopped_listener_accepts_no_more_and_leaves_the_others_alone)
{
    auto standing = websocket();
    auto const port = listener_->local_port();
    listener_->stop();
    thread_.context().poll();
    int const descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address), -1);
    ::close(descriptor);
    ASSERT_TRUE(standing.send(binary("masih")));
    EXPECT_THAT(frames(standing, 1), testing::SizeIs(1));
}

TEST_F(listener_test, out_of_descriptors_it_waits_and_goes_on)
{
    auto standing = websocket();
    client waiting(listener_->local_port());
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    rlimit none = before;
    none.rlim_cur = 3;  // all higher ones that are open stay usable
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
    EXPECT_TRUE(eventually([&] { return counters().accept_backoffs > 0; }));
    EXPECT_EQ(counters().connections_accepted, 1U);
    EXPECT_TRUE(standing.send(binary("masih")));
    EXPECT_THAT(frames(standing, 1), testing::SizeIs(1)) << "who is connected goes on";
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
    ASSERT_TRUE(waiting.send("GET /satu HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_TRUE(receives(waiting, [&] { return !waiting.received.empty(); }));
}

// Two threads as the server runs them.
TEST(network_threads_test, connections_are_spread_and_every_thread_drains)
{
    base::real_clock const clock;
    echo_application first_app, second_app;
    network_thread first(at_most(100), clock), second(at_most(100), clock);
    first.attach(first_app);
    second.attach(second_app);
    auto opened = listener::open("127.0.0.1:0", {&first, &second});
    ASSERT_TRUE(opened.has_value());
    auto const door = *std::move(opened);
    door->start();
    first.start();
    second.start();

    std::vector<client> clients;
    for (int i = 0; i < 10; ++i) {
        clients.emplace_back(door->local_port());
        ASSERT_TRUE(clients.back().send(std::string(upgrade_head) + binary("halo")));
    }
    auto const deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    auto const until = [&](client& from, auto const& holds) {
        while (!holds() && std::chrono::steady_clock::now() < deadline) {
            from.wait_readable(100);
            from.receive();
        }
        return holds();
    };
    for (auto& each : clients)
        ASSERT_TRUE(until(each, [&] { return each.received.ends_with("halo"); }));

    std::promise<edge_counters> counted;
    first.read_counters([&](edge_counters const& counters) { counted.set_value(counters); });
    EXPECT_EQ(counted.get_future().get().websockets_open, 5U);

    door->stop();
    std::promise<void> gone[2];
    first.drain([&] { gone[0].set_value(); });
    second.drain([&] { gone[1].set_value(); });
    for (auto& each : clients) {
        std::string const goodbye = "server stops";
        ASSERT_TRUE(until(each, [&] { return each.received.ends_with(goodbye); }));
        ASSERT_TRUE(each.send(close_frame(1001)));
    }
    for (auto& each : clients) {
        ASSERT_TRUE(until(each, [&] { return each.ended; }));
        each.half_close();
    }
    for (auto& one : gone)
        EXPECT_EQ(one.get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready);
    first.stop();
    second.stop();
    EXPECT_EQ(first_app.diary.closed, 5);
    EXPECT_EQ(second_app.diary.closed, 5);
}

TEST(network_threads_test, a_stop_without_drain_ends_everything)
{
    base::real_clock const clock;
    echo_application app;
    network_thread thread(at_most(10), clock);
    thread.attach(app);
    auto const door = *listener::open("127.0.0.1:0", {&thread});
    door->start();
    thread.start();
    client terminal(door->local_port());
    ASSERT_TRUE(terminal.send(std::string(upgrade_head) + binary("halo")));
    while (terminal.received.find("halo") == std::string::npos && !terminal.ended) {
        terminal.wait_readable(1'000);
        terminal.receive();
    }
    thread.stop();
    terminal.wait_readable(1'000);
    terminal.receive();
    EXPECT_TRUE(terminal.ended);
    EXPECT_EQ(app.diary.closed, 1);
}

}  // namespace
}  // namespace sejuta::edge
