// SPDX-License-Identifier: Apache-2.0
// `sejuta-sim report --dictated`: lines that somebody took down by telephone, entered under the ids
// of the terminals that dictated them. The ids are in the lines, so nothing is kept here: the same
// file again counts nothing twice.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "twin/conversation.hpp"

namespace sejuta::twin {

struct dictated_line {
    std::size_t number = 0;  // from 1
    std::string text;
};

// A line that cannot be read, and why.
struct misheard {
    std::size_t number = 0;
    std::string sentence;
};

struct taken_down {
    std::vector<dictated_line> good;
    std::vector<misheard> bad;
};

// Reads every line that is not blank; pure.
taken_down read_lines(std::string_view text);

struct dictation_result {
    std::size_t received = 0;
    std::size_t known = 0;  // received before
    std::vector<misheard> refused;
};

// Enters the lines, tries again what the server takes later, and tells what became of them.
ending enter(caller& server, std::vector<dictated_line> lines, dictation_result& result);

}  // namespace sejuta::twin
