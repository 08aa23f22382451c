// SPDX-License-Identifier: Apache-2.0
// An IPv6 address counts as its network of 64 bits, which is what one household or office has.
#include "edge/address_book.hpp"

#include <algorithm>
#include <utility>

namespace sejuta::edge {

boost::asio::ip::address counted(boost::asio::ip::address const& whose)
{
    if (!whose.is_v6()) return whose;
    auto bytes = whose.to_v6().to_bytes();
    std::fill(bytes.begin() + bytes.size() / 2, bytes.end(), 0);
    return boost::asio::ip::address_v6(bytes);
}

address_book::place::place(std::shared_ptr<address_book> of, address whose, bool viewer)
    : book_(std::move(of)),
      whose_(std::move(whose)),
      is_viewer_(viewer)
{
}

address_book::place::~place()
{
    if (book_) book_->leave(whose_, is_viewer_);
}

std::shared_ptr<address_book> address_book::make(address_rules const& rules)
{
    return std::shared_ptr<address_book>(new address_book(rules));
}

// Who has nothing open is forgotten when its second is over.
void address_book::begin_second(std::chrono::nanoseconds now)
{
    auto const second = std::chrono::duration_cast<std::chrono::seconds>(now);
    if (second == second_) return;
    second_ = second;
    std::erase_if(entries_, [](auto const& each) {
        return each.second.connections == 0 && each.second.viewers == 0;
    });
    for (auto& [whose, one] : entries_) one.handshakes = 0;
}

std::optional<address_book::place> address_book::connect(address const& from,
                                                         std::chrono::nanoseconds now)
{
    auto const whose = counted(from);
    std::lock_guard const locked(lock_);
    begin_second(now);
    auto& one = entries_[whose];
    if (one.connections >= rules_.connections_max ||
        one.handshakes >= rules_.handshakes_per_second_max)
        return std::nullopt;
    ++one.connections;
    ++one.handshakes;
    return place(shared_from_this(), whose, false);
}

std::optional<address_book::place> address_book::watch(address const& from)
{
    auto const whose = counted(from);
    std::lock_guard const locked(lock_);
    auto& one = entries_[whose];
    if (one.viewers >= rules_.viewers_max) return std::nullopt;
    ++one.viewers;
    return place(shared_from_this(), whose, true);
}

void address_book::leave(address const& whose, bool viewer)
{
    std::lock_guard const locked(lock_);
    auto const found = entries_.find(whose);
    if (found == entries_.end()) return;
    --(viewer ? found->second.viewers : found->second.connections);
}

std::size_t address_book::size() const
{
    std::lock_guard const locked(lock_);
    return entries_.size();
}

}  // namespace sejuta::edge
