// SPDX-License-Identifier: Apache-2.0
// The ledger's own encoding: one report to the bytes that the recording function joins, and an
// entry of the stream back to values. Decoding is strict: what this program would not have
// written is an error that names revision and field, never a guess.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "domain/change.hpp"
#include "domain/day_close.hpp"
#include "domain/report.hpp"
#include "ledger/ledger.hpp"

namespace sejuta::ledger {

// One entry as the stream holds it; views into the caller's reply. Order is the stream's.
struct stream_entry {
    std::string_view id;  // "<revision>-0"
    std::vector<std::pair<std::string_view, std::string_view>> fields;

    // Nothing where the entry has no such field.
    std::string_view const* find(std::string_view name) const;
};

// The bytes of a LedgerEntry with this one report; lateness is left out, it is the ledger's to
// decide. The bytes of several, joined, are the LedgerEntry of a batch.
std::string encode(domain::report const&);
// The same, behind what `to` has.
void append(domain::report const&, std::string& to);
// The bytes of a LedgerClose.
std::string encode(domain::day_close const&);
// The bytes of a LedgerChange.
std::string encode(domain::change const&);

// The revision of a stream id "<revision>-0"; nothing where it has another form.
std::optional<revision> revision_of(std::string_view id);
// 16 lower-case hex digits of an epoch, and back.
std::string to_hex(ledger::epoch);
std::optional<ledger::epoch> epoch_of(std::string_view hex);

base::checked<entry> decode(stream_entry const&);

}  // namespace sejuta::ledger
