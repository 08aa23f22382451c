// SPDX-License-Identifier: Apache-2.0
// What crews say, as bytes between the processes of one run.
#pragma once

#include "crew.hpp"
#include "wire.hpp"

namespace sejuta::sim {

std::string packed(crew_news const&);
crew_news unpacked_news(unpacker& from);
std::string packed(audit const&);
audit unpacked_audit(std::string_view from);

}  // namespace sejuta::sim
