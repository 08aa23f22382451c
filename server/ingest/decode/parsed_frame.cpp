// SPDX-License-Identifier: Apache-2.0
#include "ingest/decode/parsed_frame.hpp"

#include <google/protobuf/arena.h>

#include <array>

#include "base/limits.hpp"
#include "sejuta/v1/terminal.pb.h"

namespace sejuta::ingest {
namespace {

using domain::rejection;
using domain::rejection_code;

std::optional<domain::sent_proof> words_of(bool there, v1::Proof const& from)
{
    if (!there) return std::nullopt;
    return domain::sent_proof{
        .epoch = from.epoch(),
        .revision = from.revision(),
        .event_time_ms = from.event_time_ms(),
        .late = from.late(),
        .service_date = from.service_date(),
        .mac = from.mac(),
    };
}

domain::sent_report words_of(v1::Report const& from)
{
    domain::sent_report to{
        .seq = from.seq(),
        .site = from.site(),
        .service_date = from.service_date(),
        .date_chosen = from.date_chosen(),
        .method = from.method(),
        .category = from.category(),
        .postpartum = from.postpartum(),
        .partner = from.partner(),
        .count = from.count(),
        .confirmed = from.confirmed(),
        .device_time_ms = from.device_time_ms(),
        .correction = {},
        .proof = words_of(from.has_proof(), from.proof()),
    };
    if (from.has_correction())
        to.correction = {from.correction().seq(), from.correction().kind(),
                         from.correction().reason()};
    return to;
}

domain::judged<domain::sent_frame> words_of(v1::Reports const& from)
{
    auto const size = static_cast<std::size_t>(from.reports_size());
    if (size == 0 || size > limits::reports_per_frame_max)
        return rejection{rejection_code::reports_per_frame, std::to_string(size)};
    domain::sent_reports to;
    to.reports.reserve(size);
    for (auto const& report : from.reports()) to.reports.push_back(words_of(report));
    return to;
}

std::vector<domain::seq_range> words_of(
    google::protobuf::RepeatedPtrField<v1::SeqRange> const& from)
{
    std::vector<domain::seq_range> to;
    to.reserve(static_cast<std::size_t>(from.size()));
    for (auto const& range : from) to.push_back({range.first(), range.last()});
    return to;
}

domain::sent_hello words_of(v1::Hello const& from)
{
    domain::sent_hello to{
        .token = from.token(),
        .event = from.event(),
        .terminal = from.terminal(),
        .app_version = from.app_version(),
        .device_time_ms = from.device_time_ms(),
        .held = {},
        .install = from.install(),
    };
    to.held = words_of(from.held());
    return to;
}

domain::sent_close words_of(v1::CloseDay const& from)
{
    return {
        .seq = from.seq(),
        .site = from.site(),
        .service_date = from.service_date(),
        .own_total = from.own_total(),
        .device_time_ms = from.device_time_ms(),
        .proof = words_of(from.has_proof(), from.proof()),
    };
}

domain::judged<domain::sent_frame> words_of(v1::AskSiteDays const& from)
{
    auto const size = static_cast<std::size_t>(from.days_size());
    if (size == 0 || size > limits::site_days_per_ask_max)
        return rejection{rejection_code::malformed_frame, std::to_string(size)};
    domain::sent_ask to;
    to.days.reserve(size);
    for (auto const& day : from.days()) to.days.push_back({day.site(), day.service_date()});
    return to;
}

}  // namespace

domain::judged<domain::sent_frame> parsed_frame(std::string_view frame)
{
    // Most frames fit this block, so parsing one allocates nothing.
    alignas(8) std::array<char, 8 * 1024> block;
    google::protobuf::ArenaOptions options;
    options.initial_block = block.data();
    options.initial_block_size = block.size();
    google::protobuf::Arena arena(options);
    auto& message = *google::protobuf::Arena::CreateMessage<v1::TerminalFrame>(&arena);
    if (frame.size() > limits::terminal_frame_bytes_max ||
        !message.ParseFromArray(frame.data(), static_cast<int>(frame.size())))
        return rejection{rejection_code::malformed_frame};
    switch (message.body_case()) {
    case v1::TerminalFrame::kHello: return domain::sent_frame(words_of(message.hello()));
    case v1::TerminalFrame::kReports: return words_of(message.reports());
    case v1::TerminalFrame::kHeartbeat: return domain::sent_frame(domain::sent_heartbeat{});
    case v1::TerminalFrame::kCloseDay: return domain::sent_frame(words_of(message.close_day()));
    case v1::TerminalFrame::kAskSiteDays: return words_of(message.ask_site_days());
    case v1::TerminalFrame::kReconcile:
        return domain::sent_frame(domain::sent_reconcile{words_of(message.reconcile().held())});
    case v1::TerminalFrame::BODY_NOT_SET: break;
    }
    return rejection{rejection_code::malformed_frame};
}

}  // namespace sejuta::ingest
