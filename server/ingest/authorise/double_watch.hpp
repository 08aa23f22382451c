// SPDX-License-Identifier: Apache-2.0
// Whether one terminal's token speaks from two devices at once. Two signs, and a phone that
// reconnects gives neither:
//   - two installs: the device says with each Hello which install it is, and two differ;
//   - two live conversations that go on taking turns: who reconnects never speaks on the old
//     connection again. Conversations of one install (two tabs) are one device.
// It is said, not blocked: the count stays right, since a report is named by terminal and seq.
// Pure; one object an event, on one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace sejuta::ingest {

class double_watch {
public:
    using conversation = void const*;  // an identity, never looked into

    // Each tells whether the terminal is known to be doubled since this very call.
    bool entered(std::string const& terminal, conversation which, std::string const& install);
    bool spoke(std::string const& terminal, conversation which);
    bool found(std::string const& terminal);  // somebody else saw two installs

    void left(std::string const& terminal, conversation which);
    // The conversations whose words count: all of a terminal that has more than one.
    std::vector<conversation> watched(std::string const& terminal) const;

    // Terminals known to be doubled, at most limits::terminals_doubled_kept_max.
    std::size_t count() const { return doubled_.size(); }

private:
    struct live {
        conversation which;
        std::string install;
    };
    struct presence {
        std::vector<live> all;  // in order of arrival
        conversation speaker = nullptr;
        unsigned turns = 0;  // changes of the speaker since the newest one came
    };

    std::unordered_map<std::string, presence> present_;
    std::set<std::string> doubled_;
};

}  // namespace sejuta::ingest
