// SPDX-License-Identifier: Apache-2.0
// The recording functions as this program was built with them, their names, and the keys of an
// event. server/ledger/functions/sejuta_1*.lua are the source; server/ledger/README.md draws the
// keys.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sejuta::ledger::redis {

// For FUNCTION LOAD.
std::string_view function_source();
inline constexpr std::string_view function_library_name()
{
    return "sejuta_1";
}
inline constexpr std::string_view record_function = "sejuta_record_1";
inline constexpr std::string_view begin_function = "sejuta_begin_1";
inline constexpr std::string_view epoch_function = "sejuta_epoch_1";
inline constexpr std::string_view status_function = "sejuta_status_1";
inline constexpr std::string_view missing_function = "sejuta_missing_1";
inline constexpr std::string_view close_function = "sejuta_close_1";
inline constexpr std::string_view change_function = "sejuta_change_1";
inline constexpr std::string_view issue_function = "sejuta_issue_1";
inline constexpr std::string_view redeem_function = "sejuta_redeem_1";
inline constexpr std::string_view seen_function = "sejuta_seen_1";

// "{harganas-2020}:cells": the braces keep all keys of an event in one slot of a cluster.
inline std::string key(std::string_view event, std::string_view name)
{
    std::string text("{");
    text.append(event).append("}:").append(name);
    return text;
}
// "term-1/12": a report or close in the index and in the conflict log.
inline std::string index_id(std::string_view terminal, std::uint32_t seq)
{
    return std::string(terminal).append(1, '/').append(std::to_string(seq));
}

}  // namespace sejuta::ledger::redis
