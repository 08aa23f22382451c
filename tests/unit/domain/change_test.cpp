// SPDX-License-Identifier: Apache-2.0
#include "domain/change.hpp"

#include <gtest/gtest.h>

#include "support/event_builder.hpp"

namespace {

using namespace sejuta;
using namespace sejuta::domain;
using sejuta::tests::code;

struct with_change_test : testing::Test {
    event_ptr before = std::make_shared<event>(tests::small_event());

    template <class What>
    event_ptr after(What what) const
    {
        return with_change(before, {"panitia", std::move(what)});
    }
};

TEST_F(with_change_test, sets_a_region_s_target_and_leaves_the_old_event_alone)
{
    auto const now = after(target_change{"Panitia Pusat", {"15", "", 0}, 12'000});
    EXPECT_EQ(now->target_sets.at(0).by_region.at(code("15")), 12'000);
    EXPECT_EQ(before->target_sets.at(0).by_region.at(code("15")), 11'093);
}

TEST_F(with_change_test, takes_a_target_of_zero_away)
{
    auto const now = after(target_change{"Panitia Pusat", {"15", "", 0}, 0});
    EXPECT_EQ(now->target_sets.at(0).by_region.count(code("15")), 0U);
    EXPECT_EQ(after(target_change{"Kosong", {"15", "", 0}, 0})->target_sets.size(), 1U);
}

TEST_F(with_change_test, makes_a_set_that_is_new_the_last_one)
{
    auto const now = after(target_change{"MURI", {"ID", "", 0}, 1'373'902});
    ASSERT_EQ(now->target_sets.size(), 2U);
    EXPECT_EQ(now->target_sets[1].name, "MURI");
    EXPECT_EQ(now->target_sets[1].by_region.at(region_code::nation()), 1'373'902);
}

TEST_F(with_change_test, keeps_groups_officers_sites_and_months_apart)
{
    auto const group = after(target_change{"Panitia Pusat", {"15", "suntik", 0}, 3'702});
    EXPECT_EQ(group->target_sets[0].by_group.at(code("15")).at("suntik"), 3'702);
    target_key const officer{"officer:PLKB-07", "", 202306};
    EXPECT_EQ(after(target_change{"Panitia Pusat", officer, 40})->target_sets[0].finer.at(officer),
              40);
    target_key const month{"15.71", "", 202306};
    auto const monthly = after(target_change{"Panitia Pusat", month, 46});
    EXPECT_EQ(monthly->target_sets[0].finer.at(month), 46);
    EXPECT_EQ(monthly->target_sets[0].by_region.count(code("15.71")), 0U);
}

TEST_F(with_change_test, ignores_a_region_that_the_event_lacks)
{
    auto const now = after(target_change{"Panitia Pusat", {"99", "", 0}, 5});
    EXPECT_EQ(now->target_sets[0].by_region.count(code("99")), 0U);
    EXPECT_FALSE(after(site_change{{"X-1", place::pmb, code("99.01")}})->find_site("X-1"));
}

TEST_F(with_change_test, adds_and_alters_sites_but_never_moves_one_to_another_regency)
{
    auto const added = after(site_change{{"PMB-2", place::pmb, code("15.71")}});
    EXPECT_TRUE(added->find_site("PMB-2"));
    auto off = before->sites.at("PMB-1");
    off.active = false;
    EXPECT_FALSE(after(site_change{off})->find_site("PMB-1")->active);
    auto moved = before->sites.at("PMB-1");
    moved.regency = code("15.05");
    EXPECT_EQ(after(site_change{moved})->find_site("PMB-1")->regency, code("15.71"));
}

TEST_F(with_change_test, merges_within_a_regency_only_and_flattens_chains)
{
    EXPECT_EQ(after(site_merge{"PMB-1", "IMP-1"})->find_site("PMB-1")->merged_into, "");
    EXPECT_EQ(after(site_merge{"PMB-1", "PMB-1"})->find_site("PMB-1")->merged_into, "");
    EXPECT_EQ(after(site_merge{"PMB-1", "nobody"})->find_site("PMB-1")->merged_into, "");
    auto const once = after(site_merge{"PMB-1", "PKM-1"});
    EXPECT_EQ(once->find_site("PMB-1")->merged_into, "PKM-1");
    EXPECT_FALSE(once->find_site("PMB-1")->expected);
    auto const twice = with_change(once, {"panitia", site_merge{"PKM-1", "RS-1"}});
    EXPECT_EQ(twice->find_site("PMB-1")->merged_into, "RS-1");
    EXPECT_EQ(twice->find_site("PKM-1")->merged_into, "RS-1");
    auto const back = with_change(once, {"panitia", site_merge{"PKM-1", "PMB-1"}});
    EXPECT_EQ(back->find_site("PKM-1")->merged_into, "") << "no circles";
}

TEST_F(with_change_test, gives_the_same_event_for_what_does_not_alter_it)
{
    EXPECT_EQ(after(revocation{"t-1"}), before);
    EXPECT_EQ(after(enrolment{{}, "t-1", {"PMB-1"}}), before);
    EXPECT_EQ(after(code_issued{{}, {"PMB-1"}, 0}), before);
}

}  // namespace
