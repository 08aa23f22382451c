// SPDX-License-Identifier: Apache-2.0
// What befell the server during a run, as an independent viewer's connection and the terminals saw
// it: away, silent, without its ledger, with another ledger. Pure: looks in, incidents out. Not
// thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "terminal.hpp"

namespace sejuta::sim {

enum class incident_kind : std::uint8_t {
    away,           // no connection stood or could be made
    silent,         // the connection stood, and not even a heartbeat came
    ledger_away,    // it answered, but without its ledger: LEDGER_UNAVAILABLE or an old heartbeat
    another_epoch,  // the ledger began anew, was restored or lost its tail
    receipts_lost,  // terminals were told that receipts of theirs are not in the ledger
    simulator,      // our own process stood still: what was late then says nothing of the server
};

struct incident {
    incident_kind kind = incident_kind::away;
    double from_seconds = 0;  // since the run's begin
    double to_seconds = 0;    // as far as it is known while it is open
    bool open = false;
    std::uint64_t count = 0;  // of receipts_lost: receipts
};

class incidents {
public:
    // What was seen at one instant; instants are of one clock.
    struct look {
        instant at{0};
        bool connected = false;  // the viewer
        instant heard{0};        // its last frame
        std::uint32_t ledger_age_seconds = 0;
        std::uint64_t epoch = 0;        // 0: not known
        std::uint64_t unavailable = 0;  // answers LEDGER_UNAVAILABLE so far
        std::uint64_t lost = 0;         // receipts so far that the ledger turned out to lack
        instant mute{0};                // for how long a process of ours has said nothing
    };

    // begins: from when seconds are counted.
    explicit incidents(instant begins = instant{0}) : begins_(begins), before_{.at = begins} {}
    void take(look const&);
    std::vector<incident> const& all() const { return all_; }
    // What the server suffers now: away, silent, or without its ledger; null where it is well.
    incident const* open() const;

private:
    double seconds(instant at) const;
    void reach(incident_kind, instant from, instant to, bool open);
    void close(incident_kind);
    void look_at_ourselves(look const&);
    void look_at_server(look const&);
    void look_at_ledger(look const&);

    instant begins_;
    look before_;
    instant grace_until_{0};
    instant refused_at_ = instant::min();  // last rise of `unavailable`
    instant unanswered_since_ = never;
    std::vector<incident> all_;
};

// What it is: "the server was away: …".
std::string in_english(incident const&);
std::string in_indonesian(incident const&);
// False for what has an instant and no length.
bool lasts(incident const&);
// The word of the JSON: "away".
char const* word_of(incident_kind);

}  // namespace sejuta::sim
