// SPDX-License-Identifier: Apache-2.0
#include "ingest/ack/ack.hpp"

#include <google/protobuf/arena.h>

#include <array>
#include <utility>

#include "base/assert.hpp"
#include "sejuta/v1/terminal.pb.h"

namespace sejuta::ingest {
namespace {

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
    alignas(8) std::array<char, 8 * 1024> block;
    google::protobuf::ArenaOptions options;
    options.initial_block = block.data();
    options.initial_block_size = block.size();
    google::protobuf::Arena arena(options);
    auto& frame = *google::protobuf::Arena::CreateMessage<v1::ServerFrame>(&arena);
    auto& answers = *frame.mutable_receipts();
    answers.set_epoch(epoch_now);
    for (auto const& line : receipts_) {
        auto& to = *answers.add_receipts();
        to.set_seq(line.seq);
        to.set_revision(line.outcome.revision);
        to.set_event_time_ms(line.outcome.event_time_ms);
        to.set_duplicate(line.outcome.verdict == ledger::verdict::duplicate);
        to.set_service_date(line.service_date);
        to.set_date_changed(line.flagged_date);
        to.set_late(line.outcome.late);
        to.set_flagged(line.flagged_ceiling);
        to.set_epoch(line.outcome.epoch);
        to.set_mac(line.mac.data(), line.mac.size());
    }
    for (auto const& line : rejections_) {
        auto const& rule = domain::rule_of(line.why.code);
        auto& to = *answers.add_rejections();
        to.set_seq(line.seq);
        to.set_code(static_cast<v1::RejectionCode>(line.why.code));
        to.set_advice(static_cast<v1::Advice>(rule.advice));
        to.set_field(std::string(rule.field));
        to.set_value(line.why.value);
        to.set_rule_id(std::string(rule.text_id));
        to.set_rule_en(std::string(rule.text_en));
        to.set_retry_after_ms(line.why.retry_after_ms);
        if (line.earlier.there) put(*line.earlier.there, line.earlier.site, *to.mutable_recorded());
    }
    receipts_.clear();
    rejections_.clear();
    return frame.SerializeAsString();
}

}  // namespace sejuta::ingest
