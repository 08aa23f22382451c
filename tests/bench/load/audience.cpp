// SPDX-License-Identifier: Apache-2.0
#include "load/audience.hpp"

#include "load/words.hpp"

namespace sejuta::bench {

audience::audience(options const& with)
    : with_(with),
      viewers_(with.viewers),
      stalled_(with.stalled_viewers)
{
}

void audience::greet(web_socket& viewer) const
{
    viewer.write(subscribe_frame(with_.event));
}

void audience::hear(std::size_t viewer, std::string_view message, std::int64_t now_ns)
{
    if (viewer != 0) return;
    auto const revision = revision_shown(message);
    if (revision > shown_) shown_ = revision;
    for (; !waiting_.empty() && waiting_.front().revision <= shown_; waiting_.pop_front())
        freshness_us_.add(static_cast<std::uint64_t>((now_ns - waiting_.front().since_ns) / 1000));
}

void audience::accepted(std::uint64_t revision, std::int64_t now_ns)
{
    if (viewers_.empty() || revision <= shown_) return;
    if (waiting_.empty() || waiting_.back().revision < revision)
        waiting_.push_back({revision, now_ns});
}

}  // namespace sejuta::bench
