// SPDX-License-Identifier: Apache-2.0
// Rows of a table, or flags, → reports that the field's rules accept, or every fault with its line,
// field, value and rule. Judged by the server's own rules (ingest/validate) against what its
// Welcome said, before anything is sent. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "catalogue/faults.hpp"
#include "domain/event.hpp"
#include "domain/sent.hpp"

namespace sejuta::v1 {
class Welcome;
}

namespace sejuta::twin {

// What rows are judged against.
struct world {
    domain::event event;
    std::string terminal;
    base::unix_ms event_now_ms = 0;
    base::unix_ms now_ms = 0;  // this device's clock
};

// Of a Welcome that came `elapsed_ms` ago; `now_ms` is the device's clock.
world world_of(v1::Welcome const& welcome, base::unix_ms elapsed_ms, base::unix_ms now_ms);

// One report in the words of the table; empty where nothing was said.
struct row {
    std::size_t line = 0;  // in the table; 0: from flags
    std::string site;
    std::string date;  // "2020-06-29"; empty: today at the site's zone
    std::string method;
    std::string category;
    std::string postpartum;  // empty: none
    std::string partner;     // empty: none
    std::string count;
    std::string confirmed;  // "yes" above the ceiling; empty: no
};

// The rows of a CSV with a header; faults of form go to `found`. `file` is its name in faults.
std::vector<row> read_rows(std::string_view text, std::string const& file,
                           catalogue::faults& found);

// The report of a row, without its id; nothing, and a fault for every field that is wrong, where
// the rules refuse it.
std::optional<domain::sent_report> judge(row const& from, world const& at, std::string const& file,
                                         catalogue::faults& found);

// Rows as a table that read_rows takes back.
std::string table_of(std::vector<row> const& rows);

}  // namespace sejuta::twin
