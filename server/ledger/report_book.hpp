// SPDX-License-Identifier: Apache-2.0
// Every report of the ledger by (terminal, seq), as small as it goes: what a correction takes back,
// and what the index must say. About 100 bytes a report.
#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "domain/report.hpp"
#include "ledger/difference.hpp"
#include "ledger/index_value.hpp"
#include "ledger/ledger.hpp"
#include "ledger/packed_cell.hpp"

namespace sejuta::ledger {

// A hash of the store as it is: fields and values.
using hash_fields = std::vector<std::pair<std::string, std::string>>;

// What became of a report. A void counts nothing itself.
enum class report_state : std::uint8_t { recorded, voided, replaced, voiding };

struct booked_report {
    std::array<char, identity_bytes> identity;
    packed_cell cell;
    ledger::revision revision;
    base::unix_ms event_time_ms;
    std::uint32_t terminal;  // the book's own number of it
    std::uint32_t seq;
    std::uint16_t count;
    report_state state;
    bool indexed;  // the index was seen to have it
};

class report_book {
public:
    // The report, or null. Valid until the next add().
    booked_report* find(std::string const& terminal, std::uint32_t seq);
    // Only where find() has nothing.
    void add(domain::report const& report, sequence const& at, report_state state);

    std::uint64_t size() const { return reports_.size(); }
    std::vector<std::string> terminals() const;

    // Compares one terminal's index with the book. A value that differs is kept aside, since a
    // report that the book has not seen yet may explain it.
    void look_up(std::string_view terminal, hash_fields const& index);
    // Once the book has seen all that was recorded while the index was read: what still differs,
    // and what the index lacks of the revisions up to `complete_to`. `prefix` + terminal is a key.
    void settle(std::string_view prefix, ledger::revision complete_to, differences& out);

private:
    struct doubtful {
        std::string terminal;
        std::string seq;
        std::string value;
    };

    std::vector<booked_report> reports_;
    boost::unordered_flat_map<std::uint64_t, std::uint32_t> by_id_;  // terminal << 32 | seq
    std::unordered_map<std::string, std::uint32_t> numbers_;         // of terminals
    std::vector<std::string> names_;
    std::vector<doubtful> doubtful_;
};

}  // namespace sejuta::ledger
