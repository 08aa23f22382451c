// SPDX-License-Identifier: Apache-2.0
#include "ingest/decode/plain_reports.hpp"

#include "base/limits.hpp"
#include "base/plain_fields.hpp"
#include "sejuta/v1/terminal.pb.h"

namespace sejuta::ingest {
namespace {

using base::bytes;
using base::eight_bytes;
using base::number;
using base::pbf_reader;
using base::take_bytes;
using base::take_each_once;
using base::take_number;

bool take_text(pbf_reader& from, std::string& to)
{
    protozero::data_view view;
    if (!take_bytes(from, view)) return false;
    to.assign(view.data(), view.size());
    return true;
}

bool read(protozero::data_view message, domain::sent_correction& to)
{
    return take_each_once(message, [&to](pbf_reader& from) {
        switch (from.tag_and_type()) {
        case number(v1::Correction::kSeqFieldNumber): return take_number(from, to.seq);
        case number(v1::Correction::kKindFieldNumber): return take_number(from, to.kind);
        case number(v1::Correction::kReasonFieldNumber): return take_number(from, to.reason);
        default: return false;
        }
    });
}

bool read(protozero::data_view message, domain::sent_proof& to)
{
    return take_each_once(message, [&to](pbf_reader& from) {
        switch (from.tag_and_type()) {
        case eight_bytes(v1::Proof::kEpochFieldNumber): to.epoch = from.get_fixed64(); return true;
        case number(v1::Proof::kRevisionFieldNumber): return take_number(from, to.revision);
        case number(v1::Proof::kEventTimeMsFieldNumber): return take_number(from, to.event_time_ms);
        case number(v1::Proof::kLateFieldNumber): return take_number(from, to.late);
        case number(v1::Proof::kServiceDateFieldNumber): return take_number(from, to.service_date);
        case bytes(v1::Proof::kMacFieldNumber): return take_text(from, to.mac);
        default: return false;
        }
    });
}

template <class Words>
bool take_message(pbf_reader& from, std::optional<Words>& to)
{
    protozero::data_view message;
    return take_bytes(from, message) && read(message, to.emplace());
}

bool read(protozero::data_view message, domain::sent_report& to)
{
    using field = v1::Report;
    return take_each_once(message, [&to](pbf_reader& from) {
        switch (from.tag_and_type()) {
        case number(field::kSeqFieldNumber): return take_number(from, to.seq);
        case bytes(field::kSiteFieldNumber):
            return take_text(from, to.site) && base::is_ascii(to.site);
        case number(field::kServiceDateFieldNumber): return take_number(from, to.service_date);
        case number(field::kDateChosenFieldNumber): return take_number(from, to.date_chosen);
        case number(field::kMethodFieldNumber): return take_number(from, to.method);
        case number(field::kCategoryFieldNumber): return take_number(from, to.category);
        case number(field::kPostpartumFieldNumber): return take_number(from, to.postpartum);
        case number(field::kPartnerFieldNumber): return take_number(from, to.partner);
        case number(field::kCountFieldNumber): return take_number(from, to.count);
        case number(field::kConfirmedFieldNumber): return take_number(from, to.confirmed);
        case number(field::kDeviceTimeMsFieldNumber): return take_number(from, to.device_time_ms);
        case bytes(field::kCorrectionFieldNumber): return take_message(from, to.correction);
        case bytes(field::kProofFieldNumber): return take_message(from, to.proof);
        default: return false;
        }
    });
}

std::optional<domain::sent_reports> read_frame(std::string_view frame)
{
    pbf_reader whole(frame.data(), frame.size());
    protozero::data_view body;
    if (!base::take_field(whole, bytes(v1::TerminalFrame::kReportsFieldNumber), body)) return {};
    if (whole.length() > 0) return {};
    auto const count = base::count_fields(body);
    if (count == 0 || count > limits::reports_per_frame_max) return {};
    domain::sent_reports words;
    words.reports.resize(count);
    pbf_reader from(body);
    for (auto& report : words.reports) {
        protozero::data_view message;
        if (!base::take_field(from, bytes(v1::Reports::kReportsFieldNumber), message)) return {};
        if (!read(message, report)) return {};
    }
    return words;
}

}  // namespace

std::optional<domain::sent_reports> plain_reports(std::string_view frame)
{
    try {
        return read_frame(frame);
    } catch (protozero::exception const&) {
        return std::nullopt;
    }
}

}  // namespace sejuta::ingest
