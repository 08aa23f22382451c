// SPDX-License-Identifier: Apache-2.0
#include "fanout/outbox.hpp"

#include <algorithm>

#include "base/limits.hpp"

namespace sejuta::fanout {

outbox::slot* outbox::find(topic const& of)
{
    auto const it = std::ranges::find(slots_, of, &slot::topic);
    return it == slots_.end() ? nullptr : &*it;
}

bool outbox::is_open(topic const& of) const
{
    return std::ranges::find(slots_, of, &slot::topic) != slots_.end();
}

void outbox::open(topic const& of)
{
    if (auto* const known = find(of))
        known->given.reset();
    else
        slots_.push_back({.topic = of, .given = {}, .unsent = {}});
}

void outbox::shut(topic const& of)
{
    auto* const leaving = find(of);
    if (!leaving) return;
    empty(*leaving);
    slots_.erase(slots_.begin() + (leaving - slots_.data()));
}

void outbox::empty(slot& s)
{
    if (s.unsent) bytes_ -= s.unsent->size();
    s.unsent.reset();
}

// A frame that takes an unsent one's place keeps its turn, so that no topic starves another.
bool outbox::fill(slot& to, shared_frame frame)
{
    auto const freed = to.unsent ? to.unsent->size() : 0;
    if (bytes_ - freed + frame->size() > limits::viewer_outbox_bytes_max) return false;
    if (!to.unsent) to.place = next_place_++;
    bytes_ += frame->size() - freed;
    to.unsent = std::move(frame);
    return true;
}

bool outbox::put(publication const& p)
{
    auto* const to = find(p.topic);
    if (!to) return true;
    if (to->given && to->given->epoch == p.sequence.epoch) {
        // Within an epoch a lower revision is an older state, the same one the same state.
        if (p.sequence.revision <= to->given->revision) return true;
        // Only what was sent is a base; an unsent frame that is overtaken never will be one.
        if (!to->unsent && p.delta && p.base_revision == to->given->revision) {
            to->given = p.sequence;
            return fill(*to, p.delta);
        }
    }
    to->given = p.sequence;
    return fill(*to, p.snapshot);
}

bool outbox::put(heartbeat const& beat)
{
    return beat_.unsent || fill(beat_, beat.frame);
}

shared_frame outbox::take()
{
    auto* next = beat_.unsent ? &beat_ : nullptr;
    for (auto& s : slots_)
        if (s.unsent && (!next || s.place < next->place)) next = &s;
    if (!next) return nullptr;
    auto frame = next->unsent;
    empty(*next);
    return frame;
}

}  // namespace sejuta::fanout
