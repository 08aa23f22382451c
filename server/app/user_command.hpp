// SPDX-License-Identifier: Apache-2.0
// `sejuta user`: accounts of people and integrators, in the users' file of a data directory. A
// server that runs sees a change within two seconds. Each answers the exit code.
#pragma once

#include <string>
#include <vector>

namespace sejuta::app {

struct user_options {
    std::string data_dir;
    std::string users_file;  // empty: in data_dir
    std::string id;
    std::string role;
    std::vector<std::string> regions;
    std::string password_file;
    bool no_password = false;
    int days = 90;  // of a token
    bool revoke = false;
};

int run_user_add(user_options const& options);
int run_user_passwd(user_options const& options);
int run_user_disable(user_options const& options);
int run_user_enable(user_options const& options);
int run_user_list(user_options const& options);
// Prints a token for HTTP and the live totals, or takes every earlier one back.
int run_user_token(user_options const& options);

}  // namespace sejuta::app
