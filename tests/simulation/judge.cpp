// SPDX-License-Identifier: Apache-2.0
// What was promised, looked at from outside: the handsets' book against the ledger's own entries.
#include <algorithm>
#include <map>

#include "day.hpp"
#include "ledger/index_value.hpp"
#include "sejuta/v1/terminal.pb.h"

namespace sejuta::simulation {
namespace {

using sums = ledger::memory_ledger::sums;

// An absent field and 0 are the same.
sums without_zeros(sums of)
{
    std::erase_if(of, [](auto const& cell) { return cell.second == 0; });
    return of;
}

}  // namespace

outcome_of_a_day live_through(std::uint64_t seed)
{
    return day(seed).live();
}

// "A receipt means it is on disk and counted once": at the moment at which it comes.
void day::saw_receipt(std::string const& terminal, v1::Receipt const& receipt)
{
    auto const seq = receipt.seq();
    time_.note(receipt.revision());
    auto const id = terminal + " seq " + std::to_string(seq);
    auto const [first, is_first] =
        first_event_time_.try_emplace({terminal, seq}, receipt.event_time_ms());
    if (!is_first && first->second != receipt.event_time_ms())
        violate("what was healed lost its first event time: " + id);
    auto const& ledger = store_.ledger();
    if (receipt.epoch() != ledger.now().now.epoch) return;  // of a life that was restored over
    auto const* kept = ledger.find(terminal, seq);
    if (!kept)
        violate("a receipt for what the ledger lacks: " + id);
    else if (kept->revision != receipt.revision())
        violate("a receipt with another revision than the ledger's: " + id);
}

void day::forgot(std::string const& terminal)
{
    std::erase_if(first_event_time_, [&](auto const& one) { return one.first.first == terminal; });
}

// "Same sequence, same number, on every screen", and the number is the ledger's.
void day::saw_total(sim::shown const& nation)
{
    auto const* total = store_.total_at(nation.epoch, nation.revision);
    if (!total)
        violate("a screen shows revision " + std::to_string(nation.revision) + " that never was");
    else if (*total != nation.total)
        violate("a screen shows " + std::to_string(nation.total) + " at revision " +
                std::to_string(nation.revision) + ", where the ledger has " +
                std::to_string(*total));
    std::int64_t provinces = 0;
    for (auto const& [code, acceptors] : nation.by_region) provinces += acceptors;
    if (provinces != nation.total)
        violate("a screen's provinces sum to " + std::to_string(provinces) + " of " +
                std::to_string(nation.total) + " at revision " + std::to_string(nation.revision));
}

void day::judge()
{
    for (auto const& sentence : book_.contradictions()) violate("the book: " + sentence.en);
    if (shared_.nonsense > 0) violate("the server said what makes no sense");
    if (book_.refused() > 0) violate("a report was refused for good");
    if (book_.counted() != plan_.reports) violate("a report is without its receipt");
    judge_ledger();
    judge_screens();
}

void day::judge_ledger()
{
    std::map<std::pair<std::string, std::uint32_t>, std::uint32_t> recorded;
    sums cells;
    std::int64_t acceptors = 0;
    for (auto const& entry : store_.ledger().entries()) {
        for (auto const& report : entry.reports) {
            if (!recorded.emplace(std::pair(report.terminal, report.seq), report.count).second)
                violate("recorded twice: " + report.terminal + " seq " +
                        std::to_string(report.seq));
            acceptors += report.count;
        }
        for (auto const& [field, change] : entry.deltas) cells[field] += change;
    }
    if (without_zeros(cells) != without_zeros(store_.ledger().cells()))
        violate("the counters are not the sum of the ledger");
    std::size_t planned = 0;
    for (auto const& terminal : plan_.terminals)
        for (auto const& report : terminal.reports) {
            auto const found = recorded.find({terminal.id, report.seq});
            if (found == recorded.end())
                violate("lost: " + terminal.id + " seq " + std::to_string(report.seq));
            else if (found->second != report.count)
                violate("another content: " + terminal.id + " seq " + std::to_string(report.seq));
            planned += report.count;
        }
    if (acceptors != static_cast<std::int64_t>(planned))
        violate("the ledger's sum is not the plan's");
    std::int64_t by_minute = 0;
    for (auto const& [minute, change] : store_.ledger().minutes()) by_minute += change;
    if (by_minute != acceptors) violate("the minutes are not the sum of the ledger");
}

void day::judge_screens()
{
    if (!is_level()) violate("the screens do not show the newest state");
    // A screen of a quiet network lives on deltas; whole snapshots are for those who missed some.
    for (auto const& each : screens_)
        if (each->snapshots() > 40 && each->deltas() == 0)
            violate("a screen was sent nothing but snapshots");
    auto const cells = without_zeros(store_.ledger().cells());
    for (auto const& each : nodes_)
        if (auto const* board = each->board(); board && without_zeros(board->cells()) != cells)
            violate("a server's board is not the ledger");
}

}  // namespace sejuta::simulation
