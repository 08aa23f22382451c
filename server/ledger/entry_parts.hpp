// SPDX-License-Identifier: Apache-2.0
// The inside of entry.hpp: one message of the ledger to one value, strictly. Nobody but entry.cpp
// and opening.cpp includes it.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/limits.hpp"
#include "domain/change.hpp"
#include "domain/day_close.hpp"
#include "domain/report.hpp"
#include "sejuta/v1/ledger.pb.h"

namespace sejuta::ledger {

// The words of a LedgerReport. The texts are its bytes' own.
struct report_words {
    std::string_view terminal;
    std::uint32_t seq = 0;
    std::string_view site;
    std::string_view regency;
    std::uint32_t service_date = 0;
    int method = 0;
    int category = 0;
    int postpartum = 0;
    int place = 0;
    int partner = 0;
    std::uint32_t count = 0;
    std::uint32_t corrects_seq = 0;
    int correction_kind = 0;
    int correction_reason = 0;
    std::int64_t made_at_ms = 0;
    bool flagged_ceiling = false;
    bool flagged_date = false;
    std::int64_t healed_event_time_ms = 0;
    bool healed_late = false;
    std::string_view by;
};

// The words of a LedgerEntry's reports; nothing where there is more to it than known fields, each
// once in a report, in their shortest form, with ASCII texts: that is for protobuf to judge.
std::optional<std::vector<report_words>> plain_words(std::string_view entry);
report_words words_of(v1::LedgerReport const& sent);
inline report_words const& words_of(report_words const& words)
{
    return words;
}

// The value of a message, or nothing: then `wrong` names the member that this program would not
// record as it is.
std::optional<domain::report> report_of(report_words const& sent, domain::lateness late,
                                        std::string_view& wrong);
std::optional<domain::report> report_of(v1::LedgerReport const& sent, domain::lateness late,
                                        std::string_view& wrong);
std::optional<domain::day_close> close_of(std::string_view bytes, domain::lateness late,
                                          std::string_view& wrong);
std::optional<domain::change> change_of(std::string_view bytes, std::string_view& wrong);

// A field that this version does not know may change what a message means for the count: refusing
// to count is the honest answer.
template <class Message>
bool has_unknown_fields(Message const& message)
{
    return !message.GetReflection()->GetUnknownFields(message).empty();
}

// Times go into 48 bits of the index.
inline constexpr std::int64_t event_time_ms_max = (std::int64_t{1} << 48) - 1;

inline bool is_terminal_id(std::string_view id)
{
    return id.size() >= limits::terminal_id_bytes_min && id.size() <= limits::terminal_id_bytes_max;
}
inline bool is_site_code(std::string_view code)
{
    return !code.empty() && code.size() <= limits::site_code_bytes_max &&
           std::none_of(code.begin(), code.end(), [](char c) { return c == ' ' || c == '\n'; });
}
// A role or an account's id; a table's word.
inline bool is_by(std::string_view by)
{
    return !by.empty() && by.size() <= limits::change_by_bytes_max &&
           by.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

// A whole decimal number without sign tricks: what the functions write, and nothing else.
template <class T>
std::optional<T> number(std::string_view text)
{
    T value{};
    auto const* const end = text.data() + text.size();
    auto const [stop, code] = std::from_chars(text.data(), end, value);
    if (code != std::errc{} || stop != end) return std::nullopt;
    return value;
}

}  // namespace sejuta::ledger
