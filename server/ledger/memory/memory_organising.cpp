// SPDX-License-Identifier: Apache-2.0
// What organisers do to the ledger in memory: steps of the status, changes; and what is missing.
#include <fmt/format.h>

#include "domain/event_status.hpp"
#include "ledger/entry.hpp"
#include "ledger/memory/memory_ledger.hpp"

namespace sejuta::ledger {

using domain::event_status;

base::checked<void> memory_ledger::set_status(event_status status,
                                              std::optional<event_status> expected_from,
                                              bool accept_missing)
{
    auto const from = head_.status;
    if (from == status) return {};
    if (from == event_status::final) return base::fault{"FINAL"};
    if (expected_from && *expected_from != from)
        return base::fault{fmt::format("STATUSDIFFERS the event is {}", word(from))};
    if (!domain::may_follow(from, status))
        return base::fault{fmt::format("TRANSITION the event is {}", word(from))};
    auto const lacking = status == event_status::final && !accept_missing ? count_missing() : 0;
    if (lacking > 0) return base::fault{fmt::format("MISSING {}", lacking)};
    head_.status = status;
    append({{"kind", "status"},
            {"epoch", to_hex(head_.now.epoch)},
            {"recorded_at", std::to_string(real_.now_ms())},
            {"event_time", std::to_string(event_time())},
            {"status", std::string(word(status))},
            {"by", "organiser"}});
    return {};
}

base::checked<void> memory_ledger::write_change(domain::change const& change)
{
    if (head_.status == event_status::final) return base::fault{"FINAL"};
    append({{"kind", "change"},
            {"epoch", to_hex(head_.now.epoch)},
            {"recorded_at", std::to_string(real_.now_ms())},
            {"event_time", std::to_string(event_time())},
            {"change", encode(change)}});
    return {};
}

// Strikes off what was recorded since it was noted, and counts the rest.
std::uint64_t memory_ledger::count_missing()
{
    std::uint64_t count = 0;
    for (auto& [terminal, seqs] : missing_) {
        std::erase_if(seqs,
                      [&, &name = terminal](auto seq) { return index_.contains({name, seq}); });
        count += seqs.size();
    }
    std::erase_if(missing_, [](auto const& one) { return one.second.empty(); });
    return count;
}

}  // namespace sejuta::ledger
