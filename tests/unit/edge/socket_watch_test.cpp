// SPDX-License-Identifier: Apache-2.0
// Who hears of a socket that is ready, and how often.
#include "edge/socket_watch.hpp"

#include <gmock/gmock.h>
#include <sys/socket.h>

#include <array>
#include <new>
#include <utility>
#include <vector>

#include "base/descriptor.hpp"

namespace sejuta::edge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr interest nothing{};
constexpr interest reading{.read = true, .write = false};
constexpr interest writing{.read = false, .write = true};

class socket_watch_test : public testing::Test {
protected:
    socket_watch_test()
    {
        std::array<int, 2> pair{};
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair.data()), 0);
        ours_ = base::descriptor(pair[0]);
        theirs_ = base::descriptor(pair[1]);
        sockets_.start();
    }
    ~socket_watch_test() override
    {
        sockets_.stop();
        io_.run();
    }
    void they_send() { EXPECT_EQ(::send(theirs_.get(), "x", 1, MSG_NOSIGNAL), 1); }
    void we_receive()
    {
        char byte = 0;
        EXPECT_EQ(::recv(ours_.get(), &byte, 1, 0), 1);
    }
    // What is told in one turn.
    std::vector<interest> turn()
    {
        told_.clear();
        io_.poll_one();
        return told_;
    }

    void turns_until_told()
    {
        for (int turns = 0; told_.empty() && turns < 100; ++turns) io_.poll_one();
    }

    boost::asio::io_context io_{1};
    base::descriptor ours_;
    base::descriptor theirs_;
    std::vector<interest> told_;
    connection_id last_;
    socket_watch sockets_{io_, [this](connection_id id, interest ready) {
                              last_ = id;
                              told_.push_back(ready);
                          }};
};

TEST_F(socket_watch_test, a_socket_is_told_by_its_id_until_it_was_read_and_again_later)
{
    ASSERT_TRUE(sockets_.watch(ours_.get(), {7, 0xffffffff}, nothing, reading));
    EXPECT_THAT(turn(), IsEmpty());
    they_send();
    EXPECT_THAT(turn(), ElementsAre(reading));
    EXPECT_EQ(last_.slot, 7U);
    EXPECT_EQ(last_.generation, 0xffffffffU);
    EXPECT_THAT(turn(), ElementsAre(reading)) << "nobody has read it";
    we_receive();
    turn();
    EXPECT_THAT(turn(), IsEmpty());
    they_send();
    EXPECT_THAT(turn(), ElementsAre(reading));
}

TEST_F(socket_watch_test, what_is_not_watched_for_is_not_told)
{
    ASSERT_TRUE(sockets_.watch(ours_.get(), {}, nothing, writing));
    they_send();
    EXPECT_THAT(turn(), ElementsAre(writing));
    ASSERT_TRUE(sockets_.watch(ours_.get(), {}, writing, nothing));
    turn();
    EXPECT_THAT(turn(), IsEmpty());
    ASSERT_TRUE(sockets_.watch(ours_.get(), {}, nothing, reading));
    EXPECT_THAT(turn(), ElementsAre(reading));
}

TEST_F(socket_watch_test, a_socket_that_failed_is_ready_and_a_closed_one_is_out)
{
    ASSERT_TRUE(sockets_.watch(ours_.get(), {}, nothing, writing));
    theirs_ = {};
    EXPECT_THAT(turn(), ElementsAre(interest{.read = true, .write = true}));
    ours_ = {};
    turn();
    EXPECT_THAT(turn(), IsEmpty());
}

TEST_F(socket_watch_test, a_shortage_of_memory_loses_nothing)
{
    bool short_of_memory = true;
    socket_watch poor(io_, [&](connection_id, interest) {
        if (std::exchange(short_of_memory, false)) throw std::bad_alloc();
        told_.push_back(reading);
    });
    poor.start();
    they_send();
    ASSERT_TRUE(poor.watch(ours_.get(), {}, nothing, reading));
    EXPECT_THROW(turns_until_told(), std::bad_alloc);
    turns_until_told();
    EXPECT_THAT(told_, ElementsAre(reading));
    poor.stop();
    io_.poll();
}

}  // namespace
}  // namespace sejuta::edge
