// SPDX-License-Identifier: Apache-2.0
// The inside of entry.hpp: one message of the ledger to one value, strictly. Nobody but entry.cpp
// and opening.cpp includes it.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/limits.hpp"
#include "domain/change.hpp"
#include "domain/day_close.hpp"
#include "domain/report.hpp"
#include "sejuta/v1/ledger.pb.h"

namespace sejuta::ledger {

// The value of a message, or nothing: then `wrong` names the member that this program would not
// record as it is.
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
           code.find_first_of(" \n") == std::string_view::npos;
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
