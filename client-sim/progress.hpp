// SPDX-License-Identifier: Apache-2.0
// Shows the run while it goes: one line that is redrawn on a terminal, a plain line every five
// seconds elsewhere. Writes to stderr, so that stdout holds the summary alone.
#pragma once

#include <string>

#include "report.hpp"

namespace sejuta::sim {

class progress {
public:
    // terminal: whether stderr is one.
    progress(bool terminal, bool color) : terminal_(terminal), color_(color) {}

    void show(moment const&);
    // A sentence on its own line, above the bar.
    void say(std::string const&);
    // Leaves the last state standing.
    void finish();

private:
    bool terminal_;
    bool color_;
    bool drawn_ = false;
    double said_at_seconds_ = -100;
    moment last_;
};

}  // namespace sejuta::sim
