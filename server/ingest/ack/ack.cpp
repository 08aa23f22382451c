// SPDX-License-Identifier: Apache-2.0
// Receipts, which nearly every frame is made of, are written field by field with protozero;
// protobuf writes the rejections (docs/adr/0017).
#include "ingest/ack/ack.hpp"

#include <array>
#include <protozero/basic_pbf_writer.hpp>
#include <protozero/buffer_fixed.hpp>
#include <protozero/pbf_writer.hpp>
#include <string_view>
#include <utility>

#include "base/assert.hpp"
#include "sejuta/v1/terminal.pb.h"

namespace sejuta::ingest {
namespace {

constexpr std::size_t frame_head_bytes_usual = 64;
// Of the longest Receipt: the tags, then seq, revision, event time, four flags, service date,
// epoch, and the mac's length.
constexpr std::size_t receipt_bytes_max =
    10 + 5 + 10 + 10 + 4 + 5 + 8 + 1 + std::tuple_size_v<receipt_mac>;

void put(domain::recorded const& there, std::string const& site, v1::Recorded& to)
{
    to.set_state(static_cast<v1::RecordedState>(there.state));
    to.set_site(site);
    to.set_service_date(there.service_date);
    to.set_method(static_cast<v1::Method>(there.method));
    to.set_category(static_cast<v1::Category>(there.category));
    to.set_postpartum(static_cast<v1::Postpartum>(there.postpartum));
    to.set_partner(static_cast<v1::Partner>(there.partner));
    to.set_count(there.count);
    to.set_event_time_ms(there.event_time_ms);
}

std::string bytes_of(rejection_words const& line)
{
    auto const& rule = domain::rule_of(line.why.code);
    v1::Rejection to;
    to.set_seq(line.seq);
    to.set_code(static_cast<v1::RejectionCode>(line.why.code));
    to.set_advice(static_cast<v1::Advice>(rule.advice));
    to.set_field(std::string(rule.field));
    to.set_value(line.why.value);
    to.set_rule_id(std::string(rule.text_id));
    to.set_rule_en(std::string(rule.text_en));
    to.set_retry_after_ms(line.why.retry_after_ms);
    if (line.earlier.there) put(*line.earlier.there, line.earlier.site, *to.mutable_recorded());
    return to.SerializeAsString();
}

using receipt_block = std::array<char, receipt_bytes_max>;
using block_writer = protozero::basic_pbf_writer<protozero::fixed_size_buffer_adaptor>;

// As protobuf writes a Receipt: by number, and nothing that is 0 or false.
std::string_view write(receipt_words const& line, receipt_block& into)
{
    using field = v1::Receipt;
    protozero::fixed_size_buffer_adaptor room(into);
    block_writer to(room);
    auto const add = [&to](protozero::pbf_tag_type number, auto value) {
        if (value != 0) to.add_uint64(number, static_cast<std::uint64_t>(value));
    };
    auto const& outcome = line.outcome;
    add(field::kSeqFieldNumber, line.seq);
    add(field::kRevisionFieldNumber, outcome.revision);
    add(field::kEventTimeMsFieldNumber, outcome.event_time_ms);
    add(field::kDuplicateFieldNumber, outcome.verdict == ledger::verdict::duplicate);
    add(field::kServiceDateFieldNumber, line.service_date);
    add(field::kDateChangedFieldNumber, line.flagged_date);
    add(field::kLateFieldNumber, outcome.late);
    add(field::kFlaggedFieldNumber, line.flagged_ceiling);
    if (outcome.epoch != 0) to.add_fixed64(field::kEpochFieldNumber, outcome.epoch);
    to.add_bytes(field::kMacFieldNumber, reinterpret_cast<char const*>(line.mac.data()),
                 line.mac.size());
    return {room.data(), room.size()};
}

}  // namespace

void ack::receipt(receipt_words const& words)
{
    SEJUTA_ASSERT(words.outcome.verdict != ledger::verdict::rejected, "a rejection is no receipt");
    receipts_.push_back(words);
}

void ack::reject(std::uint32_t seq, domain::rejection const& why, earlier_words earlier)
{
    rejections_.push_back({seq, why, std::move(earlier)});
}

std::string ack::take(ledger::epoch epoch_now)
{
    std::string frame;
    frame.reserve(frame_head_bytes_usual + receipts_.size() * (2 + receipt_bytes_max));
    {
        protozero::pbf_writer whole(frame);
        protozero::pbf_writer answers(whole, v1::ServerFrame::kReceiptsFieldNumber);
        if (epoch_now != 0) answers.add_fixed64(v1::Receipts::kEpochFieldNumber, epoch_now);
        receipt_block block;
        for (auto const& line : receipts_) {
            auto const bytes = write(line, block);
            answers.add_message(v1::Receipts::kReceiptsFieldNumber, bytes.data(), bytes.size());
        }
        for (auto const& line : rejections_)
            answers.add_message(v1::Receipts::kRejectionsFieldNumber, bytes_of(line));
    }
    receipts_.clear();
    rejections_.clear();
    return frame;
}

}  // namespace sejuta::ingest
