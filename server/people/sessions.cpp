// SPDX-License-Identifier: Apache-2.0
#include "people/sessions.hpp"

#include <sodium.h>

#include <algorithm>
#include <cstring>

#include "base/limits.hpp"

namespace sejuta::people {

std::string make_session_id()
{
    std::array<std::uint8_t, 32> random{};
    randombytes_buf(random.data(), random.size());
    std::string text(2 * random.size() + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), random.data(), random.size());
    text.pop_back();
    return text;
}

std::optional<session_key> key_of(std::string_view id)
{
    std::array<std::uint8_t, 32> bytes{};
    std::size_t size = 0;
    if (id.size() != 2 * bytes.size() ||
        sodium_hex2bin(bytes.data(), bytes.size(), id.data(), id.size(), nullptr, &size, nullptr) !=
            0 ||
        size != bytes.size())
        return std::nullopt;
    session_key key{};
    crypto_generichash(key.data(), key.size(), bytes.data(), bytes.size(), nullptr, 0);
    return key;
}

std::size_t sessions::key_hash::operator()(session_key const& key) const
{
    std::size_t first = 0;  // a hash already
    std::memcpy(&first, key.data(), sizeof first);
    return first;
}

bool sessions::has_ended(session const& one, moment now)
{
    return now - one.used >= limits::session_idle_max ||
           now - one.begun >= limits::session_life_max;
}

void sessions::make_room(std::string const& user, moment now)
{
    std::erase_if(all_, [&](auto const& each) { return has_ended(each.second, now); });
    auto const of_user = [&](auto const& each) { return each.second.user == user; };
    auto const own = static_cast<std::size_t>(std::count_if(all_.begin(), all_.end(), of_user));
    bool const user_is_full = own >= limits::sessions_per_user_max;
    if (!user_is_full && all_.size() < sessions_max_) return;
    auto oldest = all_.end();
    for (auto at = all_.begin(); at != all_.end(); ++at)
        if ((!user_is_full || of_user(*at)) &&
            (oldest == all_.end() || at->second.used < oldest->second.used))
            oldest = at;
    all_.erase(oldest);
}

void sessions::begin(session_key const& key, user const& who, moment now)
{
    make_room(who.id, now);
    all_[key] = {who.id, who.changed_at_ms, now, now};
}

bool sessions::end(session_key const& key)
{
    return all_.erase(key) != 0;
}

std::optional<identity> sessions::find(session_key const& key, users const& book, moment now)
{
    auto const found = all_.find(key);
    if (found == all_.end()) return std::nullopt;
    auto& one = found->second;
    auto const* who = book.find(one.user);
    if (has_ended(one, now) || !who || who->disabled ||
        who->changed_at_ms != one.user_changed_at_ms) {
        all_.erase(found);
        return std::nullopt;
    }
    one.used = std::max(one.used, now);
    return who->identity();
}

}  // namespace sejuta::people
