// SPDX-License-Identifier: Apache-2.0
// How threads talk: by posting functions that carry immutable values. A mailbox names a thread's
// object without giving access to it from elsewhere.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <functional>
#include <utility>

namespace sejuta::app {

template <class Owner>
class mailbox {
public:
    mailbox(boost::asio::io_context& io, Owner& owner) : io_(&io), owner_(&owner) {}

    // Runs on the owner's thread, later. The owner outlives the loop of its thread.
    template <class Function>
    void post(Function function) const
    {
        boost::asio::post(
            *io_, [owner = owner_, function = std::move(function)]() mutable { function(*owner); });
    }

private:
    boost::asio::io_context* io_;
    Owner* owner_;
};

}  // namespace sejuta::app
