// SPDX-License-Identifier: Apache-2.0
#include "people/users.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "base/limits.hpp"

namespace sejuta::people {
namespace {

namespace json = boost::json;

constexpr std::string_view hash_prefix = "$argon2id$";

base::fault fault_of(std::string_view id, std::string const& rule)
{
    return {"user \"" + std::string(id) + "\": " + rule};
}

std::optional<std::string> text_in(json::object const& in, std::string_view key)
{
    auto const* value = in.if_contains(key);
    if (!value || !value->is_string()) return std::nullopt;
    return std::string(value->get_string());
}

std::optional<std::int64_t> number_in(json::object const& in, std::string_view key)
{
    auto const* value = in.if_contains(key);
    if (!value || !value->is_int64() || value->get_int64() < 0) return std::nullopt;
    return value->get_int64();
}

std::optional<std::vector<domain::region_code>> regions_in(json::object const& in)
{
    auto const* value = in.if_contains("regions");
    if (!value || !value->is_array()) return std::nullopt;
    std::vector<domain::region_code> regions;
    for (auto const& each : value->get_array()) {
        if (!each.is_string()) return std::nullopt;
        auto const region = domain::region_code::from_text(std::string(each.get_string()));
        if (!region) return std::nullopt;
        regions.push_back(*region);
    }
    return regions;
}

base::checked<user> read_user(json::value const& value)
{
    constexpr std::size_t keys = 7;
    if (!value.is_object()) return base::fault{"users: each is an object"};
    auto const& in = value.get_object();
    auto const id = text_in(in, "id");
    if (!id) return base::fault{"users: one has no \"id\""};
    auto const role_word = text_in(in, "role");
    auto const role = role_word ? role_of(*role_word) : std::nullopt;
    if (!role) return fault_of(*id, "no such \"role\"");
    auto const regions = regions_in(in);
    if (!regions) return fault_of(*id, "\"regions\" is a list of codes like 15 or 15.71");
    auto const password = text_in(in, "password");
    auto const* disabled = in.if_contains("disabled");
    auto const changed = number_in(in, "changed_at_ms");
    auto const tokens = number_in(in, "tokens_after_ms");
    if (!password || !disabled || !disabled->is_bool() || !changed || !tokens || in.size() != keys)
        return fault_of(*id,
                        "the keys are id, role, regions, password, disabled, changed_at_ms, "
                        "tokens_after_ms");
    return user{*id, *role, *regions, *password, disabled->get_bool(), *changed, *tokens};
}

bool all_are(std::vector<domain::region_code> const& scope, bool (domain::region_code::*is)() const)
{
    return std::all_of(scope.begin(), scope.end(),
                       [&](domain::region_code each) { return (each.*is)(); });
}

}  // namespace

std::optional<std::string> scope_fault(role who, std::vector<domain::region_code> const& scope)
{
    if (scope.empty() || scope.size() > limits::regions_per_user_max)
        return "has 1 to " + std::to_string(limits::regions_per_user_max) + " regions";
    using code = domain::region_code;
    if (who == role::national && !all_are(scope, &code::is_nation))
        return "a national user has the region ID";
    if (who == role::province && !all_are(scope, &code::is_province))
        return "a province user has provinces, like 15";
    if ((who == role::regency || who == role::officer) && !all_are(scope, &code::is_regency))
        return "a regency user or officer has regencies, like 15.71";
    return std::nullopt;
}

base::checked<users> users::from_text(std::string_view text)
{
    if (text.size() > limits::users_file_bytes_max)
        return base::fault{"users: the file is longer than " +
                           std::to_string(limits::users_file_bytes_max) + " bytes"};
    json::parse_options strict;
    strict.max_depth = 4;
    json::error_code failed;
    auto const value = json::parse(json::string_view(text.data(), text.size()), failed, {}, strict);
    auto const* whole = failed ? nullptr : value.if_object();
    auto const* list = whole && whole->size() == 1 ? whole->if_contains("users") : nullptr;
    if (!list || !list->is_array()) return base::fault{"users: the file is {\"users\": [...]}"};
    users book;
    for (auto const& each : list->get_array()) {
        auto one = read_user(each);
        if (!one) return one.error();
        if (auto added = book.add(std::move(*one)); !added) return added.error();
    }
    return book;
}

std::string users::text() const
{
    std::string out = "{\"users\": [";
    char const* before = "\n  ";
    for (auto const& [id, one] : all_) {
        json::array regions;
        for (auto const region : one.regions) regions.emplace_back(region.text());
        json::object const row{{"id", id},
                               {"role", word(one.role)},
                               {"regions", std::move(regions)},
                               {"password", one.password},
                               {"disabled", one.disabled},
                               {"changed_at_ms", one.changed_at_ms},
                               {"tokens_after_ms", one.tokens_after_ms}};
        out += before + json::serialize(row);
        before = ",\n  ";
    }
    return out + "\n]}\n";
}

user const* users::find(std::string_view id) const
{
    auto const found = all_.find(id);
    return found == all_.end() ? nullptr : &found->second;
}

base::checked<void> users::add(user one)
{
    if (!is_user_id(one.id))
        return fault_of(one.id, "an id is 3 to 32 of a-z, 0-9 and '-', and no person's name");
    if (auto const wrong = scope_fault(one.role, one.regions)) return fault_of(one.id, *wrong);
    if (!one.password.empty() && !one.password.starts_with(hash_prefix))
        return fault_of(one.id, "\"password\" is an argon2id hash or empty");
    if (all_.size() == limits::users_max)
        return fault_of(one.id, "there are " + std::to_string(limits::users_max) + " already");
    auto const id = one.id;
    if (!all_.emplace(id, std::move(one)).second) return fault_of(id, "is there already");
    return {};
}

base::checked<user*> users::known(std::string const& id)
{
    auto const found = all_.find(id);
    if (found == all_.end()) return fault_of(id, "no such user; `sejuta user list` shows all");
    return &found->second;
}

base::checked<void> users::set_password(std::string const& id, std::string hash, base::unix_ms now)
{
    auto found = known(id);
    if (!found) return found.error();
    (*found)->password = std::move(hash);
    (*found)->changed_at_ms = std::max(now, (*found)->changed_at_ms + 1);
    return {};
}

base::checked<void> users::set_disabled(std::string const& id, bool disabled, base::unix_ms now)
{
    auto found = known(id);
    if (!found) return found.error();
    (*found)->disabled = disabled;
    (*found)->changed_at_ms = std::max(now, (*found)->changed_at_ms + 1);
    return {};
}

base::checked<void> users::revoke_tokens(std::string const& id, base::unix_ms now)
{
    auto found = known(id);
    if (!found) return found.error();
    (*found)->tokens_after_ms = std::max(now, (*found)->tokens_after_ms);
    return {};
}

}  // namespace sejuta::people
