// SPDX-License-Identifier: Apache-2.0
// The frame that a terminal sends all day, read straight into plain words. Pure. Knows reports and
// nothing else; whatever else a frame may be is for parsed_frame.hpp.
#pragma once

#include <optional>
#include <string_view>

#include "domain/sent.hpp"

namespace sejuta::ingest {

// The same as parsed_frame() says of a frame of 1 to 64 reports; nothing where there is more to
// the frame than known fields, each at most once, in their shortest form, with ASCII texts.
std::optional<domain::sent_reports> plain_reports(std::string_view frame);

}  // namespace sejuta::ingest
