// SPDX-License-Identifier: Apache-2.0
// The end of a terminal's run: it names every receipt that it holds and asks what the ledger lacks
// of them, and what the ledger counted at its sites. What lacks now is a finding, not a reason to
// send again.
#include <set>
#include <utility>

#include "base/limits.hpp"
#include "crew.hpp"
#include "sejuta/v1/terminal.pb.h"
#include "terminal.hpp"

namespace sejuta::sim {

namespace {

// Every site and date for which it has planned a report: an event may have many dates.
std::set<std::pair<std::string, std::uint32_t>> planned_days(planned_terminal const& of)
{
    std::set<std::pair<std::string, std::uint32_t>> out;
    for (auto const& one : of.reports) out.emplace(of.site_of(one), one.service_date);
    return out;
}

saying lost_words(std::string const& terminal, v1::SeqRange const& range)
{
    auto const seqs = [&](char const* to) {
        return terminal + " seq " + std::to_string(range.first()) +
               (range.last() == range.first() ? "" : to + std::to_string(range.last()));
    };
    return {
        seqs(" to ") + ": the terminal holds a receipt, the ledger has no report",
        seqs(" sampai ") + ": terminal memegang tanda terima, buku besar tidak punya laporannya"};
}

}  // namespace

void terminal::begin_audit(audit& into, instant now, instant spread)
{
    if (phase_ == phase::failed) return;
    audit_ = &into;
    asked_ = false;
    days_answered_ = 0;
    pages_named_ = page_end_ > 0;
    if (!pages_named_) page_due_ = true;
    for (std::uint32_t seq = 1; seq <= pending_.size(); ++seq)
        if (state_of(seq) == report_state::counted) ++into.receipts;
    if (phase_ == phase::idle || pages_named_)
        retry_at_ =
            now + instant(static_cast<instant::rep>(double(spread.count()) * random_.unit()));
    wake_at_ = now;
}

// Hangs up by itself and comes back then.
void terminal::leave_until(instant then, orders& out)
{
    phase_ = phase::idle;
    retry_at_ = wake_at_ = then;
    hung_up_ = true;
    out.hang_up = true;
}

// Pages first, then the sites' days, as many as one frame may name; each answer makes the next
// question due.
void terminal::ask_audit(instant now, orders& out)
{
    // From the first page on a connection of its own.
    if (std::exchange(pages_named_, false)) return leave_until(retry_at_, out);
    send_page(out);
    if (!out.frames.empty() || awaiting_page_) {
        awaiting_page_ = true;
        wake(now + shared_.limits.receipt_deadline);
        return;
    }
    if (asked_ || now < ask_at_) return wake(std::max(ask_at_, now));
    asked_ = true;
    auto const days = planned_days(planned_);
    days_asked_ = std::min(days.size(), days_answered_ + limits::site_days_per_ask_max);
    days_wanted_ = days.size();
    v1::TerminalFrame frame;
    auto at = std::next(days.begin(), static_cast<std::ptrdiff_t>(days_answered_));
    for (auto i = days_answered_; i < days_asked_; ++i, ++at) {
        auto& day = *frame.mutable_ask_site_days()->add_days();
        day.set_site(at->first);
        day.set_service_date(at->second);
    }
    out.frames.push_back(frame.SerializeAsString());
    spoke_at_ = now;
    wake(now + shared_.limits.receipt_deadline);
}

void terminal::take(v1::SiteDays const& seen, instant now)
{
    if (!audit_ || audited_ || !asked_) return;  // the answer to a close
    for (auto const& day : seen.days())
        if (day.pending()) {
            asked_ = false;
            ask_at_ = now + shared_.limits.backoff_min;
            return wake(ask_at_);
        }
    for (auto const& day : seen.days()) {
        auto& methods = audit_->site_days[{day.site(), day.service_date()}];
        methods.clear();
        for (auto const& row : day.counts()) methods[row.method()] += row.acceptors();
    }
    days_answered_ = days_asked_;
    if (days_answered_ < days_wanted_) {
        asked_ = false;
        return wake(now);
    }
    audited_ = true;
    ++audit_->terminals;
}

// A page of the audit: what the ledger has not.
void terminal::take_lost(v1::Reconciled const& page)
{
    constexpr std::size_t kept = 20;
    for (auto const& range : page.lacking()) {
        audit_->lost_count += range.last() - range.first() + 1;
        if (audit_->lost.size() < kept) audit_->lost.push_back(lost_words(planned_.id, range));
    }
}

}  // namespace sejuta::sim
