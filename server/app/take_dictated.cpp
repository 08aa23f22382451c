// SPDX-License-Identifier: Apache-2.0
#include "app/take_dictated.hpp"

#include <array>
#include <boost/json.hpp>
#include <memory>
#include <utility>

#include "ingest/decode/dictation.hpp"

namespace sejuta::app {
namespace {

constexpr std::array<std::string_view, 3> state_words{"received", "duplicate", "refused"};

// The lines of one call and their answers; lives until the last line was answered.
struct dictation {
    std::vector<dictated_answer> answers;
    std::vector<std::unique_ptr<stand_in>> terminals;
    std::size_t open = 0;
    std::function<void(std::vector<dictated_answer>)> done;
};

// The terminal whose answer was the last is still speaking: the call ends after it.
void end_later(ingest::pipeline& pipeline, std::shared_ptr<dictation> call)
{
    pipeline.later([call = std::move(call)] { call->done(std::move(call->answers)); });
}

dictated_answer unreadable(std::size_t line, ingest::line_fault fault)
{
    auto const& text = ingest::text_of(fault);
    return {.line = line,
            .outcome = {.reason = std::string(text.word),
                        .text_id = std::string(text.text_id),
                        .text_en = std::string(text.text_en)}};
}

struct numbered_line {
    std::size_t answer;  // its place in the answers
    ingest::dictated words;
};

// Reads the text; what cannot be read is answered at once.
std::vector<numbered_line> read_lines(std::string_view text, std::vector<dictated_answer>& answers)
{
    std::vector<numbered_line> lines;
    for (std::size_t number = 1; !text.empty(); ++number) {
        auto const end = std::min(text.find('\n'), text.size());
        auto const line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        auto read = ingest::read_dictated(line);
        if (auto const* fault = std::get_if<ingest::line_fault>(&read)) {
            answers.push_back(unreadable(number, *fault));
            continue;
        }
        auto& words = std::get<ingest::dictated>(read);
        answers.push_back(
            {.line = number, .terminal = words.terminal, .seq = ingest::seq_of(words)});
        lines.push_back({answers.size() - 1, std::move(words)});
    }
    return lines;
}

}  // namespace

void take_dictated(ingest::pipeline& pipeline, std::string_view text, std::string const& by,
                   std::function<bool(std::string const& site)> const& may_enter,
                   std::function<void(std::vector<dictated_answer>)> done)
{
    auto const call = std::make_shared<dictation>();
    auto lines = read_lines(text, call->answers);
    call->done = std::move(done);
    if (lines.empty()) return end_later(pipeline, call);
    call->open = lines.size();
    for (auto& [answer, words] : lines) {
        auto const& site = ingest::site_of(words);
        ingest::identity who{pipeline.event().id, words.terminal, {}};
        who.by = by;
        if (may_enter(site)) who.sites.push_back(site);
        call->terminals.push_back(std::make_unique<stand_in>(pipeline, std::move(who),
                                                             call->answers[answer].outcome,
                                                             [&pipeline, call = call]() mutable {
                                                                 if (--call->open == 0)
                                                                     end_later(pipeline, call);
                                                                 call.reset();
                                                             }));
        std::visit([to = call->terminals.back().get()](auto& said) { to->take(std::move(said)); },
                   words.said);
    }
}

edge::http_response dictated_response(std::vector<dictated_answer> const& answers)
{
    boost::json::array lines;
    for (auto const& one : answers) {
        boost::json::object line{
            {"line", one.line},
            {"state", state_words[static_cast<std::size_t>(one.outcome.became)]}};
        if (one.seq != 0) {
            line["terminal"] = one.terminal;
            line["seq"] = one.seq;
        }
        if (one.outcome.became == entered::state::refused) {
            line["reason"] = one.outcome.reason;
            line["text_id"] = one.outcome.text_id;
            line["text_en"] = one.outcome.text_en;
            line["again"] = one.outcome.again;
        }
        lines.push_back(std::move(line));
    }
    return {200,
            "application/json",
            boost::json::serialize(boost::json::object{{"lines", std::move(lines)}}),
            {{"Cache-Control", "no-store"}}};
}

}  // namespace sejuta::app
