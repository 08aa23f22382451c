// SPDX-License-Identifier: Apache-2.0
#include "edge/connection_host.hpp"

namespace sejuta::edge {

std::optional<connection_permit> connection_permit::take(
    std::shared_ptr<std::atomic<std::size_t>> const& taken, std::size_t connections_max)
{
    // Only the accepting thread takes, so looking before adding cannot overshoot.
    if (taken->load(std::memory_order_relaxed) >= connections_max) return std::nullopt;
    return connection_permit(taken);
}

connection_permit::connection_permit(std::shared_ptr<std::atomic<std::size_t>> taken)
    : taken_(std::move(taken))
{
    taken_->fetch_add(1, std::memory_order_relaxed);
}

connection_permit::~connection_permit()
{
    if (taken_) taken_->fetch_sub(1, std::memory_order_relaxed);
}

std::string buffer_pool::lend()
{
    if (free_.empty()) return {};
    auto buffer = std::move(free_.back());
    free_.pop_back();
    return buffer;
}

void buffer_pool::give_back(std::string buffer)
{
    buffer.clear();
    if (free_.size() < buffers_max && buffer.capacity() <= capacity_max)
        free_.push_back(std::move(buffer));
}

}  // namespace sejuta::edge
