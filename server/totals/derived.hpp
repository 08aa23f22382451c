// SPDX-License-Identifier: Apache-2.0
// Proves what followers derive: a board is fed with every entry of the ledger, as a running server
// feeds its own, and compared with a recount of the same entries, which shares no counting code
// with it. Regions, series and sites' days; coverage and targets need the register, which the
// ledger does not have. For commands: about 200 MB for a million reports.
#pragma once

#include <cstdint>
#include <string>

#include "ledger/recount.hpp"
#include "totals/board.hpp"

namespace sejuta::totals {

class derived {
public:
    // Every region that a code can name is there, and no site: those come with their reports.
    explicit derived(std::string event);

    // The next entry, as the recount takes it. What could not be decoded, or comes out of order,
    // is the recount's to name; here it is left out.
    void take(base::checked<ledger::entry> const& entry);
    // What the board says differently from the recount, which has taken the same entries. The key
    // of a difference is "<event> totals <region>", "<event> series <region>" or "<event> site
    // <code>".
    void compare(ledger::recount const& counted, ledger::differences& into) const;
    // Sites' days that are compared.
    std::uint64_t days() const;

private:
    void compare_regions(ledger::recount const& counted, ledger::differences& into) const;
    void compare_series(ledger::recount const& counted, ledger::differences& into) const;
    void compare_days(ledger::recount const& counted, ledger::differences& into) const;

    std::string event_;
    ledger::revision taken_ = 0;
    totals::board board_;
};

}  // namespace sejuta::totals
