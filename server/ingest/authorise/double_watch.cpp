// SPDX-License-Identifier: Apache-2.0
#include "ingest/authorise/double_watch.hpp"

#include <algorithm>

#include "base/limits.hpp"

namespace sejuta::ingest {

namespace {

// Old, new, old, new: a frame that was on its way when the phone reconnected makes two at most.
constexpr unsigned turns_of_two_devices = 4;

}  // namespace

bool double_watch::entered(std::string const& terminal, conversation which,
                           std::string const& install)
{
    auto& here = present_[terminal];
    bool const other_install =
        !install.empty() && std::any_of(here.all.begin(), here.all.end(), [&](live const& each) {
            return !each.install.empty() && each.install != install;
        });
    here.all.push_back({which, install});
    here.speaker = which;
    here.turns = 0;
    return other_install && found(terminal);
}

bool double_watch::spoke(std::string const& terminal, conversation which)
{
    auto const at = present_.find(terminal);
    if (at == present_.end() || at->second.speaker == which) return false;
    auto& here = at->second;
    auto const install_of = [&](conversation wanted) {
        auto const found = std::find_if(here.all.begin(), here.all.end(),
                                        [&](live const& each) { return each.which == wanted; });
        return found == here.all.end() ? std::string() : found->install;
    };
    auto const install = install_of(which);
    bool const same_device = !install.empty() && install == install_of(here.speaker);
    here.speaker = which;
    if (same_device) return false;
    return ++here.turns >= turns_of_two_devices && found(terminal);
}

bool double_watch::found(std::string const& terminal)
{
    if (doubled_.size() >= limits::terminals_doubled_kept_max) return false;
    return doubled_.insert(terminal).second;
}

void double_watch::left(std::string const& terminal, conversation which)
{
    auto const at = present_.find(terminal);
    if (at == present_.end()) return;
    auto& all = at->second.all;
    std::erase_if(all, [which](live const& each) { return each.which == which; });
    if (all.empty()) present_.erase(at);
}

std::vector<double_watch::conversation> double_watch::watched(std::string const& terminal) const
{
    auto const at = present_.find(terminal);
    if (at == present_.end() || at->second.all.size() < 2) return {};
    std::vector<conversation> all;
    for (auto const& each : at->second.all) all.push_back(each.which);
    return all;
}

}  // namespace sejuta::ingest
