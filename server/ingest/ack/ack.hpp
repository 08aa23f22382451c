// SPDX-License-Identifier: Apache-2.0
// Stage ack: outcomes → receipt bytes. Collects the answers for one terminal until they are taken
// as one ServerFrame. Pure. A receipt exists only where the ledger answered.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/rejection.hpp"
#include "ingest/ack/seal.hpp"
#include "ledger/ledger.hpp"

namespace sejuta::ingest {

// A receipt before it is bytes.
struct receipt_words {
    std::uint32_t seq = 0;
    std::uint32_t service_date = 0;  // yyyymmdd
    bool flagged_ceiling = false;
    bool flagged_date = false;
    ledger::outcome outcome;
    receipt_mac mac{};
};

// What a conflict is with, before it is bytes.
struct earlier_words {
    std::optional<domain::recorded> there = {};
    std::string site = {};  // its code; empty where the terminal may not know it
};

// A rejection before it is bytes.
struct rejection_words {
    std::uint32_t seq = 0;
    domain::rejection why;
    earlier_words earlier = {};
};

class ack {
public:
    // The outcome is no rejection.
    void receipt(receipt_words const& words);
    void reject(std::uint32_t seq, domain::rejection const& why, earlier_words earlier = {});

    bool empty() const { return receipts_.empty() && rejections_.empty(); }
    // The bytes of a ServerFrame with everything collected; nothing is left.
    std::string take(ledger::epoch epoch_now);

private:
    std::vector<receipt_words> receipts_;
    std::vector<rejection_words> rejections_;
};

}  // namespace sejuta::ingest
