// SPDX-License-Identifier: Apache-2.0
#include "ledger/redis/record_call.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <unordered_map>

#include "ledger/entry.hpp"
#include "ledger/index_value.hpp"
#include "ledger/redis/functions.hpp"

namespace sejuta::ledger::redis {
namespace {

using base::errc;
using domain::rejection_code;

constexpr std::size_t fixed_elements = 3;  // epoch, revision, event time
constexpr std::size_t arguments_per_report = 5;
constexpr std::array<std::string_view, 5> fixed_keys{"ledger", "cells", "minutes", "head",
                                                     "conflicts"};
// Arguments and a share of the keys; more of them let the text grow.
constexpr std::size_t report_bytes_usual = 192;

constexpr std::string_view conflict_mark = "!conflict ";

constexpr std::array<std::pair<std::string_view, rejection_code>, 4> refusals{{
    {"!event_not_open", rejection_code::event_not_open},
    {"!correction_target_missing", rejection_code::correction_target_missing},
    {"!correction_target_gone", rejection_code::correction_target_gone},
    {"!correction_content_differs", rejection_code::correction_content_differs},
}};

std::optional<std::int64_t> number(std::string_view text)
{
    std::int64_t value = 0;
    if (text.empty() || text.size() > 16) return std::nullopt;
    for (auto const digit : text) {
        if (digit < '0' || digit > '9') return std::nullopt;
        value = value * 10 + (digit - '0');
    }
    return value;
}

std::optional<sequence> parse_now(value const& answer)
{
    auto const epoch = epoch_of(answer.at(0).text());
    auto const revision = number(answer.at(1).text());
    auto const time = number(answer.at(2).text());
    if (!epoch || !revision || *revision < 1 || !time) return std::nullopt;
    return sequence{*epoch, static_cast<ledger::revision>(*revision), *time};
}

// Takes the text up to the next space, or the rest.
std::string_view take(std::string_view& rest)
{
    auto const cut = rest.find(' ');
    auto const part = rest.substr(0, cut);
    rest = cut == std::string_view::npos ? std::string_view{} : rest.substr(cut + 1);
    return part;
}

// "=L 12 1593392405100 00000000000000ab"
std::optional<outcome> parse_duplicate(std::string_view text)
{
    auto const mark = take(text);
    auto const revision = number(take(text));
    auto const time = number(take(text));
    auto const epoch = epoch_of(take(text));
    if (!revision || *revision < 1 || !time || !epoch || !text.empty()) return std::nullopt;
    if (mark != "=-" && mark != "=L") return std::nullopt;
    return outcome{.verdict = verdict::duplicate,
                   .revision = static_cast<ledger::revision>(*revision),
                   .epoch = *epoch,
                   .event_time_ms = *time,
                   .late = mark == "=L"};
}

// "+-", or "+- 1593392405100" where an earlier recording's time was kept.
std::optional<outcome> parse_recorded(std::string_view text, sequence const& now)
{
    auto const mark = take(text);
    auto const time = text.empty() ? std::optional(now.as_of_ms) : number(text);
    if (!time || (mark != "+-" && mark != "+L")) return std::nullopt;
    return outcome{.verdict = verdict::recorded,
                   .revision = now.revision,
                   .epoch = now.epoch,
                   .event_time_ms = *time,
                   .late = mark == "+L"};
}

// "!conflict " and the index value that is there; a damaged one is a conflict all the same.
outcome parse_conflict(std::string_view value)
{
    outcome refused{.verdict = verdict::rejected, .reason = rejection_code::conflict};
    if (auto const known = parse_index_value(value)) refused.earlier = told_of(*known);
    return refused;
}

std::optional<outcome> parse_outcome(std::string_view text, sequence const& now)
{
    if (text.starts_with(conflict_mark)) return parse_conflict(text.substr(conflict_mark.size()));
    if (text.starts_with('+')) return parse_recorded(text, now);
    if (text.starts_with('=')) return parse_duplicate(text);
    auto const* const row = std::find_if(refusals.begin(), refusals.end(),
                                         [text](auto const& one) { return one.first == text; });
    if (row == refusals.end()) return std::nullopt;
    return outcome{.verdict = verdict::rejected, .reason = row->second};
}

// "0", or "1<seq>" where it voids and "2<seq>" where it replaces; then "@<event time><lateness>"
// of an earlier recording; or "?" where nothing is to be recorded.
std::string word_of(std::optional<domain::correction> const& corrects,
                    std::optional<domain::healing> const& healed, bool only_known)
{
    if (only_known) return "?";
    auto word =
        corrects ? std::to_string(static_cast<int>(corrects->kind)) + std::to_string(corrects->seq)
                 : std::string("0");
    if (healed) {
        auto const late = healed->late ? domain::lateness::late : domain::lateness::ontime;
        word += "@" + std::to_string(healed->event_time_ms) + domain::letter(late);
    }
    return word;
}

// The index keys of a batch: each terminal's has a number from 1, in the order of its first report.
struct index_keys {
    std::vector<std::string> keys;
    std::vector<std::size_t> of_report;  // the number of each report's
};

index_keys index_keys_of(domain::event const& event, std::vector<domain::report> const& reports)
{
    index_keys found;
    found.of_report.reserve(reports.size());
    std::unordered_map<std::string_view, std::size_t> numbers(reports.size());
    for (auto const& report : reports) {
        auto const [it, first] = numbers.try_emplace(report.terminal, numbers.size() + 1);
        if (first) found.keys.push_back(index_key(event.id, report.terminal));
        found.of_report.push_back(it->second);
    }
    return found;
}

}  // namespace

command_bytes record_call(domain::event const& event, std::vector<domain::report> const& reports)
{
    auto const index = index_keys_of(event, reports);
    command_bytes call(
        3 + fixed_keys.size() + index.keys.size() + reports.size() * arguments_per_report,
        reports.size() * report_bytes_usual);
    call.add("FCALL").add(record_function).add(fixed_keys.size() + index.keys.size());
    for (auto const name : fixed_keys) call.add(key(event.id, name));
    for (auto const& each : index.keys) call.add(each);
    std::string encoded;  // outside the loop for its memory
    for (std::size_t i = 0; i < reports.size(); ++i) {
        auto const& report = reports[i];
        encode(report, encoded);
        call.add(index.of_report[i]).add(report.seq).add(own_bytes_of(report));
        call.add(word_of(report.corrects, report.healed, report.unless_known.has_value()));
        call.add(encoded);
    }
    return call;
}

base::result<batch_reply> parse_record_reply(value const& answer, std::size_t reports)
{
    if (answer.elements() != fixed_elements + reports) return errc::store_nonsense;
    auto const now = parse_now(answer);
    if (!now) return errc::store_nonsense;
    batch_reply reply{*now, {}};
    reply.outcomes.reserve(reports);
    for (std::size_t i = 0; i < reports; ++i) {
        auto const one = parse_outcome(answer.at(fixed_elements + i).text(), *now);
        if (!one) return errc::store_nonsense;
        reply.outcomes.push_back(*one);
    }
    return reply;
}

std::vector<std::string> close_call(domain::event const& event, domain::day_close const& close)
{
    return {"FCALL",
            std::string(close_function),
            "4",
            key(event.id, "ledger"),
            key(event.id, "head"),
            key(event.id, "conflicts"),
            index_key(event.id, close.terminal),
            std::to_string(close.seq),
            own_bytes_of(close),
            word_of({}, close.healed, close.unless_known.has_value()),
            encode(close)};
}

base::result<close_reply> parse_close_reply(value const& answer)
{
    if (answer.elements() != fixed_elements + 1) return errc::store_nonsense;
    auto const now = parse_now(answer);
    if (!now) return errc::store_nonsense;
    auto const one = parse_outcome(answer.at(fixed_elements).text(), *now);
    if (!one) return errc::store_nonsense;
    return close_reply{*now, *one};
}

boost::system::error_code error_of(value const& refusal)
{
    auto text = refusal.text();
    auto const code = take(text);
    for (auto const full : {"OOM", "MISCONF"})
        if (code == full) return errc::store_full;
    for (auto const later :
         {"LOADING", "BUSY", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN"})
        if (code == later) return errc::store_unreachable;
    return errc::store_refused;
}

}  // namespace sejuta::ledger::redis
