// SPDX-License-Identifier: Apache-2.0
// What each address has open at this server, and how fast it comes: behind one address a whole
// province may report, so it may have much, but not everything. One object a server; every network
// thread asks it when a connection opens (behind a proxy: says for whom) and when a viewer comes,
// never for a message.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "base/limits.hpp"

namespace sejuta::edge {

struct address_rules {
    std::size_t connections_max = limits::connections_per_address_max;
    std::size_t viewers_max = limits::live_connections_per_address_max;
    std::size_t handshakes_per_second_max = limits::handshakes_per_second_per_address_max;
};

// What counts as one address: an IPv6 one is its network of 64 bits.
boost::asio::ip::address counted(boost::asio::ip::address const& whose);

class address_book : public std::enable_shared_from_this<address_book> {
public:
    using address = boost::asio::ip::address;

    // A connection's place; giving it up frees it. Keeps the book alive.
    class place {
    public:
        place(place&& other) noexcept = default;
        place& operator=(place&&) = delete;
        ~place();

    private:
        friend class address_book;
        place(std::shared_ptr<address_book> of, address whose, bool viewer);

        std::shared_ptr<address_book> book_;
        address whose_;
        bool is_viewer_ = false;
    };

    static std::shared_ptr<address_book> make(address_rules const& rules);

    // Nothing where the address has, or had in this second, as many as it may. `now` is monotonic.
    std::optional<place> connect(address const& whose, std::chrono::nanoseconds now);
    // Beside the connection's own place.
    std::optional<place> watch(address const& whose);
    // Addresses that are remembered.
    std::size_t size() const;

private:
    struct entry {
        std::size_t connections = 0;
        std::size_t viewers = 0;
        std::size_t handshakes = 0;  // in this second
    };
    explicit address_book(address_rules const& rules) : rules_(rules) {}
    void leave(address const& whose, bool viewer);
    void begin_second(std::chrono::nanoseconds now);

    address_rules const rules_;
    mutable std::mutex lock_;
    std::chrono::seconds second_{-1};
    std::map<address, entry> entries_;
};

}  // namespace sejuta::edge
