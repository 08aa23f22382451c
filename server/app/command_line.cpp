// SPDX-License-Identifier: Apache-2.0
#include "app/command_line.hpp"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "app/settings.hpp"

namespace sejuta::app {

command_line::command_line(std::string about) : top_(std::move(about))
{
    top_.require_subcommand(1);
}

void command_line::on(CLI::App& command, std::function<int()> act)
{
    actions_.emplace_back(&command, std::move(act));
}

int command_line::run(int argc, char** argv)
{
    try {
        top_.parse(argc, argv);
    } catch (CLI::ParseError const& end) {
        auto const code = top_.exit(end);
        return code == 0 ? exit_ok : exit_usage;
    }
    for (auto const& [command, act] : actions_)
        if (command->parsed()) return act();
    return exit_ok;
}

}  // namespace sejuta::app
