// SPDX-License-Identifier: Apache-2.0
// What the index keeps of each recorded report, 53 bytes under its terminal's key and its seq:
//
//   identity                                        state  count   revision  event time
//   digest 16 | site mark 4 | compact cell 16     | 1    | u32  | u48     | u48 ms big-endian
//
// The first 41 bytes are packed here, the rest by the recording function; recount reads it. At most
// 64 bytes, or the hash triples in memory. Of a day close the compact cell is its date, its regency
// and "D----", then the lateness; the count is its own total.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/day_close.hpp"
#include "domain/recorded.hpp"
#include "domain/report.hpp"
#include "ledger/ledger.hpp"

namespace sejuta::ledger {

struct index_value {
    std::string identity;
    // 'C' counted, 'V' a void itself, 'X' taken back by a void, 'R' by a replacement, 'D' a close
    char state;
    std::uint32_t count;
    ledger::revision revision;
    base::unix_ms event_time_ms;

    std::string_view digest() const { return std::string_view(identity).substr(0, 16); }
    std::string_view compact_cell() const { return std::string_view(identity).substr(20, 16); }
    bool operator==(index_value const&) const = default;
};

inline constexpr std::size_t index_value_bytes = 53;
inline constexpr std::size_t identity_bytes = 36;

// The 36 bytes that make two sendings the same report and say where it counts. The site mark, the
// first bytes of the site code's BLAKE2b, lets a void be refused that names another site than the
// report it takes back.
std::string identity_of(domain::report const&);

std::string identity_of(domain::day_close const&, domain::lateness late);

// The first 41 bytes: identity, state and count, with lateness '-', which the function replaces.
void append_own_bytes(domain::report const&, std::string& to);
std::string own_bytes_of(domain::day_close const&);

// Nothing where the bytes have another form.
std::optional<index_value> parse_index_value(std::string_view bytes);

// What a terminal is told of it, where it has sent other content under the same id.
domain::recorded told_of(index_value const&);

}  // namespace sejuta::ledger
