// SPDX-License-Identifier: Apache-2.0
// Why a row or a file is refused, as a word that programs and people can look up in
// docs/EVENTS.md. Words are never given another meaning; new ones are added.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace sejuta::catalogue {

enum class refusal : std::uint8_t {
    other,  // a fault of event.toml or set.toml, which its sentence says
    // Files and their form.
    unreadable,
    too_large,
    not_utf8,
    empty_table,
    missing_column,
    unknown_column,
    column_twice,
    field_count,
    broken_quote,
    line_end,
    // Codes and names.
    wrong_code_system,
    code_form,
    code_lost_zero,
    code_not_in_set,
    name_disagrees,
    alias_not_confirmed,
    columns_swapped,
    given_twice,
    // Numbers and months.
    not_a_number,
    number_with_comma,
    number_shortened,
    number_with_decimals,
    number_of_a_formula,
    number_out_of_range,
    month_form,
    month_outside_event,
    // Targets.
    set_name,
    group_unknown,
    node_unknown,
    officer_unknown,
    // Sites.
    site_code_form,
    kind_unknown,
    expected_form,
    label_too_long,
    officer_form,
    regency_is_fixed,
    merge_impossible,
};

inline constexpr std::array<std::string_view, 38> refusal_words{
    "other",
    "unreadable",
    "too_large",
    "not_utf8",
    "empty_table",
    "missing_column",
    "unknown_column",
    "column_twice",
    "field_count",
    "broken_quote",
    "line_end",
    "wrong_code_system",
    "code_form",
    "code_lost_zero",
    "code_not_in_set",
    "name_disagrees",
    "alias_not_confirmed",
    "columns_swapped",
    "given_twice",
    "not_a_number",
    "number_with_comma",
    "number_shortened",
    "number_with_decimals",
    "number_of_a_formula",
    "number_out_of_range",
    "month_form",
    "month_outside_event",
    "set_name",
    "group_unknown",
    "node_unknown",
    "officer_unknown",
    "site_code_form",
    "kind_unknown",
    "expected_form",
    "label_too_long",
    "officer_form",
    "regency_is_fixed",
    "merge_impossible",
};

constexpr std::string_view word(refusal why)
{
    return refusal_words[static_cast<std::size_t>(why)];
}

}  // namespace sejuta::catalogue
