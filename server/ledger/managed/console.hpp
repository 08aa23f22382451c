// SPDX-License-Identifier: Apache-2.0
// Asks Redis and blocks until it answers, each time with a deadline. For start-up and for commands
// only, never on a thread that serves: it runs an event loop of its own.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "ledger/managed/durability.hpp"
#include "ledger/redis/connection.hpp"

namespace sejuta::ledger::managed {

class console {
public:
    explicit console(redis::endpoint where);

    // Tries to connect until Redis answers PING, the time is over or `give_up` says so (asked about
    // 50 times a second). A Redis that is still loading does not answer yet.
    bool connect(std::chrono::milliseconds at_most, std::function<bool()> const& give_up = {});
    // Why the last try failed, for people.
    std::string const& trouble() const { return connection_.trouble(); }
    bool loading() const;

    // Lets time pass while the connection lives on.
    void pause(std::chrono::milliseconds how_long) { io_.run_for(how_long); }

    base::result<redis::reply> ask(std::vector<std::string> arguments);
    // A reply that is no error, or a fault that names command and reason.
    base::checked<redis::reply> demand(std::vector<std::string> arguments);
    // Waits for a call of others that ends with a checked<T>: `call(connection, done)`.
    template <class T, class Call>
    base::checked<T> wait(Call call)
    {
        std::optional<base::checked<T>> answer;
        call(connection_, [&](base::checked<T> given) { answer = std::move(given); });
        while (!answer) io_.run_one();  // ends at the latest with the command's deadline
        return std::move(*answer);
    }
    // CONFIG GET of every durable setting and `dir`; what may not be read is missing.
    setting_map settings();
    // One line of INFO; empty where it is missing or may not be read.
    std::string info(std::string const& section, std::string_view name);

private:
    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    redis::connection connection_;
};

// The value of "name:value" in the text of INFO.
std::string info_value(std::string_view text, std::string_view name);

// How people call this Redis: "unix:///path" or "redis://host:port", without password.
std::string name_of(redis::endpoint const& where);

}  // namespace sejuta::ledger::managed
