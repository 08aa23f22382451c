// SPDX-License-Identifier: Apache-2.0
// The part of a terminal that heals a restored ledger: which receipts it holds, page by page, what
// the ledger lacks of them, and the proof with which those go again.
#include "base/limits.hpp"
#include "sejuta/v1/terminal.pb.h"
#include "terminal.hpp"

namespace sejuta::sim {

// The ranges of receipted seqs after page_end_, as many as a page may have.
v1::Reconcile terminal::next_page()
{
    v1::Reconcile page;
    v1::SeqRange* open = nullptr;
    std::size_t seqs = 0;
    for (auto seq = page_end_ + 1; seq <= pending_.size(); ++seq) {
        if (state_of(seq) != report_state::counted) continue;
        if (seqs == limits::held_seqs_max) break;
        if (!open || open->last() + 1 != seq) {
            if (page.held_size() == static_cast<int>(limits::held_ranges_max)) break;
            open = page.add_held();
            open->set_first(seq);
        }
        open->set_last(seq);
        page_end_ = seq;
        ++seqs;
    }
    return page;
}

// One page at a time; the answer makes the next one due.
void terminal::send_page(orders& out)
{
    if (!std::exchange(page_due_, false)) return;
    v1::TerminalFrame frame;
    *frame.mutable_reconcile() = next_page();
    if (frame.reconcile().held_size() > 0) out.frames.push_back(frame.SerializeAsString());
}

// What the ledger lacks has a receipt: it went back in time, so that is sent once more.
void terminal::take(v1::Reconciled const& page)
{
    page_due_ = true;
    awaiting_page_ = false;
    if (audit_) return take_lost(page);
    for (auto const& range : page.lacking()) {
        auto const last = std::min<std::uint64_t>(range.last(), pending_.size());
        for (std::uint64_t at = std::max<std::uint64_t>(range.first(), 1); at <= last; ++at) {
            auto const seq = static_cast<std::uint32_t>(at);
            if (state_of(seq) != report_state::counted) continue;
            shared_.book.reopened(index_, seq);
            --settled_;
            first_open_ = std::min(first_open_, seq);
        }
    }
}

void terminal::keep_proof(v1::Receipt const& answer)
{
    auto& proof = pending_[answer.seq() - 1].proof;
    proof = {answer.event_time_ms(), answer.service_date(), answer.late(), true, {}};
    answer.mac().copy(proof.mac.data(), proof.mac.size());
}

void terminal::put_proof(std::uint32_t seq, v1::Proof& into) const
{
    auto const& proof = pending_[seq - 1].proof;
    auto const& receipted = shared_.book.at(index_, seq);
    into.set_epoch(receipted.epoch);
    into.set_revision(receipted.revision);
    into.set_event_time_ms(proof.event_time_ms);
    into.set_late(proof.late);
    into.set_service_date(proof.service_date);
    into.set_mac(proof.mac.data(), proof.mac.size());
}

}  // namespace sejuta::sim
