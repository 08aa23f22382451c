// SPDX-License-Identifier: Apache-2.0
#include "ledger/redis/functions.hpp"

namespace sejuta::ledger::redis {

std::string_view function_source()
{
    static constexpr std::string_view source =
#include "function_source.inc"
        ;
    return source;
}

}  // namespace sejuta::ledger::redis
