// SPDX-License-Identifier: Apache-2.0
#include "edge/live_session.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "people/may.hpp"
#include "sejuta/v1/live.pb.h"

namespace sejuta::edge {

std::chrono::nanoseconds stall_watch::stalled(std::size_t unsent, std::chrono::nanoseconds now)
{
    // The channel's count has the headers of its frames on top, so it may be the larger one.
    auto const taken = given_ - std::min(given_, unsent);
    bool const moved = unsent == 0 || taken > taken_ || moved_at_ < std::chrono::nanoseconds(0);
    if (moved) moved_at_ = now;
    taken_ = taken;
    return now - moved_at_;
}

void live_session::on_message(std::string_view message)
{
    if (!to_) return;
    if (message.size() > limits::viewer_frame_bytes_max)
        return close(close_code::too_big, "a viewer's frame has at most 1024 bytes");
    v1::ViewerFrame frame;
    if (!frame.ParseFromArray(message.data(), static_cast<int>(message.size())))
        return close(close_code::malformed, "not a ViewerFrame");
    switch (frame.body_case()) {
    case v1::ViewerFrame::kSubscribe: {
        auto const& wanted = frame.subscribe();
        return subscribe(wanted.event(), {wanted.regions().begin(), wanted.regions().end()});
    }
    case v1::ViewerFrame::kUnsubscribe:
        for (auto const& region : frame.unsubscribe().regions())
            if (may_change()) unsubscribe(region);
        return;
    case v1::ViewerFrame::BODY_NOT_SET:
        return close(close_code::malformed, "a ViewerFrame without a body");
    }
}

void live_session::subscribe(std::string const& event_id, std::vector<std::string> const& regions)
{
    if (regions.empty()) return close(close_code::malformed, "Subscribe names no region");
    if (!enter(event_id)) return;
    for (auto const& text : regions) {
        auto const region = domain::region_code::from_text(text);
        if (!region || !event_->find_region(*region))
            return close(close_code::region_unknown, "the event has no such region");
        if (!admit(*region) || !may_change()) return;
        bool const is_public = people::audience_of(who_, *region) == people::audience::publik;
        watch({event_->id, *region, is_public});
        if (!to_) return;
    }
    flush();
}

// Each change costs the totals' thread a snapshot.
bool live_session::may_change()
{
    if (!to_) return false;
    if (changes_left_ > 0) return changes_left_-- > 0;
    close(close_code::too_many_topics, "the topics change too often");
    return false;
}

// A stranger is the public, which has the nation and the provinces.
bool live_session::admit(domain::region_code region)
{
    if (people::audience_of(who_, region) != people::audience::nobody) return true;
    if (who_)
        close(close_code::not_in_scope, "the region is outside your scope");
    else
        close(close_code::login_needed, "log in to see regencies and cities");
    return false;
}

// A login that ended, or a user whose role or scope was changed.
bool live_session::has_ended()
{
    return who_ && world_.identity_of(ticket_) != who_;
}

// A delta names its region only, so a connection has topics of one event.
bool live_session::enter(std::string const& event_id)
{
    if (event_ && (event_id.empty() || event_id == event_->id)) return true;
    if (event_) {
        close(close_code::event_unknown, "one event a connection");
        return false;
    }
    event_ = world_.event_of(event_id);
    if (!event_) close(close_code::event_unknown, "no such event here");
    return event_ != nullptr;
}

void live_session::watch(fanout::topic const& topic)
{
    if (outbox_.is_open(topic)) {
        // Asked again: the viewer lost its base.
        outbox_.open(topic);
        return world_.hub.repeat(topic, *this);
    }
    if (outbox_.topics() == limits::topics_per_viewer_max)
        return close(close_code::too_many_topics, "at most 8 topics a connection");
    outbox_.open(topic);
    subscriptions_.push_back(world_.hub.subscribe(topic, *this));
}

void live_session::unsubscribe(std::string const& text)
{
    auto const region = domain::region_code::from_text(text);
    auto const at = std::ranges::find_if(
        subscriptions_, [&](auto const& s) { return region && s.topic().region == *region; });
    if (at == subscriptions_.end()) return;
    outbox_.shut(at->topic());
    subscriptions_.erase(at);
}

void live_session::on_publication(fanout::publication const& p)
{
    if (!to_) return;
    if (!outbox_.put(p)) return close(close_code::too_slow, "too much is unsent");
    flush();
}

void live_session::on_heartbeat(fanout::heartbeat const& beat)
{
    if (!to_) return;
    if (!outbox_.put(beat)) return close(close_code::too_slow, "too much is unsent");
    flush();
}

void live_session::flush()
{
    while (to_ && to_->unsent_bytes() < limits::viewer_unsent_bytes_max) {
        auto const frame = outbox_.take();
        if (!frame) return;
        stall_.sent(frame->size());
        to_->send(*frame);
    }
}

void live_session::on_tick(std::chrono::nanoseconds now)
{
    if (!to_) return;
    if (opened_at_ < std::chrono::nanoseconds(0)) opened_at_ = now;
    changes_left_ =
        std::min(limits::topic_changes_max, changes_left_ + limits::topic_changes_per_second);
    if (!event_ && now - opened_at_ >= limits::hello_deadline)
        return close(close_code::hello_expected, "no Subscribe in time");
    if (has_ended()) return close(close_code::login_needed, "the login has ended");
    if (place_.must_go()) return close(close_code::try_again_later, "over capacity");
    if (stall_.stalled(to_->unsent_bytes(), now) >= limits::viewer_stall_max)
        return close(close_code::too_slow, "the viewer does not read");
    flush();
}

// What is unsent is of no use to a viewer that goes; its place at the hub is free at once.
void live_session::close(close_code code, std::string_view reason)
{
    if (!to_) return;
    auto* const to = std::exchange(to_, nullptr);
    subscriptions_.clear();
    place_ = {};
    outbox_ = {};
    to->close(code, reason);
}

void live_session::on_closed()
{
    to_ = nullptr;
    subscriptions_.clear();
}

}  // namespace sejuta::edge
