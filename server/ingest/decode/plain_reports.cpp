// SPDX-License-Identifier: Apache-2.0
// protozero's reader is lenient where protobuf's is not: it takes a tag or a length modulo 2^32 and
// a bool by its first byte. So tags must be of one byte and lengths in their shortest form, and
// bools are read as numbers. It throws where bytes end too early; nothing leaves plain_reports().
#include "ingest/decode/plain_reports.hpp"

#include <algorithm>
#include <protozero/exception.hpp>
#include <protozero/pbf_reader.hpp>
#include <type_traits>

#include "base/limits.hpp"
#include "sejuta/v1/terminal.pb.h"

namespace sejuta::ingest {
namespace {

using protozero::pbf_reader;

constexpr std::uint32_t number(int field)
{
    return protozero::tag_and_type(field, protozero::pbf_wire_type::varint);
}
constexpr std::uint32_t eight_bytes(int field)
{
    return protozero::tag_and_type(field, protozero::pbf_wire_type::fixed64);
}
constexpr std::uint32_t bytes(int field)
{
    return protozero::tag_and_type(field, protozero::pbf_wire_type::length_delimited);
}

// Numbers of fewer bits keep the lowest ones, as in protobuf.
template <class Number>
bool take_number(pbf_reader& from, Number& to)
{
    if constexpr (std::is_same_v<Number, bool>)
        to = from.get_uint64() != 0;
    else
        to = static_cast<Number>(from.get_uint64());
    return true;
}

// Goes to the next field; true where its tag is one byte, which makes its number less than 16.
bool step(pbf_reader& from)
{
    auto const before = from.length();
    return from.next() && before - from.length() == 1;
}

// True where the length was written in its shortest form.
bool take_bytes(pbf_reader& from, protozero::data_view& to)
{
    auto const before = from.length();
    to = from.get_view();
    return before - from.length() ==
           static_cast<std::size_t>(protozero::length_of_varint(to.size())) + to.size();
}

bool take_text(pbf_reader& from, std::string& to)
{
    protozero::data_view view;
    if (!take_bytes(from, view)) return false;
    to.assign(view.data(), view.size());
    return true;
}

bool is_ascii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Gives each field of a message to `take`, which says whether it knows it. False where it does not,
// or a field comes twice.
template <class Take>
bool take_each_once(protozero::data_view message, Take const& take)
{
    pbf_reader from(message);
    std::uint32_t seen = 0;
    while (from.length() > 0) {
        if (!step(from)) return false;
        auto const bit = std::uint32_t{1} << from.tag();
        if ((seen & bit) != 0 || !take(from)) return false;
        seen |= bit;
    }
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
        case bytes(field::kSiteFieldNumber): return take_text(from, to.site) && is_ascii(to.site);
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

// The bytes of the message that comes next, which must be that field.
bool take_field(pbf_reader& from, std::uint32_t field, protozero::data_view& to)
{
    return step(from) && from.tag_and_type() == field && take_bytes(from, to);
}

std::size_t count_of(protozero::data_view reports)
{
    std::size_t count = 0;
    for (pbf_reader from(reports); from.next(); from.skip()) ++count;
    return count;
}

std::optional<domain::sent_reports> read_frame(std::string_view frame)
{
    pbf_reader whole(frame.data(), frame.size());
    protozero::data_view body;
    if (!take_field(whole, bytes(v1::TerminalFrame::kReportsFieldNumber), body)) return {};
    if (whole.length() > 0) return {};
    auto const count = count_of(body);
    if (count == 0 || count > limits::reports_per_frame_max) return {};
    domain::sent_reports words;
    words.reports.resize(count);
    pbf_reader from(body);
    for (auto& report : words.reports) {
        protozero::data_view message;
        if (!take_field(from, bytes(v1::Reports::kReportsFieldNumber), message)) return {};
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
