// SPDX-License-Identifier: Apache-2.0
#include "ledger/managed/store_check.hpp"

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "ledger/managed/durability.hpp"
#include "ledger/redis/functions.hpp"

namespace sejuta::ledger::managed {
namespace {

using answered = base::result<redis::reply>;

struct checking {
    redis::connection& admin;
    std::function<void(store_findings)> done;
    store_findings found;
};
using checking_ptr = std::shared_ptr<checking>;

void list_functions(checking_ptr const& about);

std::string words_of(answered const& answer)
{
    return answer ? std::string(answer->text()) : answer.error().message();
}

void load_functions(checking_ptr const& about)
{
    about->found.loaded = true;
    about->admin.command({"FUNCTION", "LOAD", std::string(redis::function_source())},
                         [about](answered const& answer) {
                             about->found.functions = words_of(answer);
                             list_functions(about);  // somebody else may have been quicker
                         });
}

void listed(checking_ptr const& about, answered const& answer)
{
    auto& found = about->found;
    if (!answer || answer->is_error()) {
        found.functions =
            fmt::format("the recording functions of Redis cannot be listed ({})", words_of(answer));
        return about->done(std::move(found));
    }
    auto const state = library_in(*answer);
    if (state == library_state::missing && !found.loaded) return load_functions(about);
    if (state == library_state::ours)
        found.functions.clear();
    else if (state == library_state::other)
        found.functions = other_functions("Redis");
    else
        found.functions = fmt::format("Redis does not hold this version's recording functions ({})",
                                      found.functions);
    about->done(std::move(found));
}

void list_functions(checking_ptr const& about)
{
    about->admin.command({"FUNCTION", "LIST", "LIBRARYNAME",
                          std::string(redis::function_library_name()), "WITHCODE"},
                         [about](answered const& answer) { listed(about, answer); });
}

void took_settings(checking_ptr const& about, answered const& answer)
{
    setting_map settings;
    for (std::size_t i = 0; answer && i + 1 < answer->elements(); i += 2)
        settings.emplace(answer->at(i).text(), answer->at(i + 1).text());
    about->found.weaker = weaknesses(settings);
}

}  // namespace

void check_store(redis::connection& admin, std::function<void(store_findings)> done)
{
    auto const about = std::make_shared<checking>(checking{admin, std::move(done), {}});
    std::vector<std::string> settings{"CONFIG", "GET"};
    for (auto const& one : durable_settings()) settings.emplace_back(one.name);
    admin.command(settings, [about](answered const& answer) { took_settings(about, answer); });
    list_functions(about);
}

library_state library_in(redis::value const& listed)
{
    if (listed.elements() == 0) return library_state::missing;
    auto const about = listed.at(0);
    for (std::size_t i = 0; i + 1 < about.elements(); i += 2)
        if (about.at(i).text() == "library_code" &&
            about.at(i + 1).text() == redis::function_source())
            return library_state::ours;
    return library_state::other;
}

std::string other_functions(std::string_view where)
{
    auto const library = redis::function_library_name();
    return fmt::format(
        "{} holds other functions under the name {}: start the build that loaded them, or stop "
        "every server that uses them and remove them with FUNCTION DELETE {}",
        where, library, library);
}

}  // namespace sejuta::ledger::managed
