// SPDX-License-Identifier: Apache-2.0
// Decodes once and only once: what is still escaped after that is taken literally.
#include "edge/url.hpp"

namespace sejuta::edge {

namespace {

int hex_digit(char letter)
{
    if (letter >= '0' && letter <= '9') return letter - '0';
    if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
    if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
    return -1;
}

std::optional<std::string> decode(std::string_view text, bool plus_is_space)
{
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char letter = text[i];
        if (letter == '+' && plus_is_space) letter = ' ';
        if (letter == '%') {
            if (text.size() - i < 3) return std::nullopt;
            int const high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            letter = static_cast<char>(high << 4 | low);
            i += 2;
        }
        if (letter == '\0') return std::nullopt;
        decoded += letter;
    }
    return decoded;
}

}  // namespace

std::optional<request_target> read_target(std::string_view target)
{
    if (target.empty() || target.front() != '/') return std::nullopt;
    target = target.substr(0, target.find('#'));
    auto const mark = target.find('?');
    auto path = decode(target.substr(0, mark), false);
    if (!path) return std::nullopt;

    request_target read{*std::move(path), {}};
    auto rest = mark == target.npos ? std::string_view{} : target.substr(mark + 1);
    while (!rest.empty()) {
        auto const pair = rest.substr(0, rest.find('&'));
        rest.remove_prefix(pair.size() < rest.size() ? pair.size() + 1 : pair.size());
        if (pair.empty()) continue;
        auto const equals = pair.find('=');
        auto key = decode(pair.substr(0, equals), true);
        auto value = decode(equals == pair.npos ? "" : pair.substr(equals + 1), true);
        if (!key || !value) return std::nullopt;
        read.query.emplace_back(*std::move(key), *std::move(value));
    }
    return read;
}

}  // namespace sejuta::edge
