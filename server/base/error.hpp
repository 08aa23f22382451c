// SPDX-License-Identifier: Apache-2.0
// What can be wrong with the world: Redis away, a deadline passed, a reply that makes no sense.
// Errors of reporters are rejections (domain/rejection.hpp); errors of ours abort (assert.hpp).
#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>
#include <string>

namespace sejuta::base {

enum class errc {
    ok = 0,
    store_unreachable,  // no connection to Redis
    store_timeout,      // no reply before the deadline; the call may have been carried out
    store_lost,         // the connection ended mid-call; the call may have been carried out
    store_refused,      // Redis answered with an error
    store_nonsense,     // the reply is not what the function is documented to answer
    store_weak,         // the store's settings break the promise
    store_full,         // too little memory or disk left to record
    queue_full,         // a bounded queue has reached its number
    stopped,            // the component was stopped
    corrupt,            // the ledger and what is derived from it disagree
};

boost::system::error_category const& category();

inline boost::system::error_code make_error_code(errc code)
{
    return {static_cast<int>(code), category()};
}

template <class T>
using result = boost::system::result<T>;

// An error for start-up and commands: one sentence that names what is wrong, where, and the cure.
struct fault {
    std::string sentence;
};

template <class T>
using checked = boost::system::result<T, fault>;

// Only for boost::system::result: value() on a fault throws this.
[[noreturn]] void throw_fault(fault const& what);

}  // namespace sejuta::base

namespace sejuta::base {
[[noreturn]] inline void throw_exception_from_error(fault const& what,
                                                    boost::source_location const&)
{
    throw_fault(what);
}
}  // namespace sejuta::base

template <>
struct boost::system::is_error_code_enum<sejuta::base::errc> : std::true_type {};
