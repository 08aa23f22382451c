// SPDX-License-Identifier: Apache-2.0
// What is sent for a batch or a close: the recording functions' arguments, prepared so that Redis
// has as little to do for a report as it can. record_reply.hpp reads the answers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "ledger/ledger.hpp"
#include "ledger/redis/codec.hpp"

namespace sejuta::ledger::redis {

// The order in which a call names the reports of a batch: first those that are plain (they correct
// nothing, heal nothing and are not asked about only), then the others, each by its place in the
// batch, from 0. One that comes after another about the same id is not plain, so that this order
// decides as the batch's own would.
struct call_order {
    std::vector<std::uint16_t> plain;
    std::vector<std::uint16_t> worded;

    std::size_t size() const { return plain.size() + worded.size(); }
};
call_order order_of(std::vector<domain::report> const& reports);

// FCALL sejuta_record_1 with these reports in that order.
command_bytes record_call(domain::event const& event, std::vector<domain::report> const& reports,
                          call_order const& order);

// FCALL sejuta_close_1.
std::vector<std::string> close_call(domain::event const& event, domain::day_close const& close);

}  // namespace sejuta::ledger::redis
