// SPDX-License-Identifier: Apache-2.0
// One hub a network thread: the viewers of that thread and the newest snapshot of each topic that
// they watch. The publisher on the totals thread posts immutable frames to it; it hands each to its
// viewers. Not thread-safe; lives on its network thread and outlives its viewers.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "fanout/audience.hpp"
#include "fanout/publication.hpp"

namespace sejuta::fanout {

// A viewer as its hub sees it.
class viewer {
public:
    virtual ~viewer() = default;
    virtual void on_publication(publication const&) = 0;
    // Of an event of which it watches a topic; once, however many topics those are.
    virtual void on_heartbeat(heartbeat const&) = 0;
};

class hub {
public:
    // Called when the first viewer of a topic came (+1) and when the last one went (-1).
    using on_interest = std::function<void(topic const&, int change)>;

    // A viewer's place at a topic; giving it up ends the subscription.
    class subscription {
    public:
        subscription() = default;
        subscription(subscription&& other) noexcept { swap(other); }
        subscription& operator=(subscription&& other) noexcept
        {
            subscription(std::move(other)).swap(*this);
            return *this;
        }
        ~subscription()
        {
            if (hub_) hub_->leave(topic_, *viewer_);
        }
        fanout::topic const& topic() const { return topic_; }

    private:
        friend class hub;
        subscription(hub& h, fanout::topic of, viewer& v)
            : hub_(&h),
              topic_(std::move(of)),
              viewer_(&v)
        {
        }
        void swap(subscription& other) noexcept
        {
            std::swap(hub_, other.hub_);
            std::swap(topic_, other.topic_);
            std::swap(viewer_, other.viewer_);
        }

        hub* hub_ = nullptr;
        fanout::topic topic_;
        viewer* viewer_ = nullptr;
    };

    explicit hub(on_interest interest) : interest_(std::move(interest)) {}
    hub(hub const&) = delete;
    hub& operator=(hub const&) = delete;

    // The newest snapshot is handed over before this returns, where the hub has one; otherwise as
    // soon as the publisher answers. A viewer subscribes to a topic once.
    [[nodiscard]] subscription subscribe(topic const&, viewer&);
    // Hands the newest snapshot to one viewer again.
    void repeat(topic const&, viewer&);

    void publish(std::vector<publication> const&);
    void beat(std::vector<heartbeat> const&);

    std::size_t viewers(topic const&) const;

private:
    struct station {
        audience watching;
        publication latest;  // without its delta; no snapshot until the first one comes
    };
    // The viewers of an event, in full or the public, each with the number of its topics.
    struct house {
        audience everybody;
        std::unordered_map<viewer*, std::size_t> topics;
    };

    void leave(topic const&, viewer&);
    void sweep();

    on_interest interest_;
    std::map<topic, station> stations_;
    std::map<std::pair<std::string, bool>, house> houses_;
    bool telling_ = false;
};

}  // namespace sejuta::fanout
