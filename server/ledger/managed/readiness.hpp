// SPDX-License-Identifier: Apache-2.0
// Whether reports can be recorded now, and if not, why: the body of /readyz. Facts are gathered
// elsewhere (prober, store, recount); the decision is a function of them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sejuta::ledger::managed {

struct readiness_facts {
    bool redis_reachable = false;
    bool redis_loading = false;
    std::string redis_trouble;        // why it is not reachable, for people
    bool functions_loaded = false;    // the library of this program's version
    std::string functions_trouble;    // why they are not, where more is known
    bool rights_probed = false;       // every command of the functions is allowed
    std::vector<std::string> damage;  // what Redis said in its log while it loaded its data
    std::vector<std::string> weaker;  // settings that break the promise
    bool weaker_accepted = false;     // --accept-weaker-durability
    bool disk_checked = false;        // there is a data directory to look at
    std::uint64_t disk_free_bytes = 0;
    std::uint64_t memory_used_bytes = 0;
    std::uint64_t memory_max_bytes = 0;  // 0: no limit, or not known
    bool ledger_recounted = false;       // counters and ledger were compared since the start
    bool ledger_differs = false;         // and they were not equal
};

// One sentence each; empty: ready.
std::vector<std::string> reasons_not_ready(readiness_facts const& facts);
// What people should know although reports are recorded: accepted weaknesses, memory filling up.
std::vector<std::string> warnings(readiness_facts const& facts);
// Why nothing may be recorded through a connection to the store as it is, whatever else is missing;
// empty: it may.
std::string store_refusal(readiness_facts const& facts);
// Whether a batch may be sent to the store now. Less than readiness: reports are not held back by a
// recount that still runs, but by whatever makes Redis end or lose them.
bool may_record(readiness_facts const& facts);

}  // namespace sejuta::ledger::managed
