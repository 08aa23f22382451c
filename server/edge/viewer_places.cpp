// SPDX-License-Identifier: Apache-2.0
#include "edge/viewer_places.hpp"

namespace sejuta::edge {
namespace {

bool take_one(std::atomic<std::size_t>& of, std::size_t most)
{
    if (of.fetch_add(1) < most) return true;
    --of;
    return false;
}

}  // namespace

std::optional<viewer_places::place> viewer_places::take(bool is_public, moment now)
{
    if (now.count() < closed_until_ || !take_one(open_, rules_.viewers_max)) return std::nullopt;
    if (is_public && !take_one(public_, rules_.public_viewers_max)) {
        --open_;
        return std::nullopt;
    }
    return place(*this, is_public);
}

void viewer_places::make_way(moment now)
{
    closed_until_ = (now + rules_.pause).count();
    auto owed = owed_.load();
    while (owed < open_ && !owed_.compare_exchange_weak(owed, owed + 1)) {
    }
}

void viewer_places::leave(bool is_public)
{
    if (is_public) --public_;
    --open_;
}

bool viewer_places::one_goes(bool is_public)
{
    if (!is_public && public_ > 0) return false;
    auto owed = owed_.load();
    while (owed > 0)
        if (owed_.compare_exchange_weak(owed, owed - 1)) return true;
    return false;
}

}  // namespace sejuta::edge
