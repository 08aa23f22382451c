// SPDX-License-Identifier: Apache-2.0
// See command_line.hpp.
#include "command_line.hpp"

#include <unistd.h>
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>

#include "base/limits.hpp"

namespace sejuta::sim {
namespace {

constexpr char const* examples = R"(Examples:
  sejuta-sim run jambi-2020 --server ws://127.0.0.1:8080
  sejuta-sim run jabar-2020 --server ws://127.0.0.1:8080 --out json=result.json,html=result.html
  sejuta-sim run national-day --server ws://127.0.0.1:8080 --max-duration 20 --out html=day.html
  sejuta-sim run dirty-day --server ws://127.0.0.1:8080 --smoke
  sejuta-sim run jabar-2020 --server ws://127.0.0.1:8080 --connections 1000 --window 8
  sejuta-sim run ./my-day.toml --server ws://127.0.0.1:8080 --seed 7 --max-duration 30
  sejuta-sim plan jambi-2020

The server must run with --dev-tokens and serve the scenario's event, and it must show the totals:
with --open-dashboards, or to --access-token of an account that sees the scenario's region. The same
scenario and seed always make the same reports: a second run into the same ledger is all duplicates.

Exit codes: 0 ok, 1 failed or incomplete, 2 usage, 97 the ledger and the book of receipts differ,
99 a threshold was missed.)";

void describe(CLI::App& app, CLI::App& command, arguments& into)
{
    command.footer(app.get_footer());
    command.add_option("scenario", into.scenario, "A scenario's name or the path of its TOML file")
        ->required();
    command.add_option("--scenarios", into.scenarios_folder, "Folder with scenarios, NAME.toml");
    command.add_option("--event", into.event_folder,
                       "Event directory; by default the one that the scenario names");
    command.add_option("--seed", into.seed, "Makes another day of the same scenario")
        ->capture_default_str();
    command.add_option("--scale", into.scale, "Share of the acceptors and sites, above 0 to 1")
        ->capture_default_str()
        ->check(CLI::Range(0.0001, 1.0));
    command.add_option("--connections", into.closed.connections,
                       "Closed loop: share the reports out to so many connections");
    command.add_option("--window", into.closed.window,
                       "Closed loop: reports outstanding on each connection");
    command.add_option("--frame-reports", into.closed.frame_reports,
                       "Closed loop: reports in a frame (1)");
}

}  // namespace

