// SPDX-License-Identifier: Apache-2.0
#include "ledger/managed/readiness.hpp"

#include <fmt/format.h>

#include "base/limits.hpp"

namespace sejuta::ledger::managed {
namespace {

constexpr std::uint64_t mebibyte = 1024 * 1024;

bool disk_is_full(readiness_facts const& facts)
{
    return facts.disk_checked && facts.disk_free_bytes < limits::disk_free_bytes_min;
}

// Whether more than so many percent of the store's memory are in use.
bool memory_over(readiness_facts const& facts, unsigned percent)
{
    return facts.memory_max_bytes > 0 &&
           facts.memory_used_bytes / percent > facts.memory_max_bytes / 100;
}

std::string memory_in_use(readiness_facts const& facts)
{
    return fmt::format("Redis uses {} of its {} MiB of memory", facts.memory_used_bytes / mebibyte,
                       facts.memory_max_bytes / mebibyte);
}

bool weaker_refused(readiness_facts const& facts)
{
    return !facts.weaker.empty() && !facts.weaker_accepted;
}

void add_store_reasons(readiness_facts const& facts, std::vector<std::string>& reasons)
{
    if (facts.redis_loading)
        reasons.emplace_back("Redis is still loading its data");
    else if (!facts.redis_reachable)
        reasons.push_back(fmt::format("Redis does not answer{}{}",
                                      facts.redis_trouble.empty() ? "" : ": ",
                                      facts.redis_trouble));
    if (!facts.functions_loaded)
        reasons.push_back(facts.functions_trouble.empty()
                              ? "Redis does not hold this version's recording functions"
                              : facts.functions_trouble);
    if (!facts.rights_probed)
        reasons.emplace_back("the rights of the application's Redis user were not probed");
    for (auto const& one : facts.damage)
        reasons.push_back("Redis reported while loading its data: " + one);
    if (weaker_refused(facts))
        for (auto const& one : facts.weaker) reasons.push_back("Redis's setting " + one);
}

}  // namespace

std::vector<std::string> reasons_not_ready(readiness_facts const& facts)
{
    std::vector<std::string> reasons;
    add_store_reasons(facts, reasons);
    if (disk_is_full(facts))
        reasons.push_back(
            fmt::format("only {} MiB are free on the disk of the data directory, {} "
                        "are needed",
                        facts.disk_free_bytes / mebibyte, limits::disk_free_bytes_min / mebibyte));
    if (memory_over(facts, limits::store_memory_full_percent))
        reasons.push_back(memory_in_use(facts));
    if (facts.ledger_differs)
        reasons.emplace_back("the counters differ from the ledger: run sejuta verify");
    else if (!facts.ledger_recounted)
        reasons.emplace_back("the ledger has not been recounted against the counters yet");
    return reasons;
}

std::vector<std::string> warnings(readiness_facts const& facts)
{
    std::vector<std::string> found;
    if (facts.weaker_accepted)
        for (auto const& one : facts.weaker)
            found.push_back("weaker durability was accepted: Redis's setting " + one);
    if (memory_over(facts, limits::store_memory_alarm_percent) &&
        !memory_over(facts, limits::store_memory_full_percent))
        found.push_back(memory_in_use(facts));
    return found;
}

std::string store_refusal(readiness_facts const& facts)
{
    if (!facts.functions_loaded)
        return facts.functions_trouble.empty() ? "the functions were not looked at"
                                               : facts.functions_trouble;
    return weaker_refused(facts) ? "Redis's setting " + facts.weaker.front() : std::string();
}

bool may_record(readiness_facts const& facts)
{
    return facts.redis_reachable && !facts.redis_loading && facts.functions_loaded &&
           facts.rights_probed && facts.damage.empty() && !weaker_refused(facts) &&
           !disk_is_full(facts) && !memory_over(facts, limits::store_memory_full_percent);
}

}  // namespace sejuta::ledger::managed
