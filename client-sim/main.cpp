// SPDX-License-Identifier: Apache-2.0
// sejuta-sim: the rehearsal's program. Reads its arguments, loads scenario and event, makes the
// plan, runs it, prints the summary and ends with the code that says how it went.
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>
#include <CLI/CLI.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/json.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "base/clock.hpp"
#include "base/whole_file.hpp"
#include "catalogue/event_loader.hpp"
#include "command_line.hpp"
#include "crew_here.hpp"
#include "crew_process.hpp"
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

int complain(std::string const& sentence, int code)
{
    std::fprintf(stderr, "sejuta-sim: %s\n", sentence.c_str());
    return code;
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
    if (auto changed = adapt(located->scenario, from); !changed) return changed.error();
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

// How many terminals one process takes: each is a connection. Asks for as many files as may be.
base::checked<std::size_t> terminals_per_process()
{
    constexpr std::size_t comfortable = 15'000;
    constexpr std::size_t others = 64;  // viewers come on top, below
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    if (files.rlim_cur == RLIM_INFINITY) return comfortable;
    if (files.rlim_cur <= 2 * others)
        return base::fault{"This process may open only " + std::to_string(files.rlim_cur) +
                           " files (ulimit -n); a rehearsal needs at least 128."};
    return std::min<std::size_t>(comfortable, files.rlim_cur - others);
}

// A file is replaced whole; a pipe or a device, /dev/stdout, is written to.
std::error_code write_result(std::string const& path, std::string const& text)
{
    std::error_code unknown;
    auto const kind = std::filesystem::status(path, unknown).type();
    if (kind == std::filesystem::file_type::not_found ||
        kind == std::filesystem::file_type::regular)
        return base::replace_file(path, text, 0644);
    int const file = open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (file < 0) return base::last_error();
    auto const wrong = base::write_all(file, text);
    close(file);
    return wrong;
}

// Writes every file that was asked for; false where one cannot be written.
bool write_outputs(output_files const& to, told_run const& day)
{
    bool good = true;
    auto const write = [&](std::string const& path, auto const& text) {
        auto const wrong = path.empty() ? std::error_code() : write_result(path, text());
        if (!wrong) return;
        complain("The result cannot be written to " + path + ": " + wrong.message() + ".",
                 exit_failed);
        good = false;
    };
    write(to.json, [&] { return boost::json::serialize(summary_json(day)) + "\n"; });
    write(to.junit, [&] { return junit_text(day); });
    write(to.csv, [&] { return csv_text(day.run); });
    write(to.html, [&] { return html_text(day); });
    return good;
}

std::optional<rehearsal_options> options_of(arguments const& from, prepared const& ready)
{
    auto const wanted_pace = !from.pace.empty() ? from.pace
                             : from.smoke       ? std::string("3s")
                                                : ready.located.scenario.pace;
    auto const pace = parse_pace(wanted_pace);
    if (!pace) {
        complain(pace.error().sentence, exit_usage);
        return std::nullopt;
    }
    auto const span = [](double seconds) {
        return std::chrono::duration_cast<instant>(std::chrono::duration<double>(seconds));
    };
    rehearsal_options out;
    out.server_url = from.servers.front();
    out.event = ready.event->id;
    out.seed = from.seed;
    out.pace = *pace;
    out.max_duration = span(from.max_duration_minutes * 60);
    out.server_wait = span(from.server_wait_seconds);
    return out;
}

// One crew in this process, or forked ones, which must be made before there is an io_context.
struct crew_makers {
    std::vector<crew_child> children;
    crew_options here;

    std::vector<std::unique_ptr<crew>> crews(boost::asio::io_context& io, prepared const& ready,
                                             base::clock const& clock) const
    {
        std::vector<std::unique_ptr<crew>> out;
        for (auto const& child : children) out.push_back(std::make_unique<crew_process>(io, child));
        if (children.empty())
            out.push_back(
                std::make_unique<crew_here>(io, here, ready.located.scenario, ready.plan, clock));
        return out;
    }
};

base::checked<crew_makers> prepare_crews(arguments const& from, prepared const& ready,
                                         std::vector<server_address> const& servers)
{
    auto const each = terminals_per_process();
    if (!each) return each.error();
    crew_makers out;
    out.here = {servers, ready.event->id, from.seed, {}};
    auto const terminals = ready.plan.terminals.size();
    auto const processes = from.processes > 0
                               ? from.processes
                               : std::max<std::size_t>(1, (terminals + *each - 1) / *each);
    if (processes == 1) return out;
    for (std::size_t i = 0; i < processes; ++i) {
        auto options = out.here;
        options.mine = {i, processes};
        auto child = fork_crew(std::move(options), ready.located.scenario, ready.plan);
        if (!child) return child.error();
        out.children.push_back(*child);
    }
    return out;
}

int run(arguments const& from)
{
    auto const servers = parse_servers(from);
    if (!servers) return complain(servers.error().sentence, exit_usage);
    auto const output = parse_outputs(from.outputs);
    if (!output) return complain(output.error().sentence, exit_usage);
    auto const ledger = ledger_of(from);
    if (!ledger) return complain(ledger.error().sentence, exit_usage);
    auto const ready = prepare(from);
    if (!ready) return complain(ready.error().sentence, exit_usage);
    auto options = options_of(from, *ready);
    if (!options) return exit_usage;
    options->ledger = *ledger;
    auto const authorization = authorization_of(from);
    if (!authorization) return complain(authorization.error().sentence, exit_usage);
    auto const makers = prepare_crews(from, *ready, *servers);
    if (!makers) return complain(makers.error().sentence, exit_failed);

    boost::asio::io_context io(1);
    base::real_clock const clock;
    auto const& scenario = ready->located.scenario;
    auto watched = servers->front();
    watched.authorization = *authorization;
    rehearsal day(io, watched, *options, scenario, ready->plan, clock,
                  makers->crews(io, *ready, clock));
    progress shown(isatty(STDERR_FILENO) != 0, !from.no_color());
    if (!from.quiet) {
        day.tell = [&](moment const& now) { shown.show(now); };
        day.say = [&](std::string const& sentence) { shown.say(sentence); };
    }
    boost::asio::signal_set signals(io, SIGINT, SIGTERM);
    std::function<void()> listen = [&] {
        signals.async_wait([&](boost::system::error_code cancelled, int) {
            if (cancelled) return;
            day.interrupt();
            listen();
        });
    };
    listen();
    day.start();
    while (!day.ended() && io.run_one() > 0) {
    }
    signals.cancel();
    io.run_for(std::chrono::seconds(1));  // goodbyes
    if (!from.quiet) shown.finish();

    auto const result = day.result();
    told_run const told{scenario, ready->plan, day.book(), result};
    bool const color = isatty(STDOUT_FILENO) != 0 && !from.no_color();
    std::fputs(summary_text(told, color).c_str(), stdout);
    std::fflush(stdout);
    auto const code = exit_code_of(result);
    // A ledger that differs is the worse news.
    return write_outputs(*output, told) || code == exit_mismatch ? code : exit_failed;
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

// The histogram by itself: whole numbers from standard input, their percentiles as JSON.
int show_percentiles()
{
    histogram values;
    for (std::uint64_t value = 0; std::cin >> value;) values.add(value);
    if (!std::cin.eof())
        return complain("Standard input has something that is no whole number.", exit_usage);
    boost::json::object out{{"count", values.count()},
                            {"min", values.min()},
                            {"max", values.max()},
                            {"mean", values.mean()}};
    for (auto const* const percent : {"50", "75", "90", "95", "99", "99.9", "99.99", "100"})
        out[percent] = values.percentile(std::strtod(percent, nullptr));
    std::printf("%s\n", boost::json::serialize(out).c_str());
    return exit_ok;
}

}  // namespace

int main(int count, char** values)
{
    arguments given;
    CLI::App app(
        "Sejuta's rehearsal: simulated terminals report a service day, and a verdict says "
        "whether the ledger holds what they have receipts for.");
    app.set_version_flag("--version", SEJUTA_VERSION);
    app.require_subcommand(1);
    declare_rehearsals(app, given);
    app.add_subcommand("percentiles", "Print the percentiles of whole numbers on standard input");
    auto const report = twin::declare_report(app);
    try {
        app.parse(count, values);
    } catch (CLI::ParseError const& wrong) {
        return app.exit(wrong) == 0 ? exit_ok : exit_usage;
    }
    if (app.got_subcommand("report")) return report();
    if (app.got_subcommand("percentiles")) return show_percentiles();
    return app.got_subcommand("run") ? run(given) : show_plan(given);
}
