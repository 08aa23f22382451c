// SPDX-License-Identifier: Apache-2.0
// The target of a request taken apart: path and query, percent-decoded, or refused. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sejuta::edge {

struct request_target {
    std::string path;
    std::vector<std::pair<std::string, std::string>> query;
};

// Null for what is not an absolute path ("/..."), for a broken %-escape and for a NUL byte. A plus
// stays a plus in the path and is a space in the query, as forms send it.
std::optional<request_target> read_target(std::string_view target);

}  // namespace sejuta::edge
