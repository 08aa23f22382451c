// SPDX-License-Identifier: Apache-2.0
// See network.hpp.
#include "network.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace sejuta::sim {

network_state::network_state(network const& of, weather seen, prng random)
    : of_(of),
      weather_(std::move(seen)),
      random_(random)
{
}

instant network_state::after(instant now, double every_minutes)
{
    // On a clock that runs fast minutes are milliseconds, and nobody would ever be welcomed.
    constexpr double least_ns = 3e9;
    double const mean = std::max(every_minutes * weather_.event_minute_ns, least_ns);
    double const wait = -std::log(1 - random_.unit()) * mean;
    return now + instant(static_cast<instant::rep>(std::min(wait, 1e18)));
}

void network_state::plan_next()
{
    next_ = std::min({drop_at_, silent_at_, weather_.outage_from});
    if (storm_ < weather_.storms.size()) next_ = std::min(next_, weather_.storms[storm_].first);
}

bool network_state::cut(instant now)
{
    bool cuts = false;
    if (!std::exchange(begun_, true)) {
        if (of_.drop_every_minutes > 0) drop_at_ = after(now, of_.drop_every_minutes);
        if (of_.silent_every_minutes > 0) silent_at_ = after(now, of_.silent_every_minutes);
    }
    if (now >= drop_at_) {
        cuts = true;
        drop_at_ = after(now, of_.drop_every_minutes);
    }
    if (now >= silent_at_) {
        silent_ = true;
        silent_at_ = after(now, of_.silent_every_minutes);
    }
    for (; storm_ < weather_.storms.size() && now >= weather_.storms[storm_].first; ++storm_)
        cuts = random_.unit() < weather_.storms[storm_].second || cuts;
    if (now >= weather_.outage_from) {
        cuts = cuts || now < weather_.outage_to;
        weather_.outage_from = now < weather_.outage_to ? weather_.outage_from : never;
    }
    plan_next();
    if (next_ <= now) next_ = weather_.outage_to;  // inside the outage: again at its end
    return cuts;
}

bool network_state::calm()
{
    begun_ = true;
    drop_at_ = silent_at_ = weather_.outage_from = weather_.outage_to = never;
    weather_.storms.clear();
    next_ = never;
    return std::exchange(silent_, false);
}

instant network_state::delay()
{
    if (!delays()) return instant{0};
    auto const from = static_cast<std::uint64_t>(of_.delay_from_ms) * 1'000;
    auto const to = static_cast<std::uint64_t>(of_.delay_to_ms) * 1'000;
    return std::chrono::microseconds(random_.between(from, to));
}

std::vector<std::size_t> deal_networks(std::vector<network> const& from, std::size_t terminals,
                                       std::uint64_t seed)
{
    std::vector<double> weights;
    for (auto const& one : from) weights.push_back(one.share);
    std::vector<std::size_t> out(terminals, 0);
    if (from.empty()) return out;
    prng random(seed, "networks");
    for (auto& one : out) one = random.weighted(weights);
    return out;
}

}  // namespace sejuta::sim
