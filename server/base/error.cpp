// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"

#include <stdexcept>

namespace sejuta::base {
namespace {

struct sejuta_category final : boost::system::error_category {
    char const* name() const noexcept override { return "sejuta"; }
    std::string message(int value) const override
    {
        switch (static_cast<errc>(value)) {
        case errc::ok: return "ok";
        case errc::store_unreachable: return "no connection to Redis";
        case errc::store_timeout: return "no reply from Redis before the deadline";
        case errc::store_lost: return "the connection to Redis ended before its reply";
        case errc::store_refused: return "Redis refused the command";
        case errc::store_nonsense: return "Redis answered something undocumented";
        case errc::store_weak: return "the store's settings break the promise";
        case errc::store_full: return "too little memory or disk left to record";
        case errc::queue_full: return "a queue has reached its limit";
        case errc::stopped: return "stopped";
        case errc::corrupt: return "the ledger and its counters disagree";
        }
        return "unknown error";
    }
};

}  // namespace

boost::system::error_category const& category()
{
    static sejuta_category const instance;
    return instance;
}

void throw_fault(fault const& what)
{
    throw std::runtime_error(what.sentence);
}

}  // namespace sejuta::base
