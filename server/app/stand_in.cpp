// SPDX-License-Identifier: Apache-2.0
#include "app/stand_in.hpp"

#include <utility>

#include "base/assert.hpp"
#include "sejuta/v1/terminal.pb.h"

namespace sejuta::app {
namespace {

constexpr std::string_view code_prefix = "REJECTION_CODE_";

void fill(entered& answer, v1::Rejection const& why)
{
    answer.became = entered::state::refused;
    answer.code = why.code();
    answer.reason = v1::RejectionCode_Name(why.code()).substr(code_prefix.size());
    answer.text_id = why.rule_id();
    answer.text_en = why.rule_en();
    answer.again =
        why.advice() == v1::ADVICE_RETRY_LATER || why.advice() == v1::ADVICE_RETRY_AFTER_RECONCILE;
}

}  // namespace

stand_in::stand_in(ingest::pipeline& pipeline, ingest::identity identity, entered& answer,
                   std::function<void()> settled)
    : pipeline_(pipeline),
      answer_(answer),
      settled_(std::move(settled)),
      origin_(pipeline.enter(*this))
{
    who = std::move(identity);
}

void stand_in::take(domain::sent_report report)
{
    report.device_time_ms = pipeline_.event_now_ms();
    pipeline_.take(origin_, domain::sent_reports{{std::move(report)}});
}

void stand_in::take(domain::sent_close close)
{
    close.device_time_ms = pipeline_.event_now_ms();
    pipeline_.take(origin_, close);
}

void stand_in::answer(std::string_view frame)
{
    v1::ServerFrame said;
    SEJUTA_ASSERT(said.ParseFromArray(frame.data(), static_cast<int>(frame.size())),
                  "ack makes frames");
    for (auto const& receipt : said.receipts().receipts())
        answer_.became = receipt.duplicate() ? entered::state::duplicate : entered::state::received;
    for (auto const& why : said.receipts().rejections()) fill(answer_, why);
}

void stand_in::settled()
{
    pipeline_.leave(origin_);
    settled_();
}

}  // namespace sejuta::app
