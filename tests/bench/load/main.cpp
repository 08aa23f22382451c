// SPDX-License-Identifier: Apache-2.0
// bench_load: terminals that speak the protocol to any server, and what came of it as one JSON
// object on standard output. Exit 0: everything sent has its receipt, once, and as the protocol
// says; 1: not so.
#include <boost/json.hpp>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "load/processes.hpp"
#include "load/run.hpp"

namespace sejuta::bench {
namespace {

namespace json = boost::json;

json::object percentiles_ms(sim::histogram const& of_us)
{
    auto const at = [&of_us](double percent) {
        return static_cast<double>(of_us.percentile(percent)) / 1000;
    };
    return {{"count", of_us.count()},
            {"p50", at(50)},
            {"p99", at(99)},
            {"p999", at(99.9)},
            {"max", static_cast<double>(of_us.max()) / 1000}};
}

// Whom to watch must be there before and after the run: of one that is gone nothing can be read.
void ask_for_processes(options const& with, std::string const& when)
{
    for (auto const& one : with.watch)
        if (auto const pid = std::to_string(one.pid); !std::filesystem::exists("/proc/" + pid))
            throw std::runtime_error("the watched process " + one.label + ":" + pid +
                                     " does not run " + when);
    if (auto const pid = watched_twice(with.watch); pid != 0)
        throw std::runtime_error("the process " + std::to_string(pid) +
                                 " would be counted twice: by itself, and below a PID+");
}

// What two processes with one label have used together, of what could be read of both.
json::object together(json::object const& one, json::object const& other)
{
    json::object sum;
    for (auto const& [key, value] : one)
        if (auto const* const more = other.if_contains(key))
            sum[key] = value.to_number<double>() + more->to_number<double>();
    return sum;
}

json::object processes(options const& with, result const& what)
{
    json::object all;
    bool const window = what.to.at_ns > 0;
    for (std::size_t i = 0; i < with.watch.size(); ++i) {
        json::object one{{"resident_before", what.resident_before[i]},
                         {"resident_connected", what.resident_connected[i]},
                         {"resident_after", what.resident_after[i]}};
        if (window) one["cpu_seconds"] = what.to.cpu_seconds[i] - what.from.cpu_seconds[i];
        if (i < what.system_calls.size() && what.system_calls[i])
            one["system_calls_a_report"] = *what.system_calls[i];
        auto const* const before = all.if_contains(with.watch[i].label);
        all[with.watch[i].label] = before != nullptr ? together(before->as_object(), one) : one;
    }
    return all;
}

json::object described(options const& with, result const& what)
{
    auto const seconds = static_cast<double>(what.to.at_ns - what.from.at_ns) / 1e9;
    auto const in_window = what.to.receipts - what.from.receipts;
    json::object out{
        {"connections", with.connections},    {"receipts", what.book.receipts},
        {"duplicates", what.book.duplicates}, {"rejected", what.book.rejected},
        {"rejection", what.book.rejection},   {"answered_twice", what.book.twice},
        {"breaches", what.book.breaches},     {"breach", what.book.breach},
        {"asked_again", what.asked_again},    {"unanswered", what.unanswered},
        {"acceptors", what.book.acceptors},   {"connect_seconds", what.connect_seconds},
        {"processes", processes(with, what)}};
    if (seconds <= 0) return out;
    out["seconds"] = seconds;
    out["receipts_in_window"] = in_window;
    out["batches_in_window"] = what.to.revision - what.from.revision;
    out["reports_per_second"] = static_cast<double>(in_window) / seconds;
    out["load_cpu_seconds"] = what.to.load_cpu_seconds - what.from.load_cpu_seconds;
    out["machine_cpu_seconds"] = what.to.machine_cpu_seconds - what.from.machine_cpu_seconds;
    out["unwatched_cpu_seconds"] = what.to.unwatched_cpu_seconds - what.from.unwatched_cpu_seconds;
    out["ack_ms"] = percentiles_ms(what.book.latency_us);
    if (with.rate > 0) out["sent_late_ms"] = percentiles_ms(what.sent_late_us);
    if (with.viewers > 0) out["freshness_ms"] = percentiles_ms(what.freshness_us);
    return out;
}

}  // namespace
}  // namespace sejuta::bench

int main(int argc, char** argv)
{
    using namespace sejuta::bench;
    auto const with = read_options(argc, argv);
    try {
        ask_for_processes(with, "before the load");
        auto const what = run(with).go();
        ask_for_processes(with, "any more after the load");
        std::puts(boost::json::serialize(described(with, what)).c_str());
        auto const& book = what.book;
        return what.unanswered + book.twice + book.rejected + book.breaches == 0 ? 0 : 1;
    } catch (std::exception const& wrong) {
        std::fprintf(stderr, "bench_load: %s\n", wrong.what());
        return 1;
    }
}
