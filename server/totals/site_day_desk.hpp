// SPDX-License-Identifier: Apache-2.0
// Who waits for a site's day as of a revision that the board has not reached yet. Pure: whoever
// owns it says when the board moved and what time it is. A question waits at most until its
// deadline, so it is the deadline that bounds their number.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <vector>

#include "totals/board.hpp"

namespace sejuta::totals {

class site_day_desk {
public:
    // Called once, from answer() or expire().
    using reply = std::function<void(std::vector<site_day>)>;

    void ask(std::vector<site_date> days, ledger::revision at_least,
             std::chrono::nanoseconds deadline, reply to);
    // Answers those whose revision a board that is ready has reached.
    void answer(board const& from);
    // Answers those whose deadline has come: every day is pending.
    void expire(std::chrono::nanoseconds now);
    bool is_empty() const { return waiting_.empty(); }

private:
    struct question {
        std::vector<site_date> days;
        std::chrono::nanoseconds deadline;
        reply to;
    };
    std::multimap<ledger::revision, question> waiting_;
};

}  // namespace sejuta::totals
