// SPDX-License-Identifier: Apache-2.0
// sejuta-sim: the rehearsal's program. Reads its arguments, loads scenario and event, makes the
// plan, runs it, prints the summary and ends with the code that says how it went.
#include <sys/resource.h>
#include <unistd.h>
#include <CLI/CLI.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/json.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "base/clock.hpp"
#include "catalogue/event_loader.hpp"
#include "locate.hpp"
#include "net.hpp"
#include "plan.hpp"
#include "progress.hpp"
#include "rehearsal.hpp"
#include "report.hpp"
#include "twin/report_command.hpp"

namespace {

using namespace sejuta;
using namespace sejuta::sim;

struct arguments {
    std::string scenario;
    std::string server;
    std::vector<std::string> outputs;
    std::string scenarios_folder;
    std::string event_folder;
    std::uint64_t seed = 1;
    double max_duration_minutes = 10;
    double server_wait_seconds = 30;
    bool own_target = false;
    bool quiet = false;
    bool no_color = false;
};

constexpr char const* examples = R"(Examples:
  sejuta-sim run jambi-2020 --server ws://127.0.0.1:8080
  sejuta-sim run jabar-2020 --server ws://127.0.0.1:8080 --out json=result.json
  sejuta-sim run ./my-day.toml --server ws://127.0.0.1:8080 --seed 7 --max-duration 30
  sejuta-sim plan jambi-2020

The server must run with --dev-tokens and serve the scenario's event. The same scenario and seed
always make the same reports: a second run into the same ledger is all duplicates.

Exit codes: 0 ok, 1 failed or incomplete, 2 usage, 97 the ledger and the book of receipts differ,
99 a threshold was missed.)";

int complain(std::string const& sentence, int code)
{
    std::fprintf(stderr, "sejuta-sim: %s\n", sentence.c_str());
    return code;
}

struct output_files {
    std::string json;  // empty: none
};

// "json=FILE"; nothing else is known.
base::checked<output_files> json_output(std::vector<std::string> const& outputs)
{
    output_files out;
    for (auto const& one : outputs) {
        if (!one.starts_with("json=") || one.size() == 5)
            return base::fault{"--out is \"" + one + "\"; it is json=FILE."};
        out.json = one.substr(5);
    }
    return out;
}

// Beside the target first, so that a reader never finds half a file.
bool write_file(std::string const& path, std::string const& text)
{
    std::string const fresh = path + ".new";
    {
        std::ofstream out(fresh, std::ios::trunc);
        out << text << '\n';
        out.flush();
        if (!out) return false;
    }
    std::error_code failed;
    std::filesystem::rename(fresh, path, failed);
    return !failed;
}

struct prepared {
    located_scenario located;
    domain::event_ptr event;
    sim::plan plan;
};

base::checked<prepared> prepare(arguments const& from)
{
    auto folders = scenario_folders();
    if (!from.scenarios_folder.empty()) folders = {from.scenarios_folder};
    auto located = find_scenario(from.scenario, folders);
    if (!located) return located.error();
    auto const directory = from.event_folder.empty()
                               ? find_event(located->file, located->scenario.event_directory)
                               : base::checked<located_event>(located_event{from.event_folder});
    if (!directory) return directory.error();
    auto event = catalogue::load_event(directory->directory);
    if (!event) {
        std::string all;
        for (auto const& line : event.error().lines) all += (all.empty() ? "" : "\n") + line;
        return base::fault{all};
    }
    auto plan = make_plan(located->scenario, **event, from.seed);
    if (!plan) return plan.error();
    return prepared{std::move(*located), *event, std::move(*plan)};
}

// Every terminal is a connection; asks for as many files as the process may have.
base::checked<void> raise_file_limit(std::size_t connections)
{
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    if (files.rlim_cur != RLIM_INFINITY && files.rlim_cur < connections + 64)
        return base::fault{"The plan has " + std::to_string(connections) +
                           " terminals, but this process may open only " +
                           std::to_string(files.rlim_cur) + " files (ulimit -n)."};
    return {};
}

