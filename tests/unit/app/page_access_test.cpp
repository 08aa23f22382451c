// SPDX-License-Identifier: Apache-2.0
#include "app/page_access.hpp"

#include <gtest/gtest.h>

namespace sejuta::app {
namespace {

using people::audience;
using people::role;

std::optional<people::identity> somebody(role who, char const* scope)
{
    return people::identity{"u-1", who, {*domain::region_code::from_text(scope)}};
}

int status(std::string_view path, std::optional<people::identity> const& who)
{
    auto const judged = judge_page(path, who);
    return judged.refusal ? judged.refusal->status : 200;
}

TEST(page_access_test, a_stranger_has_nation_and_provinces_as_the_public)
{
    for (auto const* path : {"/v1/totals", "/v1/totals/ID", "/v1/snapshot/15"}) {
        EXPECT_EQ(status(path, std::nullopt), 200) << path;
        EXPECT_EQ(judge_page(path, std::nullopt).view.audience, audience::publik) << path;
    }
    for (auto const* path :
         {"/v1/totals/15.71", "/v1/snapshot/15.71", "/v1/sites/ID", "/v1/sites", "/v1/movements/15",
          "/v1/officers", "/v1/readiness", "/v1/conflicts", "/v1/conflicts/15.71", "/metrics"})
        EXPECT_EQ(status(path, std::nullopt), 401) << path;
}

TEST(page_access_test, a_scope_has_its_own_and_403_outside)
{
    auto const jambi = somebody(role::province, "15");
    for (auto const* path :
         {"/v1/totals/15", "/v1/totals/15.71", "/v1/sites/15", "/v1/movements/15.71",
          "/v1/conflicts/15", "/v1/conflicts/15.71", "/v1/officers"}) {
        EXPECT_EQ(status(path, jambi), 200) << path;
        EXPECT_EQ(judge_page(path, jambi).view.audience, audience::scope) << path;
    }
    EXPECT_EQ(judge_page("/v1/totals/ID", jambi).view.audience, audience::publik);
    EXPECT_EQ(judge_page("/v1/totals/14", jambi).view.audience, audience::publik);
    for (auto const* path : {"/v1/totals/14.71", "/v1/sites/14", "/v1/sites", "/v1/movements/ID",
                             "/v1/conflicts/14", "/v1/conflicts", "/v1/readiness", "/metrics"})
        EXPECT_EQ(status(path, jambi), 403) << path;
    for (auto const* path : {"/v1/conflicts/15.71", "/v1/officers"})
        EXPECT_EQ(status(path, somebody(role::viewer, "15")), 403) << path;
    EXPECT_EQ(status("/metrics", somebody(role::operation, "ID")), 200);
    EXPECT_EQ(status("/v1/readiness", somebody(role::operation, "ID")), 200);
    EXPECT_EQ(status("/v1/sites/15", somebody(role::viewer, "ID")), 403);
}

TEST(page_access_test, officers_are_those_of_the_askers_own_regions)
{
    auto const jambi = somebody(role::regency, "15.71");
    EXPECT_EQ(judge_page("/v1/officers", jambi).view.scope, jambi->scope);
    EXPECT_EQ(judge_page("/v1/officers", people::everybody()).view.scope,
              std::vector{domain::region_code::nation()});
}

TEST(page_access_test, names_of_sites_are_for_accounts_only)
{
    EXPECT_TRUE(judge_page("/v1/sites/15.71", somebody(role::officer, "15.71")).view.site_names);
    EXPECT_FALSE(judge_page("/v1/sites/15.71", people::everybody()).view.site_names);
    EXPECT_EQ(status("/v1/sites/15.71", people::everybody()), 200);
}

TEST(page_access_test, what_is_no_region_is_judged_as_the_nation)
{
    EXPECT_EQ(status("/v1/sites/nowhere", somebody(role::province, "15")), 403);
    EXPECT_EQ(status("/v1/totals/15.71/", std::nullopt), 200);  // no region: 404 later
}

}  // namespace
}  // namespace sejuta::app
