// SPDX-License-Identifier: Apache-2.0
// Stage decode, for what comes by telephone: one line → a terminal's words under its own id, or
// what is wrong with the line. docs/TERMINAL.md draws the line; proto/golden/dictation.txt has
// examples that the terminal app reads too. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "domain/sent.hpp"

namespace sejuta::ingest {

// In the order in which a line is looked at: the first one that is wrong is the fault.
enum class line_fault : std::uint8_t {
    parts,
    check,
    terminal,
    seq,
    site,
    date,
    cell,
    count,
    correction,
};

// What to tell whoever took the line down.
struct line_fault_text {
    line_fault fault;
    std::string_view word;  // "check"
    std::string_view text_id;
    std::string_view text_en;
};
line_fault_text const& text_of(line_fault);

// A line's words: date_chosen is set, device_time_ms is not, since the line does not say it.
struct dictated {
    std::string terminal;
    std::variant<domain::sent_report, domain::sent_close> said;
};

std::uint32_t seq_of(dictated const&);
std::string const& site_of(dictated const&);

// White space and the case of letters do not matter: people write down what they hear.
std::variant<dictated, line_fault> read_dictated(std::string_view line);

}  // namespace sejuta::ingest
