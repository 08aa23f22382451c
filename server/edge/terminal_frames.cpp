// SPDX-License-Identifier: Apache-2.0
#include "edge/terminal_frames.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "sejuta/v1/terminal.pb.h"

namespace sejuta::edge {
namespace {

void write_ranges(std::vector<std::uint32_t> const& seqs,
                  google::protobuf::RepeatedPtrField<v1::SeqRange>& to)
{
    for (auto const& range : to_ranges(seqs)) {
        auto& added = *to.Add();
        added.set_first(range.first);
        added.set_last(range.last);
    }
}

void write_site(terminal_world const& world, domain::event const& event, domain::site const& site,
                v1::SiteInfo& to)
{
    to.set_code(site.code);
    to.set_place(static_cast<v1::Place>(site.place));
    to.set_regency(site.regency.text());
    to.set_zone_offset_minutes(
        static_cast<std::int32_t>(domain::offset(event.zone_of(site)).count()));
    if (world.name_of_site) to.set_name(world.name_of_site(event.id, site.code));
    if (auto const* region = event.find_region(site.regency)) to.set_regency_name(region->name);
}

void write_event(domain::event const& event, double clock_speed, v1::Welcome& to)
{
    to.set_event(event.id);
    to.set_event_kind(static_cast<v1::EventKind>(event.kind));
    to.set_event_name(event.name);
    for (auto const& date : event.service_dates) to.add_service_dates(date.number());
    to.set_deadline_ms(event.deadline_ms);
    to.set_ceiling(event.ceiling);
    to.set_clock_speed(clock_speed);
}

void write_day(totals::site_day const& day, v1::SiteDay& to)
{
    to.set_site(day.of.site);
    to.set_service_date(day.of.date.number());
    to.set_pending(day.pending);
    if (day.pending) return;
    to.set_acceptors(day.acceptors);
    for (auto const& [of, acceptors] : day.counts) {
        if (acceptors == 0) continue;
        auto& row = *to.add_counts();
        row.set_method(static_cast<v1::Method>(of.first));
        row.set_category(static_cast<v1::Category>(of.second));
        row.set_acceptors(acceptors);
    }
    to.set_epoch(day.sequence.epoch);
    to.set_revision(day.sequence.revision);
    to.set_as_of_ms(day.sequence.as_of_ms);
    if (!day.closed) return;
    to.set_closed(true);
    to.set_closed_total(day.closed->own_total);
    to.set_closed_at_ms(day.closed->event_time_ms);
}

}  // namespace

std::string welcome_frame(terminal_world const& world, ingest::pipeline const& pipeline,
                          ingest::identity const& who, base::unix_ms skew_ms,
                          std::vector<std::uint32_t> const& lacking)
{
    auto const& event = pipeline.event();
    v1::ServerFrame frame;
    auto& out = *frame.mutable_welcome();
    write_event(event, pipeline.clock_speed(), out);
    out.set_terminal(who.terminal);
    out.set_event_status(static_cast<v1::EventStatus>(world.status_of(event.id)));
    for (auto const& code : who.sites)
        if (auto const* site = event.find_site(code))
            write_site(world, event, *site, *out.add_sites());
    out.set_server_time_ms(pipeline.event_now_ms());
    out.set_skew_ms(skew_ms);
    write_ranges(lacking, *out.mutable_lacking());
    for (auto const& url : world.alternatives) out.add_alternatives(url);
    out.set_epoch(pipeline.now().epoch);
    out.set_revision(pipeline.now().revision);
    out.set_development_tokens(world.tokens.development_tokens);
    return frame.SerializeAsString();
}

std::string site_days_frame(std::vector<totals::site_day> const& days)
{
    v1::ServerFrame frame;
    auto& out = *frame.mutable_site_days();
    for (auto const& day : days) write_day(day, *out.add_days());
    return frame.SerializeAsString();
}

std::string reconciled_frame(std::vector<std::uint32_t> const& lacking, std::uint32_t up_to)
{
    v1::ServerFrame frame;
    auto& out = *frame.mutable_reconciled();
    write_ranges(lacking, *out.mutable_lacking());
    out.set_up_to(up_to);
    return frame.SerializeAsString();
}

std::vector<totals::site_date> own_days(domain::sent_ask const& asked, ingest::identity const& who,
                                        domain::event const& event)
{
    std::vector<totals::site_date> own;
    for (auto const& [site, number] : asked.days) {
        auto const date = domain::service_date::from_number(number);
        if (!date || !event.find_site(site) ||
            !std::binary_search(who.sites.begin(), who.sites.end(), site))
            continue;
        totals::site_date const day{site, *date};
        if (std::find(own.begin(), own.end(), day) == own.end()) own.push_back(day);
    }
    return own;
}

std::vector<totals::site_day> all_pending(std::vector<totals::site_date> const& asked)
{
    std::vector<totals::site_day> days;
    for (auto const& each : asked) days.push_back({each, true, 0, 0, 0, {}, {}, {}});
    return days;
}

std::vector<domain::seq_range> to_ranges(std::vector<std::uint32_t> const& seqs)
{
    std::vector<domain::seq_range> ranges;
    for (auto seq : seqs) {
        if (!ranges.empty() && ranges.back().last + 1 == seq)
            ranges.back().last = seq;
        else
            ranges.push_back({seq, seq});
    }
    return ranges;
}

std::optional<std::vector<std::uint32_t>> to_seqs(std::vector<domain::seq_range> const& ranges)
{
    if (ranges.size() > limits::held_ranges_max) return std::nullopt;
    std::vector<std::uint32_t> seqs;
    for (auto const& [first, last] : ranges) {
        if (first == 0 || last < first || last > limits::seq_max) return std::nullopt;
        if (!seqs.empty() && first <= seqs.back()) return std::nullopt;
        if (seqs.size() + (last - first) + 1 > limits::held_seqs_max) return std::nullopt;
        for (auto seq = first; seq <= last; ++seq) seqs.push_back(seq);
    }
    return seqs;
}

}  // namespace sejuta::edge
