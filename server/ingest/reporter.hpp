// SPDX-License-Identifier: Apache-2.0
// A terminal that has said Hello, as the pipeline sees it: who it is, how wrong its clock is, and
// where its answers go.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "domain/day_close.hpp"
#include "ingest/ack/ack.hpp"
#include "ingest/authorise/identity.hpp"

namespace sejuta::ingest {

class reporter {
public:
    virtual ~reporter() = default;
    // One ServerFrame to write.
    virtual void answer(std::string_view frame) = 0;
    // After answer() with the receipt of a day's close: the site and date that it was of.
    virtual void day_closed(std::string const& site, domain::service_date date);
    // Nothing of this reporter is in flight any more.
    virtual void settled() {}

    ingest::identity who;
    base::unix_ms skew_ms = 0;  // device clock minus event clock

private:
    friend class pipeline;
    ingest::ack ack_;
    std::vector<domain::day_close> closed_;          // receipted in this turn
    std::map<std::uint32_t, ledger::epoch> proven_;  // epochs of proofs in flight, by seq
    std::size_t in_flight_ = 0;                      // reports and closes without an answer
    std::size_t closes_ = 0;                         // of these, not yet with the ledger
    bool touched_ = false;
};

inline void reporter::day_closed(std::string const&, domain::service_date) {}

}  // namespace sejuta::ingest
