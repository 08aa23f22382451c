// SPDX-License-Identifier: Apache-2.0
#include "people/may.hpp"

#include <algorithm>
#include <initializer_list>

namespace sejuta::people {
namespace {

struct rule {
    action what;
    std::string_view word;
    std::initializer_list<role> roles;
};

constexpr std::initializer_list<role> everyone{role::national, role::province,  role::regency,
                                               role::officer,  role::operation, role::viewer,
                                               role::everybody};
constexpr std::initializer_list<role> who_count{role::national, role::province, role::regency,
                                                role::officer, role::everybody};
constexpr std::initializer_list<role> who_look{role::national, role::province, role::regency,
                                               role::officer,  role::viewer,   role::everybody};
constexpr std::initializer_list<role> who_take_away{role::national, role::province, role::regency,
                                                    role::everybody};
constexpr std::initializer_list<role> who_telephone{role::national, role::province, role::regency,
                                                    role::officer};
constexpr std::initializer_list<role> offices{role::national, role::province, role::regency};
constexpr std::initializer_list<role> who_revoke{role::national, role::province, role::regency,
                                                 role::operation};
constexpr std::initializer_list<role> upper_offices{role::national, role::province};
constexpr std::initializer_list<role> the_centre{role::national};
constexpr std::initializer_list<role> who_manage{role::national, role::operation};
constexpr std::initializer_list<role> who_operate{role::national, role::operation, role::everybody};

// The whole law, one row an action, in the order of the enum. Its lists have names, since a list
// written in a row would end with the row.
constexpr std::array rules{
    rule{action::see_nation, "see_nation", everyone},
    rule{action::see_province, "see_province", everyone},
    rule{action::see_regency, "see_regency", everyone},
    rule{action::see_sites, "see_sites", who_count},
    rule{action::see_movements, "see_movements", who_look},
    rule{action::export_table, "export_table", who_take_away},
    rule{action::correct, "correct", offices},
    rule{action::enter_dictated, "enter_dictated", who_telephone},
    rule{action::enrol, "enrol", offices},
    rule{action::revoke, "revoke", who_revoke},
    rule{action::add_site, "add_site", offices},
    rule{action::set_target, "set_target", upper_offices},
    rule{action::change_status, "change_status", the_centre},
    rule{action::manage_users, "manage_users", who_manage},
    rule{action::operate, "operate", who_operate},
};
static_assert(rules.size() == actions.size());

rule const& rule_of(action what)
{
    return rules.at(static_cast<std::size_t>(what));
}

// Whether an action is of this level of region at all.
bool is_of_level(action what, domain::region_code where)
{
    switch (what) {
    case action::see_nation:
    case action::change_status: return where.is_nation();
    case action::see_province: return where.is_province();
    case action::see_regency: return where.is_regency();
    default: return true;
    }
}

action see(domain::region_code where)
{
    if (where.is_nation()) return action::see_nation;
    return where.is_province() ? action::see_province : action::see_regency;
}

bool has(rule const& of, role who)
{
    return std::find(of.roles.begin(), of.roles.end(), who) != of.roles.end();
}

}  // namespace

std::string_view word(action what)
{
    return rule_of(what).word;
}

bool may(identity const& who, action what, domain::region_code where)
{
    return has(rule_of(what), who.role) && is_of_level(what, where) &&
           std::any_of(who.scope.begin(), who.scope.end(),
                       [&](domain::region_code own) { return own.contains(where); });
}

bool may_somewhere(identity const& who, action what)
{
    auto const within = [what](domain::region_code own) {
        if (what == action::see_nation || what == action::change_status) return own.is_nation();
        return what != action::see_province || !own.is_regency();
    };
    return has(rule_of(what), who.role) && std::any_of(who.scope.begin(), who.scope.end(), within);
}

audience audience_of(std::optional<identity> const& who, domain::region_code where)
{
    if (who && may(*who, see(where), where)) return audience::scope;
    return where.is_regency() ? audience::nobody : audience::publik;
}

std::string matrix_table()
{
    std::string table = "| action |";
    std::string rule_line = "| --- |";
    for (auto const who : account_roles) {
        table.append(" ").append(word(who)).append(" |");
        rule_line += " --- |";
    }
    table += " `--open-dashboards` |\n" + rule_line + " --- |\n";
    for (auto const& each : rules) {
        table.append("| `").append(each.word).append("` |");
        for (auto const who : account_roles) table += has(each, who) ? " yes |" : " |";
        table += has(each, role::everybody) ? " yes |\n" : " |\n";
    }
    return table;
}

}  // namespace sejuta::people
