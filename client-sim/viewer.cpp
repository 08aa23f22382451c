// SPDX-License-Identifier: Apache-2.0
// See viewer.hpp.
#include "viewer.hpp"

#include <algorithm>
#include <utility>

#include "domain/dimensions.hpp"
#include "sejuta/v1/live.pb.h"
#include "words.hpp"

namespace sejuta::sim {

std::string viewer::subscribe() const
{
    v1::ViewerFrame frame;
    frame.mutable_subscribe()->set_event(event_);
    for (auto const& region : regions_) frame.mutable_subscribe()->add_regions(region);
    return frame.SerializeAsString();
}

shown const* viewer::topic(std::string const& region) const
{
    auto const found = topics_.find(region);
    return found == topics_.end() ? nullptr : &found->second.totals;
}

std::vector<std::string> viewer::on_message(std::string_view bytes)
{
    v1::LiveFrame frame;
    if (!frame.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
        ++nonsense_;
        return {};
    }
    ++frames_;
    if (frame.has_heartbeat()) ledger_age_seconds_ = frame.heartbeat().ledger_age_seconds();
    if (frame.has_snapshot()) take(frame.snapshot());
    if (!frame.has_delta() || take(frame.delta())) return {};
    ++gaps_;
    v1::ViewerFrame again;
    again.mutable_subscribe()->set_event(event_);
    again.mutable_subscribe()->add_regions(frame.delta().region());
    return {again.SerializeAsString()};
}

void viewer::take(v1::EventInfo const& info)
{
    event_seen seen;
    seen.id = info.id();
    seen.name = info.name();
    seen.rehearsal = info.kind() == v1::EVENT_KIND_REHEARSAL;
    seen.accepts_reports =
        info.status() == v1::EVENT_STATUS_OPEN || info.status() == v1::EVENT_STATUS_LATE;
    seen.development_tokens = info.development_tokens();
    seen.clock = {info.clock_real_ms(), info.clock_event_ms(),
                  info.clock_speed() > 0 ? info.clock_speed() : 1.0, info.clock_event_end_ms()};
    seen_ = std::move(seen);
}

void viewer::merge(topic_state& into, v1::Totals const& rows)
{
    into.totals.total = rows.acceptors();
    for (auto const& row : rows.by_method()) into.methods[row.method()] = row.acceptors();
    for (auto const& row : rows.by_region()) into.totals.by_region[row.code()] = row.acceptors();
    into.totals.by_method.clear();
    for (auto const& [number, acceptors] : into.methods)
        if (auto const given = domain::from_number<domain::method>(number))
            into.totals.by_method[std::string(printed_method(*given))] += acceptors;
}

void viewer::take(v1::Snapshot const& snapshot)
{
    if (std::find(regions_.begin(), regions_.end(), snapshot.region()) == regions_.end()) {
        ++nonsense_;
        return;
    }
    take(snapshot.event());
    is_public_ = snapshot.public_view();
    topic_state fresh;
    fresh.totals.epoch = snapshot.sequence().epoch();
    fresh.totals.revision = snapshot.sequence().revision();
    merge(fresh, snapshot.totals());
    topics_[snapshot.region()] = std::move(fresh);
}

bool viewer::take(v1::Delta const& delta)
{
    auto const found = topics_.find(delta.region());
    if (found == topics_.end()) return false;
    auto& totals = found->second.totals;
    if (totals.epoch != delta.sequence().epoch() || totals.revision != delta.base_revision())
        return false;
    totals.revision = delta.sequence().revision();
    merge(found->second, delta.changed());
    if (seen_)
        seen_->accepts_reports = delta.event_status() == v1::EVENT_STATUS_OPEN ||
                                 delta.event_status() == v1::EVENT_STATUS_LATE;
    return true;
}

}  // namespace sejuta::sim
