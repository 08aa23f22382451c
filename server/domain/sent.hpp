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
    bool operator==(sent_correction const&) const = default;
};

// A receipt that the terminal holds, sent back as the proof of an earlier recording.
struct sent_proof {
    std::uint64_t epoch = 0;
    std::uint64_t revision = 0;
    base::unix_ms event_time_ms = 0;
    bool late = false;
    std::uint32_t service_date = 0;  // yyyymmdd
    std::string mac;
    bool operator==(sent_proof const&) const = default;
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
    std::optional<sent_proof> proof = {};
    bool operator==(sent_report const&) const = default;
};

struct sent_close {
    std::uint32_t seq = 0;
    std::string site;
    std::uint32_t service_date = 0;  // yyyymmdd
    std::uint32_t own_total = 0;
    base::unix_ms device_time_ms = 0;
    std::optional<sent_proof> proof = {};
};

struct sent_site_date {
    std::string site;
    std::uint32_t service_date = 0;  // yyyymmdd
};

struct sent_ask {
    std::vector<sent_site_date> days;
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
    std::string install = {};  // 16 random bytes of the device's own, or none
};

struct sent_reports {
    std::vector<sent_report> reports;
    bool operator==(sent_reports const&) const = default;
};

struct sent_heartbeat {};

struct sent_reconcile {
    std::vector<seq_range> held;
};

using sent_frame =
    std::variant<sent_hello, sent_reports, sent_heartbeat, sent_close, sent_ask, sent_reconcile>;

}  // namespace sejuta::domain
