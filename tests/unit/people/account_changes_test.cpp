// SPDX-License-Identifier: Apache-2.0
#include "people/account_changes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sejuta::people {
namespace {

using domain::account_step;
using testing::IsEmpty;

user one(std::string id)
{
    user made;
    made.id = std::move(id);
    made.role = role::province;
    made.regions = {*domain::region_code::from_text("15")};
    made.password = "$argon2id$v=19$first";
    return made;
}

users book(std::vector<user> const& all)
{
    users made;
    for (auto const& each : all) EXPECT_TRUE(made.add(each));
    return made;
}

std::vector<account_step> steps(users const& before, users const& after)
{
    std::vector<account_step> out;
    for (auto const& each : account_changes(before, after)) out.push_back(each.step);
    return out;
}

TEST(account_changes_test, each_thing_that_changed_is_named_with_the_role_and_regions_afterwards)
{
    auto changed = one("jambi-01");
    changed.role = role::viewer;
    changed.password = "$argon2id$v=19$second";
    changed.disabled = true;
    changed.tokens_after_ms = 1;
    auto const found = account_changes(book({one("jambi-01")}), book({changed}));
    ASSERT_EQ(found.size(), 4U);
    EXPECT_EQ(found[0], (domain::account_change{"jambi-01", account_step::scope, "viewer",
                                                one("x-1").regions}));
    EXPECT_EQ(found[1].step, account_step::password);
    EXPECT_EQ(found[2].step, account_step::disabled);
    EXPECT_EQ(found[3].step, account_step::tokens);
    EXPECT_EQ(steps(book({changed}), book({one("jambi-01")}))[2], account_step::enabled);
}

TEST(account_changes_test, accounts_that_came_and_went_are_named_and_others_are_not)
{
    auto const before = book({one("jambi-01"), one("jambi-02")});
    auto const after = book({one("jambi-02"), one("jambi-03")});
    auto const found = account_changes(before, after);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0], (domain::account_change{"jambi-01", account_step::removed}));
    EXPECT_EQ(found[1].user, "jambi-03");
    EXPECT_EQ(found[1].step, account_step::added);
    EXPECT_THAT(account_changes(after, after), IsEmpty());
}

}  // namespace
}  // namespace sejuta::people
