// SPDX-License-Identifier: Apache-2.0
// What docs/PROTOCOL.md promises of an answer, as far as a terminal can see it. Each says in words
// which field is wrong and what it should be; empty where nothing is.
#pragma once

#include <string>

#include "load/words.hpp"

namespace sejuta::bench {

// A receipt has all that a terminal keeps. `sent_before`: whether its report was recorded already,
// so that it is to be a duplicate's, and only then.
std::string wrong_with_receipt(answer const& receipt, bool sent_before);
// A report that was sent again, byte for byte, has its first receipt as a duplicate.
std::string wrong_with_resent(answer const& first, answer const& said);
// A seq that was sent again with other content is refused as a conflict.
std::string wrong_with_conflicting(answer const& said);

}  // namespace sejuta::bench