int run(arguments const& from)
{
    auto const server = parse_server(from.server, from.own_target);
    if (!server) return complain(server.error().sentence, exit_usage);
    auto const output = json_output(from.outputs);
    if (!output) return complain(output.error().sentence, exit_usage);
    auto const ready = prepare(from);
    if (!ready) return complain(ready.error().sentence, exit_usage);
    if (auto const files = raise_file_limit(ready->plan.terminals.size()); !files)
        return complain(files.error().sentence, exit_failed);

    boost::asio::io_context io(1);
    base::real_clock const clock;
    rehearsal_options options;
    options.server_url = from.server;
    options.event = ready->event->id;
    options.seed = from.seed;
    options.max_duration = std::chrono::duration_cast<instant>(
        std::chrono::duration<double>(from.max_duration_minutes * 60));
    options.server_wait = std::chrono::duration_cast<instant>(
        std::chrono::duration<double>(from.server_wait_seconds));
    auto const& scenario = ready->located.scenario;
    rehearsal day(io, *server, options, scenario, ready->plan, clock);
    progress shown(isatty(STDERR_FILENO) != 0);
    if (!from.quiet) {
        day.tell = [&](moment const& now) { shown.show(now); };
        day.say = [&](std::string const& sentence) { shown.say(sentence); };
    }
    boost::asio::signal_set signals(io, SIGINT, SIGTERM);
    signals.async_wait([&](boost::system::error_code cancelled, int) {
        if (!cancelled) day.interrupt();
    });
    day.start();
    while (!day.ended() && io.run_one() > 0) {
    }
    signals.cancel();
    io.run_for(std::chrono::seconds(2));  // goodbyes
    if (!from.quiet) shown.finish();

    auto const result = day.result();
    bool const color = isatty(STDOUT_FILENO) != 0 && !from.no_color;
    std::fputs(summary_text(scenario, ready->plan, day.book(), result, color).c_str(), stdout);
    std::fflush(stdout);
    if (!output->json.empty() &&
        !write_file(output->json, boost::json::serialize(
                                      summary_json(scenario, ready->plan, day.book(), result))))
        return complain("The result cannot be written to " + output->json + ".", exit_failed);
    return exit_code_of(result);
}

int show_plan(arguments const& from)
{
    auto const ready = prepare(from);
    if (!ready) return complain(ready.error().sentence, exit_usage);
    auto const& plan = ready->plan;
    std::printf("%s\n%lld acceptors in %zu reports from %zu terminals, seed %llu\n",
                ready->located.scenario.title.c_str(), static_cast<long long>(plan.wanted.total()),
                plan.reports, plan.terminals.size(), static_cast<unsigned long long>(from.seed));
    for (auto const& [regency, acceptors] : plan.wanted.by_regency)
        std::printf("  %-14s %10lld\n", regency.text().c_str(), static_cast<long long>(acceptors));
    for (auto const& [group, acceptors] : plan.wanted.by_group)
        std::printf("  %-14s %10lld\n", group.c_str(), static_cast<long long>(acceptors));
    return exit_ok;
}

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
}

}  // namespace

int main(int count, char** values)
{
    arguments given;
    CLI::App app(
        "Sejuta's rehearsal: simulated terminals report a service day, and a verdict says "
        "whether the ledger holds what they have receipts for.");
    app.footer(examples);
    app.set_version_flag("--version", SEJUTA_VERSION);
    app.require_subcommand(1);
    auto& run_command = *app.add_subcommand("run", "Rehearse a scenario against a server");
    describe(app, run_command, given);
    run_command.add_option("--server", given.server, "ws://HOST:PORT")->required();
    run_command.add_option("--out", given.outputs, "json=FILE: the result for tools");
    run_command
        .add_option("--max-duration", given.max_duration_minutes, "Minutes the run may take")
        ->capture_default_str()
        ->check(CLI::Range(0.01, 10'000.0));
    run_command
        .add_option("--server-wait", given.server_wait_seconds,
                    "Seconds to wait for the server to show the event")
        ->capture_default_str()
        ->check(CLI::Range(0.0, 3'600.0));
    run_command.add_flag("--i-own-this-target", given.own_target,
                         "Allow a server that is not on this machine");
    run_command.add_flag("--quiet", given.quiet, "No progress, only the summary");
    // Any value of NO_COLOR counts (no-color.org), so this is an option and not a flag.
    std::string any;
    auto const* const no_color = run_command.add_option("--no-color", any, "Print without colours")
                                     ->expected(0, 1)
                                     ->envname("NO_COLOR");
    auto& plan_command = *app.add_subcommand("plan", "Print what a scenario will report, and stop");
    describe(app, plan_command, given);
    auto const report = twin::declare_report(app);
    try {
        app.parse(count, values);
    } catch (CLI::ParseError const& wrong) {
        return app.exit(wrong) == 0 ? exit_ok : exit_usage;
    }
    given.no_color = no_color->count() > 0;
    if (app.got_subcommand("report")) return report();
    return run_command.parsed() ? run(given) : show_plan(given);
}
