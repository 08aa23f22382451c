// SPDX-License-Identifier: Apache-2.0
// What the recording functions answer. Strict: an answer that sejuta_1*.lua does not document is
// store_nonsense, never a guess.
#pragma once

#include "base/error.hpp"
#include "ledger/ledger.hpp"
#include "ledger/redis/record_call.hpp"
#include "ledger/redis/reply.hpp"

namespace sejuta::ledger::redis {

// The outcomes are in the batch's order again.
base::result<batch_reply> parse_record_reply(value const& answer, call_order const& order);
base::result<close_reply> parse_close_reply(value const& answer);

// What an error reply of Redis means to a recorder:
//   store_full         OOM, MISCONF: Redis cannot write now
//   store_unreachable  LOADING, BUSY, READONLY and their like: nothing was done, later it may be
//   store_refused      anything else
boost::system::error_code error_of(value const& refusal);

}  // namespace sejuta::ledger::redis
