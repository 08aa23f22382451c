// SPDX-License-Identifier: Apache-2.0
// One call of `sejuta-sim report`: takes what it is asked to into the outbox and sends what waits,
// or enters dictated lines, and says what became of it on standard output and standard error.
#pragma once

#include <optional>
#include <string>

#include "twin/conversation.hpp"
#include "twin/rows.hpp"

namespace sejuta::twin {

inline constexpr int exit_ok = 0;
inline constexpr int exit_failed = 1;
inline constexpr int exit_usage = 2;
inline constexpr int exit_waiting = 75;  // EX_TEMPFAIL: run it again

struct arguments {
    std::string server;
    std::string ca_file;
    std::string event;
    std::string token_file;
    std::string token;  // from the environment
    std::string outbox_file;
    std::string csv;
    std::string dictated;
    std::string key;
    row one;
    bool resume = false;
    bool skip_bad = false;
    double wait_seconds = 60;
};

// "sejuta-sim report: <sentence>" on standard error; answers the code.
int complain(std::string const& sentence, int code);

// A file, or standard input for "-"; nothing, and a sentence, where it cannot be read.
std::optional<std::string> read_text(std::string const& file);

// Both give the exit code.
int report(arguments const& from, surroundings const& with);
int dictate(arguments const& from, surroundings const& with);

}  // namespace sejuta::twin
