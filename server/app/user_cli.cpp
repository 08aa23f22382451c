// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "app/command_line.hpp"
#include "app/settings.hpp"
#include "app/user_command.hpp"
#include "base/limits.hpp"

namespace sejuta::app {
namespace {

using options = std::shared_ptr<user_options>;

CLI::App& declare(command_line& all, CLI::App& user, options const& with, std::string const& name,
                  std::string const& about, int (*act)(user_options const&))
{
    auto& command = *user.add_subcommand(name, about);
    command.add_option("--data-dir", with->data_dir, "The server's data directory")->required();
    command.add_option("--users", with->users_file,
                       "The users' file, if not in the data directory");
    if (name != "list") command.add_option("name", with->id, "The user's id")->required();
    all.on(command, [with, act] { return act(*with); });
    return command;
}

void declare_password(CLI::App& command, options const& with)
{
    command.add_option("--password-file", with->password_file,
                       "First line is the password; - is standard input; else typed, without echo");
}

}  // namespace

void declare_user(command_line& all)
{
    auto& user = *all.top().add_subcommand("user", "Who may log in to the dashboards, and where");
    user.require_subcommand(1);
    auto const with = std::make_shared<user_options>();
    auto& add = declare(all, user, with, "add", "Add a user", run_user_add);
    add.add_option("--role", with->role, "national, province, regency, officer, operator, viewer")
        ->required();
    add.add_option("--region", with->regions, "ID, 15 or 15.71; several for several")
        ->delimiter(',')
        ->required();
    add.add_flag("--no-password", with->no_password, "For an integrator: tokens only, no login");
    declare_password(add, with);
    declare_password(
        declare(all, user, with, "passwd", "Set a new password; ends its logins", run_user_passwd),
        with);
    declare(all, user, with, "disable", "Shut a user out; ends its logins", run_user_disable);
    declare(all, user, with, "enable", "Let a disabled user in again", run_user_enable);
    declare(all, user, with, "list", "One a line: id, role, regions, state", run_user_list);
    auto& token = declare(all, user, with, "token", "A token for a program", run_user_token);
    token.add_option("--days", with->days, "Days until it expires")
        ->check(CLI::Range(1, limits::access_token_days_max))
        ->capture_default_str();
    token.add_flag("--revoke", with->revoke, "Take back every token made so far");
    user.footer(
        "An id is an account's, not a person's name. A running server sees a change within two "
        "seconds.\nExamples:\n"
        "  sejuta user add jambi-01 --role province --region 15 --data-dir sejuta-data\n"
        "  sejuta user add siga-01 --role viewer --region 15 --no-password --data-dir sejuta-data\n"
        "  sejuta user token siga-01 --days 30 --data-dir sejuta-data");
}

}  // namespace sejuta::app
