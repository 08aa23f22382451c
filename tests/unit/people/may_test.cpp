// SPDX-License-Identifier: Apache-2.0
// Every role × every action × every kind of place, against a table written by hand, and the same
// table in docs/SECURITY.md.
#include "people/may.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

namespace sejuta::people {
namespace {

domain::region_code region(char const* text)
{
    return *domain::region_code::from_text(text);
}

// Who has what within the own scope, by word, written down a second time.
std::map<std::string, std::set<std::string>> const expected{
    {"national",
     {"see_nation", "see_province", "see_regency", "see_sites", "see_movements", "export_table",
      "correct", "enter_dictated", "enrol", "revoke", "add_site", "set_target", "change_status",
      "manage_users", "operate"}},
    {"province",
     {"see_province", "see_regency", "see_sites", "see_movements", "export_table", "correct",
      "enter_dictated", "enrol", "revoke", "add_site", "set_target"}},
    {"regency",
     {"see_regency", "see_sites", "see_movements", "export_table", "correct", "enter_dictated",
      "enrol", "revoke", "add_site"}},
    {"officer", {"see_regency", "see_sites", "see_movements", "enter_dictated"}},
    {"operator",
     {"see_nation", "see_province", "see_regency", "revoke", "manage_users", "operate"}},
    {"viewer", {"see_nation", "see_province", "see_regency", "see_movements"}},
    {"everybody",
     {"see_nation", "see_province", "see_regency", "see_sites", "see_movements", "export_table",
      "operate"}},
};

// The level at which an action exists, where it exists at one only.
bool exists_at(std::string const& what, std::string const& where)
{
    auto const level = where.size() == 5 ? 'r' : where == "ID" ? 'n' : 'p';
    if (what == "see_nation" || what == "change_status") return level == 'n';
    if (what == "see_province") return level == 'p';
    if (what == "see_regency") return level == 'r';
    return true;
}

struct place {
    char const* scope;
    char const* where;
    bool inside;  // own or child
};

// own, child, grandchild, sibling, parent, sibling's child, nation: for a scope of each level.
constexpr place places[] = {
    {"ID", "ID", true},        {"ID", "15", true},        {"ID", "15.71", true},
    {"15", "15", true},        {"15", "15.71", true},     {"15", "14", false},
    {"15", "14.71", false},    {"15", "ID", false},       {"15.71", "15.71", true},
    {"15.71", "15.72", false}, {"15.71", "14.71", false}, {"15.71", "15", false},
    {"15.71", "14", false},    {"15.71", "ID", false},
};

TEST(may_test, every_role_has_its_actions_in_its_scope_and_nothing_beside)
{
    auto roles = std::vector<role>(account_roles.begin(), account_roles.end());
    roles.push_back(role::everybody);
    int asked = 0;
    for (auto const who : roles)
        for (auto const& at : places)
            for (auto const what : actions) {
                identity const someone{"someone", who, {region(at.scope)}};
                auto const name = std::string(word(what));
                bool const wanted = at.inside && exists_at(name, at.where) &&
                                    expected.at(std::string(word(who))).contains(name);
                // A national list may name actions of no other level than the scope's.
                bool const narrow =
                    (who == role::province || who == role::regency || who == role::officer) &&
                    (name == "see_nation" || name == "see_province");
                if (narrow && at.inside) continue;  // no account has such a scope
                EXPECT_EQ(may(someone, what, region(at.where)), wanted)
                    << word(who) << " of " << at.scope << ": " << name << " at " << at.where;
                ++asked;
            }
    EXPECT_GT(asked, 1'300);
}

TEST(may_test, an_action_is_offered_where_some_region_has_it)
{
    for (auto const who : account_roles)
        for (auto const& scope : {"ID", "15", "15.71"})
            for (auto const what : actions) {
                identity const someone{"someone", who, {region(scope)}};
                bool somewhere = false;
                for (auto const& where : {"ID", "15", "15.71"})
                    somewhere = somewhere || may(someone, what, region(where));
                EXPECT_EQ(may_somewhere(someone, what), somewhere)
                    << word(who) << " of " << scope << ": " << word(what);
            }
}

TEST(may_test, several_regions_are_each_their_own_scope_and_no_region_is_none)
{
    identity const two{"two", role::regency, {region("15.71"), region("14.01")}};
    EXPECT_TRUE(may(two, action::see_sites, region("14.01")));
    EXPECT_TRUE(may(two, action::see_sites, region("15.71")));
    EXPECT_FALSE(may(two, action::see_sites, region("14.02")));
    EXPECT_FALSE(may({"none", role::national, {}}, action::see_nation, region("ID")));
}

TEST(may_test, a_stranger_is_the_public_and_a_scope_sees_beyond_itself_as_the_public_does)
{
    EXPECT_EQ(audience_of(std::nullopt, region("ID")), audience::publik);
    EXPECT_EQ(audience_of(std::nullopt, region("15")), audience::publik);
    EXPECT_EQ(audience_of(std::nullopt, region("15.71")), audience::nobody);
    identity const jambi{"jambi-01", role::province, {region("15")}};
    EXPECT_EQ(audience_of(jambi, region("ID")), audience::publik);
    EXPECT_EQ(audience_of(jambi, region("14")), audience::publik);
    EXPECT_EQ(audience_of(jambi, region("15")), audience::scope);
    EXPECT_EQ(audience_of(jambi, region("15.71")), audience::scope);
    EXPECT_EQ(audience_of(jambi, region("14.71")), audience::nobody);
    EXPECT_EQ(audience_of(everybody(), region("14.71")), audience::scope);
}

TEST(may_test, open_dashboards_change_nothing)
{
    for (auto const what :
         {action::correct, action::enter_dictated, action::enrol, action::revoke, action::add_site,
          action::set_target, action::change_status, action::manage_users})
        EXPECT_FALSE(may(everybody(), what, region("ID"))) << word(what);
}

TEST(may_test, the_table_of_the_documents_is_the_codes)
{
    std::ifstream file(SEJUTA_SOURCE_DIR "/docs/SECURITY.md");
    std::stringstream text;
    text << file.rdbuf();
    EXPECT_NE(text.str().find(matrix_table()), std::string::npos)
        << "docs/SECURITY.md lacks this table:\n"
        << matrix_table();
}

}  // namespace
}  // namespace sejuta::people
