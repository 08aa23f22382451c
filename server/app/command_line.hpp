// SPDX-License-Identifier: Apache-2.0
// The command line of `sejuta`: each command declares its options and what it runs, in a file of
// its own (<command>_cli.cpp). Exit codes are those of settings.hpp.
#pragma once

#include <CLI/App.hpp>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace sejuta::app {

// Lifecycle: construct, declare commands, run() once. Options live in what the actions capture.
class command_line {
public:
    explicit command_line(std::string about);

    // The program itself, where commands of one level are added.
    CLI::App& top() { return top_; }
    // What runs, and gives the exit code, where this command was given last.
    void on(CLI::App& command, std::function<int()> act);
    // Parses and runs; answers the exit code.
    int run(int argc, char** argv);

private:
    CLI::App top_;
    std::vector<std::pair<CLI::App*, std::function<int()>>> actions_;
};

void declare_serve(command_line& all);  // serve and check-config, which take the same settings
void declare_verify(command_line& all);
void declare_rebuild(command_line& all);
void declare_backup(command_line& all);
void declare_restore(command_line& all);
void declare_enrol(command_line& all);
void declare_key(command_line& all);
void declare_event(command_line& all);
void declare_site(command_line& all);
void declare_target(command_line& all);
void declare_user(command_line& all);
void declare_version(command_line& all);

}  // namespace sejuta::app
