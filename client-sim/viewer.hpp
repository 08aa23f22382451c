// SPDX-License-Identifier: Apache-2.0
// One viewer's side of the live totals (live.proto) without a socket: it holds the last state of
// each topic, applies deltas only where they fit, and asks for a topic again where they do not.
// What it saw last is the third account of the verdict.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "event_time.hpp"

namespace sejuta::v1 {
class EventInfo;
class Snapshot;
class Delta;
class Totals;
}  // namespace sejuta::v1

namespace sejuta::sim {

// The totals of one region as somebody showed them to us.
struct shown {
    std::uint64_t epoch = 0;
    std::uint64_t revision = 0;
    std::int64_t total = 0;
    std::map<std::string, std::int64_t> by_method;  // by word: suntik holds all three kinds
    std::map<std::string, std::int64_t> by_region;  // children by code
};

// What the server says about the event.
struct event_seen {
    std::string id;
    std::string name;
    bool rehearsal = false;
    bool accepts_reports = false;
    bool development_tokens = false;
    event_time clock;
};

class viewer {
public:
    viewer(std::string event, std::vector<std::string> regions)
        : event_(std::move(event)),
          regions_(std::move(regions))
    {
    }

    // The frame that subscribes to everything; send it whenever a connection opens.
    std::string subscribe() const;
    // Frames to send in answer; nothing for most.
    std::vector<std::string> on_message(std::string_view bytes);
    // What was seen stays; the next snapshots replace it.
    void on_closed() {}

    std::optional<event_seen> const& event() const { return seen_; }
    // True once every topic has had a snapshot.
    bool complete() const { return topics_.size() == regions_.size() && seen_.has_value(); }
    // The server shows us what it shows to strangers: too little to settle accounts.
    bool is_public() const { return is_public_; }
    shown const* topic(std::string const& region) const;
    // Seconds since the server had heard from its ledger, as its last heartbeat says.
    std::uint32_t ledger_age_seconds() const { return ledger_age_seconds_; }
    std::uint64_t frames() const { return frames_; }
    std::uint64_t gaps() const { return gaps_; }
    std::uint64_t nonsense() const { return nonsense_; }

private:
    void take(v1::EventInfo const&);
    void take(v1::Snapshot const&);
    // False where the delta does not fit what we hold.
    bool take(v1::Delta const&);
    // Rows of methods, kept by the wire's number until they are shown.
    struct topic_state {
        shown totals;
        std::map<int, std::int64_t> methods;
    };
    static void merge(topic_state&, v1::Totals const&);

    std::string event_;
    std::vector<std::string> regions_;
    std::optional<event_seen> seen_;
    bool is_public_ = false;
    std::map<std::string, topic_state> topics_;
    std::uint32_t ledger_age_seconds_ = 0;
    std::uint64_t frames_ = 0;
    std::uint64_t gaps_ = 0;
    std::uint64_t nonsense_ = 0;
};

}  // namespace sejuta::sim
