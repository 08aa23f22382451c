// SPDX-License-Identifier: Apache-2.0
// Whether bytes are UTF-8: a table saved in a spreadsheet's old code page must be refused and not
// shown as nonsense on a wall.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace sejuta::catalogue {

// The line, from 1, with the first byte that is not UTF-8 or is NUL; nothing where all is well.
std::optional<std::size_t> first_line_not_utf8(std::string_view text);

// Characters, not bytes; the text is UTF-8.
std::size_t characters(std::string_view text);

}  // namespace sejuta::catalogue
