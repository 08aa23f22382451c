// SPDX-License-Identifier: Apache-2.0
// See recount.hpp.
#include "recount.hpp"

#include <charconv>
#include <map>
#include <optional>

namespace sejuta::sim {
namespace {

constexpr std::string_view difference_mark = "  difference ";
// A store without the event holds no report of it: that is an account like any other.
constexpr std::string_view no_ledger = "has not begun in this store";

template <class number>
std::optional<number> number_of(std::string_view text)
{
    number out{};
    auto const end = text.data() + text.size();
    auto const [at, wrong] = std::from_chars(text.data(), end, out);
    return wrong == std::errc() && at == end ? std::optional(out) : std::nullopt;
}

// "  acceptors  5" → acceptors, 5.
std::pair<std::string_view, std::string_view> row_of(std::string_view line)
{
    line.remove_prefix(std::min(line.size(), line.find_first_not_of(' ')));
    auto const gap = line.find("  ");
    auto const space = gap == std::string_view::npos ? line.rfind(' ') : gap;
    if (space == std::string_view::npos) return {line, {}};
    auto const value = line.find_first_not_of(' ', space);
    return {line.substr(0, space), value == std::string_view::npos ? "" : line.substr(value)};
}

// "…: difference 0", "…: 12 differences".
std::optional<std::uint64_t> differences_of(std::string_view verdict)
{
    auto const colon = verdict.rfind(": ");
    if (colon == std::string_view::npos) return std::nullopt;
    auto const last = verdict.substr(colon + 2);
    if (last == "difference 0") return 0;
    return number_of<std::uint64_t>(last.substr(0, last.find(' ')));
}

}  // namespace

base::checked<recounted> parse_recount(std::string_view printed, int exit_code)
{
    recounted out;
    std::map<std::string_view, std::string_view> rows;
    std::string_view last;
    while (!printed.empty()) {
        auto const end = std::min(printed.find('\n'), printed.size());
        auto const line = printed.substr(0, end);
        printed.remove_prefix(std::min(printed.size(), end + 1));
        if (line.empty()) continue;
        last = line;
        if (line.starts_with(difference_mark))
            out.differences.emplace_back(line.substr(difference_mark.size()));
        else if (line.starts_with("  "))
            rows.insert(row_of(line));
    }
    if (exit_code != 0 && last.ends_with(no_ledger)) return out;
    auto const found = differences_of(last);
    auto const revision = number_of<std::uint64_t>(rows["revision"]);
    auto const acceptors = number_of<std::int64_t>(rows["acceptors"]);
    auto const reports = number_of<std::uint64_t>(rows["reports"]);
    auto const closes = number_of<std::uint64_t>(rows["closes"]);
    if (!found || !revision || !acceptors || !reports || !closes ||
        (exit_code == 0) != (*found == 0))
        return base::fault{last.empty()
                               ? "it said nothing and ended with code " + std::to_string(exit_code)
                               : std::string(last)};
    out.revision = *revision;
    out.acceptors = *acceptors;
    out.reports = *reports;
    out.closes = *closes;
    out.difference_count = *found;
    return out;
}

}  // namespace sejuta::sim
