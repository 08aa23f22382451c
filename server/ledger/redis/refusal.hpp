// SPDX-License-Identifier: Apache-2.0
// The inside of opening and enrolment: a call that failed, as one sentence.
#pragma once

#include <fmt/format.h>

#include <functional>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "ledger/redis/connection.hpp"

namespace sejuta::ledger::redis {

inline base::fault refusal(std::string_view doing, base::result<reply> const& answer)
{
    if (!answer) return {fmt::format("{}: {}", doing, answer.error().message())};
    return {fmt::format("{}: Redis answered \"{}\"", doing, answer->text())};
}

// Answers a fault that was found before anything was sent, but not inside the call.
template <class T>
void answer_later(connection& to, base::fault what, std::function<void(base::checked<T>)> done)
{
    to.command({"PING"}, [what = std::move(what),
                          done = std::move(done)](base::result<reply> const&) { done(what); });
}

}  // namespace sejuta::ledger::redis
