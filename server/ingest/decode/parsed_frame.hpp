// SPDX-License-Identifier: Apache-2.0
// Any frame by protobuf's own parser. Pure.
#pragma once

#include <string_view>

#include "domain/rejection.hpp"
#include "domain/sent.hpp"

namespace sejuta::ingest {

// What decode() answers, for every frame.
domain::judged<domain::sent_frame> parsed_frame(std::string_view frame);

}  // namespace sejuta::ingest
