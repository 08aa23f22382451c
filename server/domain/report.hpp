// SPDX-License-Identifier: Apache-2.0
// A report that cannot exist invalid: only validate makes one, from a site of the register and
// values inside their limits. Its digest is what makes two sendings of it the same report.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "domain/cell.hpp"
#include "domain/rejection.hpp"

namespace sejuta::domain {

// 16 bytes of BLAKE2b over the canonical text of the content, without timestamps and ids.
using digest = std::array<std::uint8_t, 16>;

struct correction {
    std::uint32_t seq;
    correction_kind kind;
    correction_reason reason;
    bool operator==(correction const&) const = default;
};

// What a valid proof showed: an earlier epoch had recorded it then. It keeps that time.
struct healing {
    base::unix_ms event_time_ms = 0;
    bool late = false;
    bool operator==(healing const&) const = default;
};

struct report {
    std::string terminal;
    std::uint32_t seq;
    std::string site;
    domain::cell cell;    // lateness is the ledger's to decide
    std::uint32_t count;  // 1 to 10,000
    std::optional<domain::correction> corrects;
    base::unix_ms made_at_ms = 0;  // the device's clock corrected by its skew
    bool flagged_ceiling = false;
    bool flagged_date = false;
    std::optional<domain::healing> healed = {};
    // Why it is refused, unless the ledger has it already: then it gets its receipt again.
    std::optional<rejection> unless_known = {};
    std::string by = {};  // the account that entered it in the terminal's stead, or empty
    // Its digest where that was taken already, as validate does: the ledger's call and the receipt
    // both need it. Whoever changes the content of such a report clears this.
    std::optional<digest> hashed = {};

    bool operator==(report const&) const = default;
};

// The canonical text that the digest is over:
// "v1|site|2020-06-29|pil|baru|none|pmb|none|count|corrects_seq|kind|reason".
std::string canonical_text(report const&);
digest digest_of(report const&);  // as `hashed` has it, where it does

}  // namespace sejuta::domain
