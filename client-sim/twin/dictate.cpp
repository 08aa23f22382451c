// SPDX-License-Identifier: Apache-2.0
#include "twin/dictate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "ingest/decode/dictation.hpp"

namespace sejuta::twin {
namespace {

namespace json = boost::json;

constexpr std::size_t lines_per_call = 64;  // about 5 KiB of the 16 KiB that a request may have

std::string text_at(json::object const& from, char const* key)
{
    return std::string(from.at(key).as_string());
}

// Takes the answer to lines [0, count) of what is left; those that may be taken later stay.
void take_answer(json::object const& answer, std::size_t count, std::vector<dictated_line>& left,
                 dictation_result& result)
{
    std::vector<bool> again(count, false);
    for (auto const& each : answer.at("lines").as_array()) {
        auto const& said = each.as_object();
        auto const at = said.at("line").to_number<std::size_t>() - 1;
        auto const state = text_at(said, "state");
        if (state == "received") {
            ++result.received;
        } else if (state == "duplicate") {
            ++result.known;
        } else if (said.at("again").as_bool()) {
            again.at(at) = true;
        } else {
            result.refused.push_back(
                {left.at(at).number, text_at(said, "reason") + ": " + text_at(said, "text_en")});
        }
    }
    std::vector<dictated_line> later;
    for (std::size_t at = 0; at < left.size(); ++at)
        if (at >= count || again[at]) later.push_back(std::move(left[at]));
    left = std::move(later);
}

}  // namespace

taken_down read_lines(std::string_view text)
{
    taken_down all;
    for (std::size_t number = 1; !text.empty(); ++number) {
        auto const end = std::min(text.find('\n'), text.size());
        auto const line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        auto const read = ingest::read_dictated(line);
        if (auto const* fault = std::get_if<ingest::line_fault>(&read)) {
            auto const& why = ingest::text_of(*fault);
            all.bad.push_back({number, fmt::format("{}: {}", why.word, why.text_en)});
        } else {
            all.good.push_back({number, std::string(line)});
        }
    }
    return all;
}

ending enter(caller& server, std::vector<dictated_line> lines, dictation_result& result)
{
    while (!lines.empty()) {
        auto const count = std::min(lines.size(), lines_per_call);
        std::string body;
        for (std::size_t at = 0; at < count; ++at) body += lines[at].text + "\n";
        ending how;
        auto const answer = server.ask("/v1/dictated", "text/plain; charset=utf-8", body, how);
        if (!answer) return how;
        auto const before = lines.size();
        try {
            take_answer(json::parse(*answer).as_object(), count, lines, result);
        } catch (std::exception const&) {
            return {ending::kind::failed, "The server's answer is not what /v1/dictated answers."};
        }
        if (lines.size() < before) {
            server.succeeded();
        } else if (!server.wait(milliseconds{0})) {
            return {ending::kind::waiting,
                    fmt::format("The server does not record now; {} lines are not entered.",
                                lines.size())};
        }
    }
    return {};
}

}  // namespace sejuta::twin
