// SPDX-License-Identifier: Apache-2.0
#include "fanout/frames.hpp"

#include <google/protobuf/io/coded_stream.h>

#include <set>

#include "sejuta/v1/live.pb.h"
#include "totals/achievement.hpp"

namespace sejuta::fanout {
namespace {

namespace wire = sejuta::v1;

constexpr char snapshot_tag = wire::LiveFrame::kSnapshotFieldNumber << 3 | 2;  // length-delimited

// The field of a row message that a dimension's value goes to.
void set_value(wire::MethodRow& row, domain::method v)
{
    row.set_method(wire::Method(int(v)));
}
void set_value(wire::CategoryRow& row, domain::category v)
{
    row.set_category(wire::Category(int(v)));
}
void set_value(wire::PostpartumRow& row, domain::postpartum v)
{
    row.set_postpartum(wire::Postpartum(int(v)));
}
void set_value(wire::PlaceRow& row, domain::place v)
{
    row.set_place(wire::Place(int(v)));
}
void set_value(wire::PartnerRow& row, domain::partner v)
{
    row.set_partner(wire::Partner(int(v)));
}

// Rows of `after` that `before` does not have alike; with an empty `before` all of them.
template <class E, class Rows>
void add_changed(Rows& to, std::map<E, std::int64_t> const& before,
                 std::map<E, std::int64_t> const& after)
{
    for (auto const& token : domain::tokens(E{})) {
        auto const was = before.find(token.value);
        auto const is = after.find(token.value);
        auto const old_value = was == before.end() ? 0 : was->second;
        auto const new_value = is == after.end() ? 0 : is->second;
        if (old_value == new_value) continue;
        auto& row = *to.Add();
        set_value(row, token.value);
        row.set_acceptors(new_value);
    }
}

void set_sequence(wire::Sequence& to, ledger::sequence const& from)
{
    to.set_epoch(from.epoch);
    to.set_revision(from.revision);
    to.set_as_of_ms(from.as_of_ms);
}

void set_target(wire::Target& to, totals::target const& from)
{
    to.set_set(from.set);
    to.set_acceptors(from.acceptors);
}

void set_coverage(wire::Coverage& to, totals::coverage const& from)
{
    to.set_reported(from.reported);
    to.set_expected(from.expected);
    to.set_closed(from.closed);
    to.set_outside(from.outside);
}

void set_projection(wire::Projection& to, totals::projection const& from)
{
    to.set_low(from.low);
    to.set_mid(from.mid);
    to.set_high(from.high);
    to.set_closes_at_ms(from.closes_at_ms);
}

void add_changed_places(wire::Totals& to, std::map<domain::place, totals::coverage> const& before,
                        std::map<domain::place, totals::coverage> const& after)
{
    for (auto const& token : domain::tokens(domain::place{})) {
        auto const was = before.find(token.value);
        auto const is = after.find(token.value);
        auto const old_value = was == before.end() ? totals::coverage{} : was->second;
        auto const new_value = is == after.end() ? totals::coverage{} : is->second;
        if (old_value == new_value) continue;
        auto& row = *to.add_coverage_by_place();
        row.set_place(wire::Place(int(token.value)));
        set_coverage(*row.mutable_coverage(), new_value);
    }
}

void add_changed_regions(wire::Totals& to, std::vector<totals::region_row> const& before,
                         std::vector<totals::region_row> const& after)
{
    for (std::size_t i = 0; i < after.size(); ++i) {
        // An event's region set is fixed, so the children stand in the same places.
        if (i < before.size() && before[i] == after[i]) continue;
        auto& row = *to.add_by_region();
        row.set_code(after[i].code.text());
        row.set_acceptors(after[i].acceptors);
        if (after[i].target) set_target(*row.mutable_target(), *after[i].target);
        set_coverage(*row.mutable_coverage(), after[i].coverage);
        row.set_hidden(after[i].hidden);
        for (auto const& each : after[i].targets) set_target(*row.add_targets(), each);
    }
}

void add_minute(wire::Totals& to, std::uint32_t minute, std::int64_t acceptors)
{
    auto& row = *to.add_by_minute();
    row.set_minute(minute);
    row.set_acceptors(acceptors);
}

void add_changed_minutes(wire::Totals& to, std::vector<totals::minute_row> const& before,
                         std::vector<totals::minute_row> const& after)
{
    auto was = before.begin();
    auto is = after.begin();
    while (was != before.end() || is != after.end()) {
        if (is == after.end() || (was != before.end() && was->minute < is->minute)) {
            add_minute(to, (was++)->minute, 0);
        } else if (was == before.end() || is->minute < was->minute) {
            add_minute(to, is->minute, is->acceptors);
            ++is;
        } else {
            if (was->acceptors != is->acceptors) add_minute(to, is->minute, is->acceptors);
            ++was, ++is;
        }
    }
}

void set_changed(wire::Totals& to, totals::region_totals const& before,
                 totals::region_totals const& after)
{
    to.set_acceptors(after.acceptors);
    if (after.target) set_target(*to.mutable_target(), *after.target);
    set_coverage(*to.mutable_coverage(), after.coverage);
    add_changed(*to.mutable_by_method(), before.by_method, after.by_method);
    add_changed(*to.mutable_by_category(), before.by_category, after.by_category);
    add_changed(*to.mutable_by_postpartum(), before.by_postpartum, after.by_postpartum);
    add_changed(*to.mutable_by_place(), before.by_place, after.by_place);
    add_changed(*to.mutable_by_partner(), before.by_partner, after.by_partner);
    add_changed_regions(to, before.by_region, after.by_region);
    add_changed_minutes(to, before.by_minute, after.by_minute);
    for (auto const& [group, wanted] : after.group_targets) {
        auto& row = *to.add_group_targets();
        row.set_group(group);
        row.set_acceptors(wanted.acceptors);
        row.set_set(wanted.set);
    }
    for (auto const& each : after.targets) set_target(*to.add_targets(), each);
    add_changed_places(to, before.coverage_by_place, after.coverage_by_place);
    to.set_minute_step(after.minute_step);
    if (after.projection) set_projection(*to.mutable_projection(), *after.projection);
    to.set_hidden(after.hidden);
    for (auto const method : after.hidden_methods) {
        auto& row = *to.add_by_method();
        set_value(row, method);
        row.set_hidden(true);
    }
}

void set_name(wire::RegionName& to, domain::event const& event, domain::region_code code)
{
    auto const* const region = event.find_region(code);
    to.set_code(code.text());
    if (region) to.set_name(region->name);
}

void set_event(wire::EventInfo& to, totals::moment const& of, ledger::head const& head,
               totals::warnings const& say)
{
    auto const& event = of.event;
    to.set_id(event.id);
    to.set_name(event.name);
    to.set_kind(wire::EventKind(int(of.kind)));
    to.set_status(wire::EventStatus(int(of.status)));
    for (auto const& date : event.service_dates) to.add_service_dates(date.number());
    to.set_development_tokens(say.development_tokens);
    to.set_weaker_durability(say.weaker_durability);
    to.set_open_dashboards(say.open_dashboards);
    to.set_clock_real_ms(head.clock_real_ms);
    to.set_clock_event_ms(head.clock_event_ms);
    to.set_clock_speed(head.clock_speed);
    to.set_clock_event_end_ms(head.clock_event_end_ms);
    to.set_rehearses(event.rehearses);
    for (auto const& each : event.indicators) {
        auto& row = *to.add_indicators();
        row.set_name(each.name);
        row.set_value(each.value);
        row.set_target(each.target);
        row.set_lower_is_better(each.lower_is_better);
        row.set_percent(totals::percent_of(each).value_or(""));
        row.set_source(each.source);
    }
}

shared_frame shared(wire::LiveFrame const& frame)
{
    return std::make_shared<std::string const>(frame.SerializeAsString());
}

}  // namespace

std::string snapshot_rows(domain::event const& event, totals::region_totals const& totals)
{
    wire::Snapshot out;
    out.set_region(totals.code.text());
    auto const nation = domain::region_code::nation();
    for (auto const code : std::set{nation, totals.code.parent(), totals.code})
        set_name(*out.add_path(), event, code);
    set_changed(*out.mutable_totals(), {}, totals);
    for (auto const& row : totals.by_region) set_name(*out.add_region_names(), event, row.code);
    out.set_public_view(totals.is_public);
    return out.SerializeAsString();
}

shared_frame snapshot_frame(totals::moment const& of, ledger::head const& clock,
                            totals::warnings const& say, std::string const& rows)
{
    wire::Snapshot head;
    set_event(*head.mutable_event(), of, clock, say);
    set_sequence(*head.mutable_sequence(), of.sequence);
    auto const head_bytes = head.SerializeAsString();
    auto const size = static_cast<std::uint32_t>(head_bytes.size() + rows.size());
    std::uint8_t length[5];
    auto* const end = google::protobuf::io::CodedOutputStream::WriteVarint32ToArray(size, length);
    auto frame = std::make_shared<std::string>();
    frame->reserve(1 + sizeof length + size);
    frame->push_back(snapshot_tag);
    frame->append(static_cast<std::uint8_t*>(length), end);
    frame->append(head_bytes);
    frame->append(rows);
    return frame;
}

shared_frame delta_frame(topic_state const& before, topic_state const& after)
{
    wire::LiveFrame frame;
    auto& delta = *frame.mutable_delta();
    delta.set_base_revision(before.sequence.revision);
    set_sequence(*delta.mutable_sequence(), after.sequence);
    delta.set_region(after.totals.code.text());
    set_changed(*delta.mutable_changed(), before.totals, after.totals);
    delta.set_event_status(wire::EventStatus(int(after.status)));
    return shared(frame);
}

shared_frame heartbeat_frame(freshness const& fresh)
{
    wire::LiveFrame frame;
    auto& beat = *frame.mutable_heartbeat();
    set_sequence(*beat.mutable_sequence(), fresh.sequence);
    beat.set_checked_at_ms(fresh.checked_at_ms);
    beat.set_server_time_ms(fresh.server_time_ms);
    beat.set_ledger_age_seconds(fresh.ledger_age_seconds);
    return shared(frame);
}

}  // namespace sejuta::fanout