void declare_rehearsals(CLI::App& app, arguments& into)
{
    app.footer(examples);
    auto& run_command = *app.add_subcommand("run", "Rehearse a scenario against a server");
    describe(app, run_command, into);
    run_command
        .add_option("--server", into.servers,
                    "ws://HOST:PORT; several that share a ledger: the terminals are dealt out")
        ->required()
        ->allow_extra_args(false);
    run_command
        .add_option("--out", into.outputs,
                    "json=FILE, junit=FILE, csv=FILE, html=FILE, joined by commas")
        ->allow_extra_args(false);
    run_command
        .add_option("--processes", into.processes,
                    "Processes for the terminals; by default as few as their files allow")
        ->check(CLI::Range(1, 64));
    run_command.add_option("--max-duration", into.max_duration_minutes, "Minutes the run may take")
        ->capture_default_str()
        ->check(CLI::Range(0.01, 10'000.0));
    run_command
        .add_option("--server-wait", into.server_wait_seconds,
                    "Seconds to wait for the server to show the event")
        ->capture_default_str()
        ->check(CLI::Range(0.0, 3'600.0));
    run_command.add_option(
        "--pace", into.pace,
        "event: when the server's clock says so; max: everything at once; or how long "
        "the day takes: 90s, 15m, 8h; by default what the scenario says");
    run_command.add_flag("--smoke", into.smoke, "A tiny day in three seconds, for CI");
    run_command.add_option(
        "--access-token", into.access_token_file,
        "File with a token of `sejuta user token`, to see the totals of a server whose dashboards "
        "are not open");
    auto* const data_dir = run_command.add_option(
        "--data-dir", into.data_dir,
        "The server's data directory, whose raw ledger is recounted at the end; by default that of "
        "who listens on the server's port of this machine");
    run_command
        .add_option("--store", into.store,
                    "The server's Redis, where it is not in its data directory: as `sejuta verify` "
                    "takes it")
        ->excludes(data_dir);
    run_command.add_flag("--i-own-this-target", into.own_target,
                         "Allow a server that is not on this machine");
    run_command.add_flag("--quiet", into.quiet, "No progress, only the summary");
    into.no_color_option =
        run_command.add_option("--no-color", into.no_color_value, "Print without colours")
            ->expected(0, 1)
            ->envname("NO_COLOR");
    auto& plan_command = *app.add_subcommand("plan", "Print what a scenario will report, and stop");
    describe(app, plan_command, into);
}

namespace {

using outputs_by_kind = std::map<std::string_view, std::string*>;

// Why a result of this kind cannot go into that file; empty where it can.
std::string why_not(std::string const& file, std::string const& kind, outputs_by_kind const& given)
{
    namespace fs = std::filesystem;
    std::string const asked = "--out has \"" + kind + "=" + file + "\"; ";
    if (!given.at(kind)->empty()) return asked + kind + " has a file already: say it once.";
    for (auto const& [other, taken] : given)
        if (!taken->empty() &&
            fs::absolute(*taken).lexically_normal() == fs::absolute(file).lexically_normal())
            return asked + "that file is for " + std::string(other) + " already: name another one.";
    std::error_code unknown;
    if (fs::is_directory(file, unknown)) return asked + "it is a folder: name a file in it.";
    auto folder = fs::path(file).parent_path();
    if (folder.empty()) folder = ".";
    if (!fs::is_directory(folder, unknown))
        return asked + "there is no folder " + folder.string() + ": make it first.";
    bool const there = fs::exists(file, unknown) && !fs::is_regular_file(file, unknown);
    if (access((there ? fs::path(file) : folder).c_str(), W_OK) != 0)
        return asked + "this user may not write there.";
    return "";
}

}  // namespace

base::checked<output_files> parse_outputs(std::vector<std::string> const& outputs)
{
    output_files out;
    outputs_by_kind const kinds{
        {"json", &out.json}, {"junit", &out.junit}, {"csv", &out.csv}, {"html", &out.html}};
    for (auto const& one : outputs) {
        for (std::size_t from = 0; from <= one.size();) {
            auto const end = std::min(one.find(',', from), one.size());
            auto const part = std::string_view(one).substr(from, end - from);
            auto const equals = part.find('=');
            auto const kind = kinds.find(part.substr(0, equals));
            if (equals == std::string_view::npos || equals + 1 == part.size() ||
                kind == kinds.end())
                return base::fault{"--out has \"" + std::string(part) +
                                   "\"; it is json=FILE, junit=FILE, csv=FILE or html=FILE, "
                                   "joined by commas."};
            std::string const file(part.substr(equals + 1));
            if (auto wrong = why_not(file, std::string(kind->first), kinds); !wrong.empty())
                return base::fault{wrong};
            *kind->second = file;
            from = end + 1;
        }
    }
    return out;
}

base::checked<void> adapt(scenario& into, arguments const& from)
{
    into.scale = from.smoke ? std::min(from.scale, 0.005) : from.scale;
    auto& load = into.load;
    auto const& given = from.closed;
    if (given.connections == 0 && given.window == 0 && given.frame_reports == 0) return {};
    if (given.window != 0) load.closed = true;
    if (!load.closed || (load.connections == 0 && given.connections == 0))
        return base::fault{
            "A closed loop needs --window and --connections, or a scenario with "
            "[load] model = \"closed\"."};
    if (given.connections != 0) load.connections = given.connections;
    if (given.window != 0) load.window = given.window;
    if (given.frame_reports != 0) load.frame_reports = given.frame_reports;
    if (load.frame_reports > load.window)
        return base::fault{"--frame-reports is " + std::to_string(load.frame_reports) +
                           "; a frame holds at most the --window, " + std::to_string(load.window) +
                           "."};
    return {};
}

base::checked<std::optional<instant>> parse_pace(std::string const& text)
{
    if (text == "event") return std::optional<instant>{};
    if (text == "max") return std::optional<instant>{instant{0}};
    double number = 0;
    char unit = 0;
    char after = 0;
    bool const read = std::sscanf(text.c_str(), "%lf%c%c", &number, &unit, &after) == 2;
    if (!read || std::string_view("smh").find(unit) == std::string_view::npos || !(number >= 0) ||
        number > 100'000)
        return base::fault{"--pace is \"" + text +
                           "\"; it is event, max, or the day's length such as 90s, 15m or 8h."};
    return std::optional<instant>{std::chrono::duration_cast<instant>(
        std::chrono::duration<double>(number * (unit == 's'   ? 1
                                                : unit == 'm' ? 60
                                                              : 3'600)))};
}

base::checked<std::string> authorization_of(arguments const& from)
{
    using answer = base::checked<std::string>;
    if (from.access_token_file.empty()) return answer(boost::system::in_place_value);
    auto const wrong = [&](std::string const& rule) {
        return base::fault{"--access-token is \"" + from.access_token_file + "\"; " + rule};
    };
    std::ifstream file(from.access_token_file);
    std::string token;
    if (!file || !std::getline(file, token))
        return wrong("it is a file whose first line is a token of `sejuta user token`.");
    if (token.size() > limits::token_bytes_max || token.find_first_of(" \t\r") != std::string::npos)
        return wrong("its first line is no token: make one with `sejuta user token`.");
    return answer(boost::system::in_place_value, "Bearer " + token);
}

base::checked<ledger_wanted> ledger_of(arguments const& from)
{
    std::error_code unknown;
    if (!from.data_dir.empty() && !std::filesystem::is_directory(from.data_dir, unknown))
        return base::fault{"--data-dir is \"" + from.data_dir +
                           "\"; it is the data directory of the server, and there is none."};
    return ledger_wanted{from.data_dir, from.store};
}

base::checked<std::vector<server_address>> parse_servers(arguments const& from)
{
    std::vector<server_address> out;
    for (auto const& url : from.servers) {
        auto const server = parse_server(url, from.own_target);
        if (!server) return server.error();
        out.push_back(*server);
    }
    return out;
}

}  // namespace sejuta::sim
