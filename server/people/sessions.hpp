// SPDX-License-Identifier: Apache-2.0
// Who is logged in. A session's id is 256 random bits that only the browser keeps; here is its
// hash. A session ends by logout, after limits::session_idle_max without use or session_life_max in
// all, and where its user was disabled, changed the password, or is gone. Not thread-safe; knows no
// clock: `now` is monotonic time.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/limits.hpp"
#include "people/users.hpp"

namespace sejuta::people {

// BLAKE2b-256 of a session's id.
using session_key = std::array<std::uint8_t, 32>;

// 64 hex digits of a new random session id.
std::string make_session_id();
// Nothing where the text is no session id.
std::optional<session_key> key_of(std::string_view session_id);

class sessions {
public:
    using moment = std::chrono::nanoseconds;

    explicit sessions(std::size_t sessions_max = limits::sessions_max) : sessions_max_(sessions_max)
    {
    }

    // Where there are too many, the one that was idle longest ends.
    void begin(session_key const& key, user const& who, moment now);
    // False where there is none.
    bool end(session_key const& key);
    // The user of a session that holds, which counts as use of it; else nothing, and it is gone.
    std::optional<identity> find(session_key const& key, users const& book, moment now);
    std::size_t size() const { return all_.size(); }

private:
    struct session {
        std::string user;
        base::unix_ms user_changed_at_ms;
        moment begun;
        moment used;
    };
    struct key_hash {
        std::size_t operator()(session_key const&) const;
    };
    using table = std::unordered_map<session_key, session, key_hash>;

    static bool has_ended(session const& one, moment now);
    void make_room(std::string const& user, moment now);

    std::size_t sessions_max_;
    table all_;
};

}  // namespace sejuta::people
