// SPDX-License-Identifier: Apache-2.0
// Settings that hold a password: every process of the machine may read arguments and, of the same
// user, variables. So a password stands in a file: the TOML file, or one of its own named "@FILE".
#pragma once

#include <fstream>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace sejuta::app {

inline constexpr std::size_t secret_line_bytes_max = 4'096;

// True where a store's address has a password between its colon and its @.
inline bool has_password(std::string_view url)
{
    auto const begin = url.find("://");
    auto const end = url.rfind('@');
    if (begin == std::string_view::npos || end == std::string_view::npos || end < begin + 3)
        return false;
    return url.substr(begin + 3, end - begin - 3).find(':') != std::string_view::npos;
}

// The sentence that refuses one on the command line or in the environment.
inline std::string no_password_here(std::string_view setting)
{
    return std::string(setting) +
           ": a password on the command line or in the environment is read by others: write the "
           "address into a file that only sejuta may read, and give --" +
           std::string(setting) + " @FILE";
}

// What is meant: the file's only line for "@FILE", else the text itself.
inline base::checked<std::string> meant_by(std::string_view setting, std::string const& text)
{
    using answer = base::checked<std::string>;
    if (!text.starts_with('@')) return answer(boost::system::in_place_value, text);
    auto const file = text.substr(1);
    auto const wrong = [&](char const* why) {
        return base::fault{std::string(setting) + " file " + file + ": " + why};
    };
    std::ifstream in(file);
    std::string line;
    if (!in) return wrong("cannot be read");
    std::getline(in, line);
    if (line.empty() || line.size() > secret_line_bytes_max)
        return wrong("its first line is not an address");
    return answer(boost::system::in_place_value, std::move(line));
}

}  // namespace sejuta::app
