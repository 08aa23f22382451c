// SPDX-License-Identifier: Apache-2.0
#include "ledger/managed/console.hpp"

#include <fmt/format.h>

#include <optional>

namespace sejuta::ledger::managed {
namespace {

using std::chrono::milliseconds;
using steady = std::chrono::steady_clock;

constexpr milliseconds console_turn{20};

}  // namespace

console::console(redis::endpoint where)
    : work_(io_.get_executor()),
      connection_(io_, std::move(where))
{
    connection_.start();
}

bool console::connect(milliseconds at_most, std::function<bool()> const& give_up)
{
    auto const until = steady::now() + at_most;
    while (!connection_.connected() && steady::now() < until) {
        io_.run_one_for(console_turn);
        if (give_up && give_up()) break;
    }
    return connection_.connected();
}

bool console::loading() const
{
    return trouble().starts_with("LOADING");
}

base::result<redis::reply> console::ask(std::vector<std::string> arguments)
{
    std::optional<base::result<redis::reply>> answer;
    connection_.command(arguments,
                        [&](base::result<redis::reply> given) { answer = std::move(given); });
    while (!answer) io_.run_one();  // ends at the latest with the command's deadline
    return std::move(*answer);
}

base::checked<redis::reply> console::demand(std::vector<std::string> arguments)
{
    auto const command = arguments.front();
    auto answer = ask(std::move(arguments));
    if (!answer)
        return base::fault{fmt::format("{} failed: {}", command, answer.error().message())};
    if (answer->is_error())
        return base::fault{fmt::format("{} was refused: {}", command, answer->text())};
    return std::move(*answer);
}

setting_map console::settings()
{
    setting_map found;
    auto const read = [&](std::string_view name) {
        auto const answer = ask({"CONFIG", "GET", std::string(name)});
        if (answer && answer->elements() == 2)
            found.emplace(answer->at(0).text(), answer->at(1).text());
    };
    for (auto const& one : durable_settings()) read(one.name);
    read("dir");
    return found;
}

std::string console::info(std::string const& section, std::string_view name)
{
    auto const answer = ask({"INFO", section});
    return answer && answer->is_text() ? info_value(answer->text(), name) : std::string();
}

std::string info_value(std::string_view text, std::string_view name)
{
    while (!text.empty()) {
        auto const end = text.find("\r\n");
        auto const line = text.substr(0, end);
        if (line.starts_with(name) && line.substr(name.size()).starts_with(':'))
            return std::string(line.substr(name.size() + 1));
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 2);
    }
    return {};
}

std::string name_of(redis::endpoint const& where)
{
    if (!where.unix_path.empty()) return "unix://" + where.unix_path;
    auto const v6 = where.host.find(':') != std::string::npos;
    return fmt::format(fmt::runtime(v6 ? "redis://[{}]:{}" : "redis://{}:{}"), where.host,
                       where.port);
}

}  // namespace sejuta::ledger::managed
