// SPDX-License-Identifier: Apache-2.0
// The server's seal over a receipt: what makes a receipt that comes back a proof. SipHash-2-4 with
// 128 bits over everything that the receipt says of the recording, so that none of it can be
// changed without the key (docs/adr/0016).
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/limits.hpp"
#include "domain/report.hpp"
#include "ledger/ledger.hpp"

namespace sejuta::ingest {

using receipt_key = std::array<unsigned char, 16>;
using receipt_mac = std::array<unsigned char, limits::receipt_mac_bytes>;

// What a receipt says, with the content it is of.
struct sealed_receipt {
    std::string_view event;     // at most limits::event_id_bytes_max
    std::string_view terminal;  // at most limits::terminal_id_bytes_max
    std::uint32_t seq = 0;
    domain::digest content{};
    ledger::epoch epoch = 0;
    ledger::revision revision = 0;
    base::unix_ms event_time_ms = 0;
    bool late = false;
    std::uint32_t service_date = 0;  // yyyymmdd
};

receipt_mac seal_of(sealed_receipt const& what, receipt_key const& key);

// Whether `mac` is that seal; takes the same time for every wrong one of its length.
bool is_seal_of(sealed_receipt const& what, std::string_view mac, receipt_key const& key);

// The key for seals of the present form, derived from what the file holds.
receipt_key receipt_key_of(std::span<unsigned char const, 32> file);

// That of `<directory>/receipt.key` (raw 32 bytes, mode 0600), which is made where missing. Servers
// that share a ledger share this file.
base::checked<receipt_key> load_or_make_receipt_key(std::filesystem::path const& directory);

}  // namespace sejuta::ingest
