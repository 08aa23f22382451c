// SPDX-License-Identifier: Apache-2.0
#include "load/options.hpp"

#include <CLI/CLI.hpp>

namespace sejuta::bench {
namespace {

// "server:4711", or "store:4712+" with all processes below it.
watched parse_watched(std::string const& text)
{
    auto const colon = text.find(':');
    if (colon == std::string::npos)
        throw CLI::ValidationError("--watch", "LABEL:PID or LABEL:PID+");
    return {text.substr(0, colon), std::stoi(text.substr(colon + 1)), text.ends_with('+')};
}

}  // namespace

options read_options(int argc, char** argv)
{
    options o;
    std::vector<std::string> watch;
    CLI::App app("Speaks the terminal protocol to anything, as fast as it is answered.");
    app.add_option("--host", o.host);
    app.add_option("--port", o.port)->required();
    app.add_option("--event", o.event);
    app.add_option("--sites", o.sites)->required()->check(CLI::ExistingFile);
    app.add_option("--prefix", o.prefix);
    app.add_option("--connections", o.connections)->check(CLI::Range(1, 19'000));
    app.add_option("--outstanding", o.outstanding)->check(CLI::Range(1, 1'024));
    app.add_option("--per-frame", o.reports_per_frame)->check(CLI::Range(1, 64));
    app.add_option("--rate", o.rate)->check(CLI::NonNegativeNumber);
    app.add_option("--warm", o.warm_seconds)->check(CLI::NonNegativeNumber);
    app.add_option("--seconds", o.seconds)->check(CLI::NonNegativeNumber);
    app.add_option("--reports", o.reports);
    app.add_option("--viewers", o.viewers);
    app.add_option("--stalled-viewers", o.stalled_viewers);
    app.add_option("--hold", o.hold_seconds)->check(CLI::NonNegativeNumber);
    app.add_flag("--sent-before", o.sent_before, "every receipt is to be a duplicate's");
    app.add_option("--ask-again", o.ask_again,
                   "so many terminals send a report again at the end, and other content");
    app.add_flag("--echo", o.echo);
    app.add_option("--watch", watch, "LABEL:PID, or LABEL:PID+ with its children");
    app.add_option("--started-with", o.started_with, "NAME=value, whose processes to watch");
    try {
        app.parse(argc, argv);
        for (auto const& one : watch) o.watch.push_back(parse_watched(one));
    } catch (CLI::ParseError const& wrong) {
        std::exit(app.exit(wrong) == 0 ? 0 : 2);
    }
    return o;
}

}  // namespace sejuta::bench
