// SPDX-License-Identifier: Apache-2.0
// How a command gets a password: typed twice at the terminal without echo, or the first line of a
// file ("-" is standard input). Never from an argument or the environment, where others see it.
#pragma once

#include <string>

#include "base/error.hpp"

namespace sejuta::app {

struct asked_password {
    std::string text;
};

// Refused where it is not fit to be a password (people/password.hpp), with the rule.
base::checked<asked_password> ask_password(std::string const& password_file);

}  // namespace sejuta::app
