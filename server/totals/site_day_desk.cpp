// SPDX-License-Identifier: Apache-2.0
#include "totals/site_day_desk.hpp"

namespace sejuta::totals {

void site_day_desk::ask(std::vector<site_date> days, ledger::revision at_least,
                        std::chrono::nanoseconds deadline, reply to)
{
    waiting_.emplace(at_least, question{std::move(days), deadline, std::move(to)});
}

void site_day_desk::answer(board const& from)
{
    while (from.is_ready() && !waiting_.empty() &&
           waiting_.begin()->first <= from.sequence().revision) {
        auto const next = waiting_.extract(waiting_.begin());
        std::vector<site_day> days;
        for (auto const& of : next.mapped().days) days.push_back(from.site_day(of));
        next.mapped().to(std::move(days));
    }
}

void site_day_desk::expire(std::chrono::nanoseconds now)
{
    for (auto at = waiting_.begin(); at != waiting_.end();) {
        if (at->second.deadline > now) {
            ++at;
            continue;
        }
        auto const late = waiting_.extract(at++);
        std::vector<site_day> days;
        for (auto const& of : late.mapped().days)
            days.push_back(totals::site_day{of, true, 0, 0, 0, {}, {}, {}});
        late.mapped().to(std::move(days));
    }
}

}  // namespace sejuta::totals
