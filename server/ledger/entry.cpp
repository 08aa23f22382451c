// SPDX-License-Identifier: Apache-2.0
#include "ledger/entry.hpp"

#include "sejuta/v1/ledger.pb.h"

namespace sejuta::ledger {
namespace {

void fill(v1::LedgerReport& out, domain::report const& r)
{
    out.set_terminal(r.terminal);
    out.set_seq(r.seq);
    out.set_site(r.site);
    out.set_regency(r.cell.regency.text());
    out.set_service_date(r.cell.date.number());
    out.set_method(static_cast<v1::Method>(r.cell.method));
    out.set_category(static_cast<v1::Category>(r.cell.category));
    out.set_postpartum(static_cast<v1::Postpartum>(r.cell.postpartum));
    out.set_place(static_cast<v1::Place>(r.cell.place));
    out.set_partner(static_cast<v1::Partner>(r.cell.partner));
    out.set_count(r.count);
    if (r.corrects) {
        out.set_corrects_seq(r.corrects->seq);
        out.set_correction_kind(static_cast<v1::CorrectionKind>(r.corrects->kind));
        out.set_correction_reason(static_cast<v1::CorrectionReason>(r.corrects->reason));
    }
    out.set_made_at_ms(r.made_at_ms);
    out.set_flagged_ceiling(r.flagged_ceiling);
    out.set_flagged_date(r.flagged_date);
}

}  // namespace

std::string encode(domain::report const& r)
{
    // Kept between calls: a cleared message keeps its strings' memory, and every report that is
    // recorded comes through here.
    thread_local v1::LedgerEntry message;
    message.Clear();
    fill(*message.add_reports(), r);
    return message.SerializeAsString();
}

}  // namespace sejuta::ledger
