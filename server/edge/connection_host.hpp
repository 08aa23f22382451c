// SPDX-License-Identifier: Apache-2.0
// What a connection needs from its thread: things shared by all its connections, and a way to be
// called again by id. A connection keeps a reference to its host, never the other way round across
// a callback: the host looks the id up each time.
#pragma once

#include <atomic>
#include <boost/system/error_code.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "edge/beast_engine.hpp"
#include "edge/counters.hpp"
#include "edge/http.hpp"
#include "edge/options.hpp"

namespace sejuta::edge {

// A place in the thread's table and how many connections had it before: never valid twice.
struct connection_id {
    std::uint32_t slot = 0;
    std::uint32_t generation = 0;
};

// What a socket is watched for, or is ready for.
struct interest {
    bool read = false;
    bool write = false;

    bool any() const { return read || write; }
    bool operator==(interest const&) const = default;
};

// The right to be one of the connections_max. The one number that threads share, an atomic, since
// connections end on other threads than the one that accepts them.
class connection_permit {
public:
    // Null when all are taken.
    static std::optional<connection_permit> take(
        std::shared_ptr<std::atomic<std::size_t>> const& taken, std::size_t connections_max);
    ~connection_permit();
    connection_permit(connection_permit&&) noexcept = default;
    connection_permit& operator=(connection_permit&&) = delete;

private:
    explicit connection_permit(std::shared_ptr<std::atomic<std::size_t>> taken);
    std::shared_ptr<std::atomic<std::size_t>> taken_;
};

// Strings with room in them, lent to connections while they have something to send: an idle
// connection owns no buffer, a busy one does not allocate.
class buffer_pool {
public:
    std::string lend();
    void give_back(std::string buffer);

private:
    static constexpr std::size_t buffers_max = 64;
    static constexpr std::size_t capacity_max = 64 * 1024;
    std::vector<std::string> free_;
};

class connection_host {
public:
    virtual ~connection_host() = default;
    virtual websocket_engine& engine() = 0;
    virtual application& app() = 0;
    virtual edge_options const& options() const = 0;
    virtual base::clock const& clock() const = 0;
    virtual edge_counters& counters() = 0;
    virtual buffer_pool& buffers() = 0;
    virtual std::vector<char>& read_buffer() = 0;  // shared: valid within one turn
    virtual std::string& plain_buffer() = 0;       // shared: what TLS had encrypted, one turn
    virtual bool draining() const = 0;
    // Watches the connection's socket for another thing than before, until it is closed; the
    // connection gets a turn whenever it is ready. False where the kernel has no memory for it.
    [[nodiscard]] virtual bool watch(int socket, connection_id id, interest before,
                                     interest now) = 0;
    // Something was queued outside the connection's own turn: settle it once at the end of this
    // one.
    virtual void mark_dirty(connection_id id) = 0;
    virtual void reply(connection_id id, std::uint64_t request, http_response response) = 0;
};

}  // namespace sejuta::edge
