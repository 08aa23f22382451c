// SPDX-License-Identifier: Apache-2.0
#include "fanout/hub.hpp"

namespace sejuta::fanout {

hub::subscription hub::subscribe(topic const& of, viewer& who)
{
    auto& at = stations_[of];
    auto& in = houses_[{of.event, of.is_public}];
    bool const is_first = at.watching.size() == 0;
    at.watching.add(who);
    if (++in.topics[&who] == 1) in.everybody.add(who);
    subscription place(*this, of, who);
    if (is_first) {
        at.latest = {};
        interest_(of, +1);
    } else if (at.latest.snapshot) {
        who.on_publication(at.latest);
    }
    return place;
}

void hub::repeat(topic const& of, viewer& who)
{
    auto const at = stations_.find(of);
    if (at != stations_.end() && at->second.latest.snapshot) who.on_publication(at->second.latest);
}

void hub::leave(topic const& of, viewer& who)
{
    auto& at = stations_.at(of);
    auto& in = houses_.at({of.event, of.is_public});
    at.watching.remove(who);
    if (auto const counted = in.topics.find(&who); --counted->second == 0) {
        in.topics.erase(counted);
        in.everybody.remove(who);
    }
    bool const was_last = at.watching.size() == 0;
    if (was_last) interest_(of, -1);
    if (was_last && !telling_) sweep();
}

// Stations and houses without anybody go, but never while one of them is telling.
void hub::sweep()
{
    std::erase_if(stations_, [](auto const& s) { return s.second.watching.size() == 0; });
    std::erase_if(houses_, [](auto const& h) { return h.second.everybody.size() == 0; });
}

void hub::publish(std::vector<publication> const& publications)
{
    telling_ = true;
    for (auto const& p : publications) {
        auto const at = stations_.find(p.topic);
        if (at == stations_.end()) continue;
        at->second.latest = p;
        at->second.latest.delta.reset();
        at->second.watching.tell([&p](viewer& v) { v.on_publication(p); });
    }
    telling_ = false;
    sweep();
}

void hub::beat(std::vector<heartbeat> const& beats)
{
    telling_ = true;
    for (auto const& b : beats) {
        auto const in = houses_.find({b.event, b.is_public});
        if (in != houses_.end()) in->second.everybody.tell([&b](viewer& v) { v.on_heartbeat(b); });
    }
    telling_ = false;
    sweep();
}

std::size_t hub::viewers(topic const& of) const
{
    auto const at = stations_.find(of);
    return at == stations_.end() ? 0 : at->second.watching.size();
}

}  // namespace sejuta::fanout
