// SPDX-License-Identifier: Apache-2.0
// The frames in which a terminal says what it has: reports with their corrections, and closes.
#include "sejuta/v1/terminal.pb.h"
#include "terminal.hpp"

namespace sejuta::sim {

std::string terminal::reports_frame(std::vector<std::uint32_t> const& seqs)
{
    v1::TerminalFrame frame;
    for (auto const seq : seqs) {
        auto const& from = planned_.reports[seq - 1];
        auto& report = *frame.mutable_reports()->add_reports();
        report.set_seq(seq);
        report.set_site(planned_.site_of(from));
        report.set_service_date(from.service_date);
        report.set_method(static_cast<v1::Method>(from.method));
        report.set_category(static_cast<v1::Category>(from.category));
        report.set_postpartum(static_cast<v1::Postpartum>(from.postpartum));
        report.set_partner(static_cast<v1::Partner>(from.partner));
        report.set_count(from.count);
        report.set_confirmed(from.confirmed || pending_[seq - 1].confirmed);
        report.set_device_time_ms(from.at_ms + skew_ms_);
        if (from.corrects != 0) {
            auto& correction = *report.mutable_correction();
            correction.set_seq(from.corrects);
            correction.set_kind(from.kind == item_kind::replace ? v1::CORRECTION_KIND_REPLACE
                                                                : v1::CORRECTION_KIND_VOID);
            correction.set_reason(static_cast<v1::CorrectionReason>(from.reason));
        }
        if (pending_[seq - 1].proof.kept) put_proof(seq, *report.mutable_proof());
    }
    return frame.SerializeAsString();
}

std::string terminal::close_frame(std::uint32_t seq)
{
    auto const& from = planned_.reports[seq - 1];
    v1::TerminalFrame frame;
    auto& close = *frame.mutable_close_day();
    close.set_seq(seq);
    close.set_site(planned_.site_of(from));
    close.set_service_date(from.service_date);
    close.set_own_total(from.count);
    close.set_device_time_ms(from.at_ms + skew_ms_);
    if (pending_[seq - 1].proof.kept) put_proof(seq, *close.mutable_proof());
    return frame.SerializeAsString();
}

}  // namespace sejuta::sim
