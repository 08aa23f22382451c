// SPDX-License-Identifier: Apache-2.0
// The weather of one terminal's connection: when it is cut, when it falls silent, how long bytes
// take, and when there is no network at all. Pure: instants in, decisions out; the connection's
// shell carries them out. Drops and silences come as a Poisson process.
#pragma once

#include <vector>

#include "random.hpp"
#include "scenario.hpp"
#include "terminal.hpp"

namespace sejuta::sim {

// Instants at which nobody of this network can connect, and those that cut it.
struct weather {
    instant outage_from = never;
    instant outage_to = never;
    std::vector<std::pair<instant, double>> storms;  // instant, share that is hit; ascending
    double event_minute_ns = 60e9;                   // of the wall clock
};

class network_state {
public:
    network_state(network const& of, weather seen, prng random);

    // The next instant at which tick has something to say; never: none.
    instant next() const { return next_; }
    // True where the connection is to be cut now. Call at next() and whenever it is convenient.
    bool cut(instant now);
    // False during the outage.
    bool may_connect(instant now) const
    {
        return now < weather_.outage_from || now >= weather_.outage_to;
    }
    // The weather is over: nothing is cut or falls silent any more. True where it was silent: what
    // stands is dead and must be made anew.
    bool calm();
    // A new connection speaks again.
    void connected() { silent_ = false; }
    bool silent() const { return silent_; }
    instant delay();
    bool twice() { return of_.duplicates > 0 && random_.unit() < of_.duplicates; }
    bool delays() const { return of_.delay_to_ms > 0; }

private:
    instant after(instant now, double every_minutes);
    void plan_next();

    network const& of_;
    weather weather_;
    prng random_;
    std::size_t storm_ = 0;
    instant drop_at_ = never;
    instant silent_at_ = never;
    instant next_ = instant::min();  // nothing is planned before the first look
    bool begun_ = false;
    bool silent_ = false;
};

// Which network each of so many terminals has: shares drawn by the seed.
std::vector<std::size_t> deal_networks(std::vector<network> const&, std::size_t terminals,
                                       std::uint64_t seed);

}  // namespace sejuta::sim
