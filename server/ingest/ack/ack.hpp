// SPDX-License-Identifier: Apache-2.0
// Stage ack: outcomes → receipt bytes. Collects the answers for one terminal until they are taken
// as one ServerFrame. Pure. A receipt exists only where the ledger answered.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/rejection.hpp"
#include "domain/report.hpp"
#include "ledger/ledger.hpp"

namespace sejuta::ingest {

class ack {
public:
    void receipt(domain::report const& report, ledger::outcome const& outcome);
    void reject(std::uint32_t seq, domain::rejection const& why);

    bool empty() const { return receipts_.empty() && rejections_.empty(); }
    // The bytes of a ServerFrame with everything collected; nothing is left.
    std::string take(ledger::epoch epoch_now);

private:
    struct receipt_line {
        std::uint32_t seq;
        std::uint32_t service_date;
        bool flagged_ceiling;
        bool flagged_date;
        ledger::outcome outcome;
    };
    struct rejection_line {
        std::uint32_t seq;
        domain::rejection why;
    };

    std::vector<receipt_line> receipts_;
    std::vector<rejection_line> rejections_;
};

}  // namespace sejuta::ingest
