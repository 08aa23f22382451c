// SPDX-License-Identifier: Apache-2.0
#include "people/account_changes.hpp"

namespace sejuta::people {
namespace {

using domain::account_step;

void compare(user const& before, user const& after, std::vector<domain::account_change>& out)
{
    auto const add = [&](account_step step) {
        out.push_back({after.id, step, std::string(word(after.role)), after.regions});
    };
    if (before.role != after.role || before.regions != after.regions) add(account_step::scope);
    if (before.password != after.password) add(account_step::password);
    if (before.disabled != after.disabled)
        add(after.disabled ? account_step::disabled : account_step::enabled);
    if (before.tokens_after_ms != after.tokens_after_ms) add(account_step::tokens);
}

}  // namespace

std::vector<domain::account_change> account_changes(users const& before, users const& after)
{
    std::vector<domain::account_change> out;
    for (auto const& [id, was] : before.all())
        if (!after.find(id)) out.push_back({id, account_step::removed, {}, {}});
    for (auto const& [id, is] : after.all()) {
        if (auto const* const was = before.find(id))
            compare(*was, is, out);
        else
            out.push_back({id, account_step::added, std::string(word(is.role)), is.regions});
    }
    return out;
}

}  // namespace sejuta::people
