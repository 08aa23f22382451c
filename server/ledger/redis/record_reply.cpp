// SPDX-License-Identifier: Apache-2.0
#include "ledger/redis/record_reply.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "ledger/entry.hpp"
#include "ledger/index_value.hpp"

namespace sejuta::ledger::redis {
namespace {

using base::errc;
using domain::rejection_code;

constexpr std::size_t fixed_elements = 3;  // epoch, revision, event time
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

// "12 <answer>": of the plain report at that place of the call, from 1.
bool take_named(std::string_view text, call_order const& order, batch_reply& reply)
{
    auto const place = number(take(text));
    if (!place || *place < 1 || static_cast<std::size_t>(*place) > order.plain.size()) return false;
    auto const one = parse_outcome(text, reply.now);
    if (!one) return false;
    reply.outcomes[order.plain[static_cast<std::size_t>(*place) - 1]] = *one;
    return true;
}

}  // namespace

base::result<batch_reply> parse_record_reply(value const& answer, call_order const& order)
{
    auto const answers = answer.elements();
    auto const fewest = fixed_elements + 1 + order.worded.size();
    if (answers < fewest || answers > fewest + order.plain.size()) return errc::store_nonsense;
    auto const now = parse_now(answer);
    if (!now) return errc::store_nonsense;
    auto const of_plain = parse_outcome(answer.at(fixed_elements).text(), *now);
    if (!of_plain) return errc::store_nonsense;
    batch_reply reply{*now, std::vector<outcome>(order.size(), *of_plain)};
    auto const first_worded = answers - order.worded.size();
    for (auto at = fixed_elements + 1; at < first_worded; ++at)
        if (!take_named(answer.at(at).text(), order, reply)) return errc::store_nonsense;
    for (std::size_t i = 0; i < order.worded.size(); ++i) {
        auto const one = parse_outcome(answer.at(first_worded + i).text(), *now);
        if (!one) return errc::store_nonsense;
        reply.outcomes[order.worded[i]] = *one;
    }
    return reply;
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
