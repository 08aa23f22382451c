// SPDX-License-Identifier: Apache-2.0
#include "catalogue/utf8.hpp"

#include <algorithm>

namespace sejuta::catalogue {
namespace {

unsigned byte_at(std::string_view text, std::size_t at)
{
    return static_cast<unsigned char>(text[at]);
}

// Bytes of the character that begins here; 0 where it is none. Overlong forms, surrogates and
// what lies beyond U+10FFFF are none.
std::size_t character_bytes(std::string_view text, std::size_t at)
{
    auto const lead = byte_at(text, at);
    if (lead == 0) return 0;
    if (lead < 0x80) return 1;
    std::size_t const length = lead >= 0xC2 && lead <= 0xDF   ? 2
                               : lead >= 0xE0 && lead <= 0xEF ? 3
                               : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                              : 0;
    if (length == 0 || at + length > text.size()) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte_at(text, at + i) & 0xC0U) != 0x80U) return 0;
    auto const second = byte_at(text, at + 1);
    bool const odd = (lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
                     (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F);
    return odd ? 0 : length;
}

}  // namespace

std::optional<std::size_t> first_line_not_utf8(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        auto const length = character_bytes(text, at);
        if (length == 0)
            return 1 + static_cast<std::size_t>(std::count(
                           text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
        at += length;
    }
    return std::nullopt;
}

std::size_t characters(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

}  // namespace sejuta::catalogue
