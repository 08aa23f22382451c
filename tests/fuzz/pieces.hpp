// SPDX-License-Identifier: Apache-2.0
// A stream's bytes as they may arrive: in pieces of one length, which the first byte gives.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

namespace sejuta::fuzz {

// What comes after the byte that says how to cut.
inline std::string_view stream_of(std::string_view bytes)
{
    return bytes.substr(std::min<std::size_t>(1, bytes.size()));
}

// The stream in pieces of 1 to 256 bytes.
inline std::vector<std::string_view> pieces_of(std::string_view bytes)
{
    std::vector<std::string_view> pieces;
    auto rest = stream_of(bytes);
    while (!rest.empty()) {
        pieces.push_back(rest.substr(0, 1 + static_cast<std::uint8_t>(bytes.front())));
        rest.remove_prefix(pieces.back().size());
    }
    return pieces;
}

}  // namespace sejuta::fuzz
