// SPDX-License-Identifier: Apache-2.0
#include "ledger/entry.hpp"

#include "base/assert.hpp"
#include "domain/cell.hpp"
#include "fuzz/targets.hpp"
#include "ledger/index_value.hpp"
#include "ledger/packed_cell.hpp"

namespace sejuta::fuzz {
namespace {

// Both spellings of a cell, and the packed one, say the same.
void check_cell(domain::cell const& cell)
{
    SEJUTA_ASSERT(domain::from_field(domain::to_field(cell)) == cell, "a field is read back");
    SEJUTA_ASSERT(domain::from_compact(domain::to_compact(cell)) == cell, "a compact cell is");
    SEJUTA_ASSERT(ledger::unpack(ledger::pack(cell)) == cell, "a packed cell is");
}

void check_texts(std::string_view bytes)
{
    if (auto const cell = domain::from_field(bytes)) check_cell(*cell);
    if (auto const cell = domain::from_compact(bytes)) check_cell(*cell);
    if (auto const value = ledger::parse_index_value(bytes)) ledger::told_of(*value);
    if (auto const epoch = ledger::epoch_of(bytes))
        SEJUTA_ASSERT(ledger::to_hex(*epoch) == bytes, "an epoch is read back");
}

ledger::stream_entry entry_of(std::string_view bytes)
{
    ledger::stream_entry entry{"7-0", {}};
    while (!bytes.empty()) {
        auto const end = bytes.find('\n');
        auto const line = bytes.substr(0, end);
        bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
        if (line.empty()) break;
        auto const equals = line.find('=');
        if (equals == std::string_view::npos) continue;
        entry.fields.emplace_back(line.substr(0, equals), line.substr(equals + 1));
    }
    if (!bytes.empty()) entry.fields.emplace_back("reports", bytes);
    return entry;
}

}  // namespace

void take_ledger_entry(std::string_view bytes)
{
    check_texts(bytes);
    auto const entry = entry_of(bytes);
    for (auto const& [name, value] : entry.fields) check_texts(value);
    auto const read = ledger::decode(entry);
    if (!read) {
        SEJUTA_ASSERT(read.error().sentence.find('7') != std::string::npos, "names the revision");
        return;
    }
    for (auto const& report : read->reports) check_cell(report.cell);
    for (auto const& [field, acceptors] : read->deltas)
        SEJUTA_ASSERT(domain::from_field(field).has_value(), "a delta is of a cell");
}

}  // namespace sejuta::fuzz
