// SPDX-License-Identifier: Apache-2.0
#include "people/login_gate.hpp"

#include "base/limits.hpp"

namespace sejuta::people {
namespace {

using tries = std::map<std::string, std::size_t>;

std::size_t count_in(tries const& of, std::string const& key)
{
    auto const found = of.find(key);
    return found == of.end() ? 0 : found->second;
}

void give_back(tries& of, std::string const& key)
{
    auto const found = of.find(key);
    if (found == of.end()) return;
    if (--found->second == 0) of.erase(found);
}

}  // namespace

std::optional<std::chrono::seconds> login_gate::refused(std::string const& user,
                                                        std::string const& address, moment now)
{
    auto const length = std::chrono::duration_cast<moment>(limits::login_tries_window);
    auto const window = now - now % length;
    if (window != window_) {
        window_ = window;
        tries_ = 0;
        by_user_.clear();
        by_address_.clear();
    }
    if (tries_ >= limits::login_tries_max ||
        count_in(by_user_, user) >= limits::login_tries_per_user_max ||
        count_in(by_address_, address) >= limits::login_tries_per_address_max)
        return std::chrono::ceil<std::chrono::seconds>(window + length - now);
    ++tries_;
    ++by_user_[user];
    ++by_address_[address];
    return std::nullopt;
}

void login_gate::succeeded(std::string const& user, std::string const& address)
{
    if (tries_ > 0) --tries_;
    give_back(by_user_, user);
    give_back(by_address_, address);
}

}  // namespace sejuta::people
