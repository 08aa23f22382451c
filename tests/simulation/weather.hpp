// SPDX-License-Identifier: Apache-2.0
// How bad a day it is: drawn from the seed, so that some days have one trouble and some have all.
#pragma once

#include <chrono>

#include "random.hpp"

namespace sejuta::simulation {

using std::chrono::milliseconds;

struct weather {
    milliseconds network_delay_max{50};
    milliseconds call_delay_max{5};  // of a call to the ledger, each way
    double link_cut = 0;             // chances a second
    double node_crash = 0;
    double handset_crash = 0;
    double ledger_outage = 0;
    double restore = 0;         // of an older backup
    double request_lost = 0;    // of each call: it never reached the ledger
    double reply_lost = 0;      // of each call: it was done, and nobody was told
    double viewer_deaf = 0;     // chances a second that a viewer stops reading for a while
    double viewer_forgets = 0;  // or loses what it shows and asks again, on the same connection

    static weather of(sim::prng& random)
    {
        weather today;
        auto const some = [&random](double chance, double most) {
            return random.unit() < chance ? random.unit() * most : 0.0;
        };
        today.network_delay_max = milliseconds(random.between(1, 2'000));
        today.call_delay_max = milliseconds(random.between(1, 400));
        today.link_cut = some(0.7, 0.3);
        today.node_crash = some(0.6, 0.1);
        today.handset_crash = some(0.5, 0.2);
        today.ledger_outage = some(0.4, 0.05);
        today.restore = some(0.4, 0.03);
        today.request_lost = some(0.5, 0.2);
        today.reply_lost = some(0.6, 0.3);
        today.viewer_deaf = some(0.3, 0.1);
        today.viewer_forgets = some(0.4, 0.2);
        return today;
    }
    // The rest of the day, when everything may heal.
    static weather calm() { return {}; }
};

}  // namespace sejuta::simulation
