// SPDX-License-Identifier: Apache-2.0
// A LedgerReport as plain words: from its bytes where it is plain, else from protobuf's message.
#include "base/plain_fields.hpp"
#include "ledger/entry_parts.hpp"

namespace sejuta::ledger {
namespace {

using base::bytes;
using base::number;
using base::pbf_reader;
using base::take_number;

bool take_text(pbf_reader& from, std::string_view& to)
{
    protozero::data_view view;
    if (!base::take_bytes(from, view)) return false;
    to = {view.data(), view.size()};
    return base::is_ascii(to);
}

bool take_correction(pbf_reader& from, report_words& to)
{
    using field = v1::LedgerReport;
    switch (from.tag_and_type()) {
    case number(field::kCorrectsSeqFieldNumber): return take_number(from, to.corrects_seq);
    case number(field::kCorrectionKindFieldNumber): return take_number(from, to.correction_kind);
    case number(field::kCorrectionReasonFieldNumber):
        return take_number(from, to.correction_reason);
    case number(field::kHealedEventTimeMsFieldNumber):
        return take_number(from, to.healed_event_time_ms);
    case number(field::kHealedLateFieldNumber): return take_number(from, to.healed_late);
    default: return false;
    }
}

bool take_one(pbf_reader& from, report_words& to)
{
    using field = v1::LedgerReport;
    switch (from.tag_and_type()) {
    case bytes(field::kTerminalFieldNumber): return take_text(from, to.terminal);
    case number(field::kSeqFieldNumber): return take_number(from, to.seq);
    case bytes(field::kSiteFieldNumber): return take_text(from, to.site);
    case bytes(field::kRegencyFieldNumber): return take_text(from, to.regency);
    case number(field::kServiceDateFieldNumber): return take_number(from, to.service_date);
    case number(field::kMethodFieldNumber): return take_number(from, to.method);
    case number(field::kCategoryFieldNumber): return take_number(from, to.category);
    case number(field::kPostpartumFieldNumber): return take_number(from, to.postpartum);
    case number(field::kPlaceFieldNumber): return take_number(from, to.place);
    case number(field::kPartnerFieldNumber): return take_number(from, to.partner);
    case number(field::kCountFieldNumber): return take_number(from, to.count);
    case number(field::kMadeAtMsFieldNumber): return take_number(from, to.made_at_ms);
    case number(field::kFlaggedCeilingFieldNumber): return take_number(from, to.flagged_ceiling);
    case number(field::kFlaggedDateFieldNumber): return take_number(from, to.flagged_date);
    case bytes(field::kByFieldNumber): return take_text(from, to.by);
    default: return take_correction(from, to);
    }
}

std::optional<std::vector<report_words>> read_plain(std::string_view entry)
{
    protozero::data_view const all(entry.data(), entry.size());
    std::vector<report_words> reports(base::count_fields(all));
    if (reports.empty()) return std::nullopt;
    pbf_reader from(all);
    for (auto& report : reports) {
        protozero::data_view message;
        if (!base::take_field(from, bytes(v1::LedgerEntry::kReportsFieldNumber), message))
            return {};
        auto const take = [&report](pbf_reader& field) { return take_one(field, report); };
        if (!base::take_each_once(message, take)) return {};
    }
    return reports;
}

}  // namespace

std::optional<std::vector<report_words>> plain_words(std::string_view entry)
{
    try {
        return read_plain(entry);
    } catch (protozero::exception const&) {
        return std::nullopt;
    }
}

report_words words_of(v1::LedgerReport const& sent)
{
    return {
        .terminal = sent.terminal(),
        .seq = sent.seq(),
        .site = sent.site(),
        .regency = sent.regency(),
        .service_date = sent.service_date(),
        .method = sent.method(),
        .category = sent.category(),
        .postpartum = sent.postpartum(),
        .place = sent.place(),
        .partner = sent.partner(),
        .count = sent.count(),
        .corrects_seq = sent.corrects_seq(),
        .correction_kind = sent.correction_kind(),
        .correction_reason = sent.correction_reason(),
        .made_at_ms = sent.made_at_ms(),
        .flagged_ceiling = sent.flagged_ceiling(),
        .flagged_date = sent.flagged_date(),
        .healed_event_time_ms = sent.healed_event_time_ms(),
        .healed_late = sent.healed_late(),
        .by = sent.by(),
    };
}

}  // namespace sejuta::ledger
