// SPDX-License-Identifier: Apache-2.0
#include "ledger/managed/redis_log.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

namespace sejuta::ledger::managed {
namespace {

using std::string_view;

constexpr std::streamoff tail_bytes_max = 1024 * 1024;
constexpr string_view warning_mark = " # ";

// Warnings (level '#') that a healthy start prints too.
constexpr std::array harmless{
    string_view("oO0OoO0OoO0Oo"),
    string_view("just started"),
    string_view("Configuration loaded"),
    string_view("Server initialized"),
    string_view("WARNING Memory overcommit"),
    string_view("WARNING overcommit_memory"),
    string_view("WARNING You have Transparent Huge Pages"),
    string_view("WARNING: The TCP backlog setting"),
    string_view("Your kernel has a bug"),
    string_view("Failed to test the kernel for a bug"),
    string_view("The server is now ready"),
};

constexpr std::array cut{
    string_view("short read while loading the AOF"),
    string_view("Truncating the AOF"),
    string_view("because aof-load-truncated is enabled"),
};

template <class Marks>
bool holds_any(string_view line, Marks const& marks)
{
    return std::any_of(marks.begin(), marks.end(),
                       [&](auto mark) { return line.find(mark) != string_view::npos; });
}

// A last line without its end is left out: a full disk cuts lines short, and Redis writes whole
// ones.
template <class Seen>
void for_each_line(string_view text, Seen seen)
{
    while (true) {
        auto const end = text.find('\n');
        if (end == string_view::npos) return;
        seen(text.substr(0, end));
        text.remove_prefix(end + 1);
    }
}

// The message of a warning line ("8492:M 21 Nov 2026 21:21:39.684 # message"); empty for others.
string_view warning_of(string_view line)
{
    auto const at = line.find(warning_mark);
    if (at == string_view::npos || at > 64) return {};
    return line.substr(at + warning_mark.size());
}

string_view since_last_start(string_view log)
{
    auto const start = log.rfind("is starting oO0OoO0OoO0Oo");
    return start == string_view::npos ? log : log.substr(start);
}

}  // namespace

loading_report read_loading(string_view log)
{
    loading_report report;
    for_each_line(since_last_start(log), [&](string_view line) {
        if (report.ready) return;
        if (line.find("ready to accept connections") != string_view::npos) report.ready = true;
        auto const warning = warning_of(line);
        if (holds_any(line, cut))
            report.tail_cut = true;
        else if (!warning.empty() && !holds_any(warning, harmless))
            report.errors.emplace_back(warning);
    });
    return report;
}

std::string tail_of(std::filesystem::path const& log)
{
    std::ifstream in(log, std::ios::binary | std::ios::ate);
    if (!in) return {};
    auto const size = static_cast<std::streamoff>(in.tellg());
    in.seekg(std::max<std::streamoff>(0, size - tail_bytes_max));
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string last_warning(string_view log)
{
    std::string last;
    for_each_line(since_last_start(log), [&](string_view line) {
        auto const warning = warning_of(line);
        if (!warning.empty() && !holds_any(warning, harmless)) last = warning;
        // A configuration that Redis cannot read is printed without date and level.
        if (line.starts_with("*** FATAL") || line.starts_with(">>>")) last = line;
    });
    return last;
}

}  // namespace sejuta::ledger::managed
