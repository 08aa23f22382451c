// SPDX-License-Identifier: Apache-2.0
#include "load/contract.hpp"

#include <fmt/format.h>

#include "sejuta/v1/dimensions.pb.h"

namespace sejuta::bench {
namespace {

std::string name_of(int code)
{
    auto const name = v1::RejectionCode_Name(static_cast<v1::RejectionCode>(code));
    return name.empty() ? fmt::format("code {}", code) : name;
}

std::string mac_of(answer const& receipt)
{
    std::string digits;
    for (auto const byte : receipt.mac)
        digits += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    return digits;
}

}  // namespace

std::string wrong_with_receipt(answer const& receipt, bool sent_before)
{
    if (receipt.revision == 0) return "revision is 0";
    if (receipt.event_time_ms <= 0)
        return fmt::format("event_time_ms is {}", receipt.event_time_ms);
    if (receipt.service_date != reported_date)
        return fmt::format("service_date is {}, not {} as it was sent", receipt.service_date,
                           reported_date);
    if (receipt.epoch == 0) return "epoch is 0";
    if (receipt.mac_bytes != receipt.mac.size())
        return fmt::format("mac has {} bytes, not {}", receipt.mac_bytes, receipt.mac.size());
    if (receipt.duplicate != sent_before)
        return sent_before ? "duplicate is not set, although it was sent before"
                           : "duplicate is set, although it was never sent before";
    return {};
}

std::string wrong_with_resent(answer const& first, answer const& said)
{
    if (said.rejected())
        return fmt::format("sent again with the same content, refused as {}", name_of(said.code));
    if (auto wrong = wrong_with_receipt(said, true); !wrong.empty()) return wrong;
    auto const differs = [](char const* field, auto const& now, auto const& then) {
        return fmt::format("{} is {}, but {} in the first receipt", field, now, then);
    };
    if (said.revision != first.revision) return differs("revision", said.revision, first.revision);
    if (said.event_time_ms != first.event_time_ms)
        return differs("event_time_ms", said.event_time_ms, first.event_time_ms);
    if (said.epoch != first.epoch) return differs("epoch", said.epoch, first.epoch);
    if (said.mac != first.mac) return differs("mac", mac_of(said), mac_of(first));
    return {};
}

std::string wrong_with_conflicting(answer const& said)
{
    if (said.code == v1::REJECTION_CODE_CONFLICT) return {};
    return fmt::format("sent again with other content, {} instead of REJECTION_CODE_CONFLICT",
                       said.rejected() ? "refused as " + name_of(said.code) : "it got a receipt");
}

}  // namespace sejuta::bench
