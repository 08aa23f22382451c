// SPDX-License-Identifier: Apache-2.0
// A terminal's words as they were sent: plain numbers and texts, nothing checked but that they were
// there. decode makes them, validate judges them; they never reach the ledger.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.hpp"

namespace sejuta::domain {

struct sent_correction {
    std::uint32_t seq = 0;
    int kind = 0;
    int reason = 0;
};

struct sent_report {
    std::uint32_t seq = 0;
    std::string site;
    std::uint32_t service_date = 0;  // yyyymmdd
    bool date_chosen = false;
    int method = 0;
    int category = 0;
    int postpartum = 0;
    int partner = 0;
    std::uint32_t count = 0;
    bool confirmed = false;
    base::unix_ms device_time_ms = 0;
    std::optional<sent_correction> correction;
};

struct seq_range {
    std::uint32_t first = 0;
    std::uint32_t last = 0;  // inclusive
    bool operator==(seq_range const&) const = default;
};

struct sent_hello {
    std::string token;
    std::string event;
    std::string terminal;
    std::string app_version;
    base::unix_ms device_time_ms = 0;
    std::vector<seq_range> held;
};

struct sent_reports {
    std::vector<sent_report> reports;
};

struct sent_heartbeat {};

using sent_frame = std::variant<sent_hello, sent_reports, sent_heartbeat>;

}  // namespace sejuta::domain
