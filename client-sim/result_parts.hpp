// SPDX-License-Identifier: Apache-2.0
// The parts of the HTML report, each a section in both languages of which the page shows one.
// Pure: a run in, markup out.
#pragma once

#include <string>

#include "report.hpp"
#include "words.hpp"

namespace sejuta::sim {

// Both languages; the page shows one.
std::string both(std::string const& id, std::string const& en);
// A number with its unit as id-ID writes it, and as English does: 1.234,5 and 1,234.5.
std::string numeral(std::string const& id);
// "16,5 ms", "1,20 s".
std::string ms_id(std::uint64_t us);

std::string verdict_html(told_run const&);
// What befell the server; nothing where nothing did.
std::string incidents_html(run_result const&);
std::string charts_html(run_result const&);
// At most sixty rows, so that the page prints.
std::string table_html(run_result const&);

}  // namespace sejuta::sim
