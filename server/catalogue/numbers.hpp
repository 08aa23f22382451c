// SPDX-License-Identifier: Apache-2.0
// Numbers and months of tables, read strictly: "1.000" is one thousand in id-ID, "1,000" could be
// one or a thousand. What is not taken is told apart, so that the message says what a spreadsheet
// did to it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "catalogue/refusal.hpp"

namespace sejuta::catalogue {

// One digit or more, and nothing else.
bool all_digits(std::string_view text);

// A whole number of acceptors, 1 to 1,000,000,000: "11093", or "11.093" as id-ID writes it. Nothing
// for anything else: "12.5" and "11,093" could mean two things.
std::optional<std::int64_t> parse_acceptors(std::string_view text);

struct number_fault {
    refusal why;
    std::string rule;
};

// Why parse_acceptors answers nothing for this text.
number_fault why_no_acceptors(std::string_view text);

// 202203 for "202203" and "2022-03"; nothing for anything else.
std::optional<std::uint32_t> parse_month(std::string_view text);

}  // namespace sejuta::catalogue
