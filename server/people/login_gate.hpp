// SPDX-License-Identifier: Apache-2.0
// How many wrong passwords may be tried: of one user id (whether it exists or not), from one
// address, and in all, in windows of limits::login_tries_window. A right password gives back its
// try. Bounded: a window remembers at most limits::login_tries_max tries. Not thread-safe.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>

namespace sejuta::people {

class login_gate {
public:
    using moment = std::chrono::nanoseconds;  // monotonic

    // Nothing where one may try, which counts as a wrong try until succeeded(); else how long to
    // wait.
    std::optional<std::chrono::seconds> refused(std::string const& user, std::string const& address,
                                                moment now);
    void succeeded(std::string const& user, std::string const& address);

private:
    moment window_{-1};
    std::size_t tries_ = 0;
    std::map<std::string, std::size_t> by_user_;
    std::map<std::string, std::size_t> by_address_;
};

}  // namespace sejuta::people
