// SPDX-License-Identifier: Apache-2.0
// The hash of a text for maps that are asked for every report: the standard library's, which takes
// eight bytes a step where Boost 1.81 takes one. Not keyed: for codes and ids that the server has
// checked, not for text that anybody may choose.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

namespace sejuta::base {

struct text_hash {
    using is_avalanching = void;  // Boost's flat maps need not mix it again
    using is_transparent = void;  // asked with a view where the key is a string
    std::size_t operator()(std::string_view text) const noexcept
    {
        return std::hash<std::string_view>{}(text);
    }
};

}  // namespace sejuta::base
