// SPDX-License-Identifier: Apache-2.0
// What a terminal makes of a refusal: gives up, sends the same later, or mends and sends again.
#include "sejuta/v1/terminal.pb.h"
#include "terminal.hpp"

namespace sejuta::sim {

void terminal::take(v1::Rejection const& refusal, instant now)
{
    auto const seq = refusal.seq();
    if (!planned(seq)) {
        // Nothing says which frame it was. A passing trouble is cured by the deadline of receipts;
        // otherwise the same bytes would be refused again.
        bool const passing = refusal.advice() == v1::ADVICE_RETRY_LATER;
        shared_.book.rejected_frame(refusal.code(),
                                    passing ? turned_down::for_now : turned_down::for_good);
        if (passing) return;
        return fail("the server refused a whole frame: " + refusal.rule_en());
    }
    auto& one = pending_[seq - 1];
    answered(seq);
    bool const was_open =
        state_of(seq) == report_state::sent || state_of(seq) == report_state::made;
    bool const asked_twice = refusal.advice() == v1::ADVICE_CONFIRM && one.confirmed;
    // Without the proof it is a report like any other.
    bool const proof_refused =
        refusal.code() == v1::REJECTION_CODE_PROOF_REFUSED && std::exchange(one.proof.kept, false);
    bool const final =
        !proof_refused && (refusal.advice() == v1::ADVICE_FINAL ||
                           refusal.advice() == v1::ADVICE_UNSPECIFIED || asked_twice);
    bool const later = refusal.advice() == v1::ADVICE_RETRY_LATER ||
                       refusal.advice() == v1::ADVICE_RETRY_AFTER_RECONCILE;
    shared_.book.rejected(index_, seq, refusal.code(),
                          final   ? turned_down::for_good
                          : later ? turned_down::for_now
                                  : turned_down::until_mended);
    if (final && was_open) ++settled_;
    if (refusal.advice() == v1::ADVICE_CONFIRM) one.confirmed = true;
    if (later) {
        instant const least = std::chrono::milliseconds(refusal.retry_after_ms());
        one.not_before =
            now + least + scaled(std::max(least, shared_.limits.backoff_min), random_.unit());
    }
}

}  // namespace sejuta::sim
