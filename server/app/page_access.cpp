// SPDX-License-Identifier: Apache-2.0
#include "app/page_access.hpp"

#include "app/http_error.hpp"

namespace sejuta::app {
namespace {

using people::action;
using people::audience;

domain::region_code region_of(std::string_view path, std::string_view page)
{
    if (path.size() <= page.size()) return domain::region_code::nation();
    return domain::region_code::from_text(path.substr(page.size() + 1))
        .value_or(domain::region_code::nation());
}

bool is_of(std::string_view path, std::string_view page)
{
    return path == page || (path.starts_with(page) && path[page.size()] == '/');
}

edge::http_response refusal(bool known, std::string_view why)
{
    if (known)
        return plain_text(403, "Di luar cakupan akun Anda. / Outside the scope of your account.");
    return plain_text(401, std::string(why));
}

constexpr std::string_view for_users =
    "Masuk dulu: kabupaten/kota dan titik layanan hanya untuk pengguna. / Log in first: regencies, "
    "cities and sites are for users only.";
constexpr std::string_view for_operators =
    "Hanya untuk operator: masuk, atau kirim token. / For operators only: log in, or send a token.";

page_verdict by_action(std::optional<people::identity> const& who, action what,
                       domain::region_code where)
{
    if (!who || !people::may(*who, what, where))
        return {{audience::nobody, false},
                refusal(who.has_value(), what == action::operate ? for_operators : for_users)};
    return {{audience::scope, what == action::see_sites && who->role != people::role::everybody},
            std::nullopt};
}

// Whoever may see sites somewhere has the field officers of there.
page_verdict of_officers(std::optional<people::identity> const& who)
{
    if (!who || !people::may_somewhere(*who, action::see_sites))
        return {{audience::nobody, false}, refusal(who.has_value(), for_users)};
    return {{audience::scope, false, who->scope}, std::nullopt};
}

}  // namespace

page_verdict judge_page(std::string_view path, std::optional<people::identity> const& who)
{
    for (std::string_view const page : {"/v1/totals", "/v1/snapshot"})
        if (is_of(path, page)) {
            auto const shown = people::audience_of(who, region_of(path, page));
            if (shown != audience::nobody) return {{shown, false}, std::nullopt};
            return {{shown, false}, refusal(who.has_value(), for_users)};
        }
    for (std::string_view const page : {"/v1/sites", "/v1/conflicts"})
        if (is_of(path, page)) return by_action(who, action::see_sites, region_of(path, page));
    if (is_of(path, "/v1/movements"))
        return by_action(who, action::see_movements, region_of(path, "/v1/movements"));
    if (path == "/v1/officers") return of_officers(who);
    return by_action(who, action::operate, domain::region_code::nation());  // readiness, metrics
}

}  // namespace sejuta::app
