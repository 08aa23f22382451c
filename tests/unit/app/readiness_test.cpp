// SPDX-License-Identifier: Apache-2.0
// Readiness is computed: each step that one expected site lacks is a no-go of its province.
#include "app/readiness.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sejuta::app {
namespace {

using domain::region_code;
using testing::ElementsAre;
using testing::HasSubstr;

region_code at(char const* code)
{
    return *region_code::from_text(code);
}

// Two provinces with two and one expected sites, everything done.
class ready : public testing::Test {
protected:
    ready()
    {
        event_.id = "harganas-2027";
        event_.kind = domain::event_kind::real;
        event_.region_set = "kemendagri-2025";
        for (auto const* code : {"ID", "15", "32", "73"})
            event_.regions.emplace(at(code), domain::region{at(code), std::string("R") + code});
        for (auto const& [code, regency] :
             {std::pair{"S15-A", "15.71"}, {"S15-B", "15.08"}, {"S32-A", "32.01"}}) {
            add(code, regency);
            facts_.enrolled.insert(code);
            facts_.seen.insert(code);
            facts_.rehearsed.insert(code);
        }
        domain::target_set set{"Panitia Pusat", {}, {}, {}};
        set.by_region[region_code::nation()] = 1'000'000;
        set.by_region[at("15")] = 11'093;
        event_.target_sets.push_back(set);
        facts_.rehearsals = {{"gladi-1", "kemendagri-2025"}};
    }

    void add(std::string const& code, char const* regency)
    {
        event_.sites.emplace(
            code, domain::site{code, domain::place::pmb, at(regency), true, true, "", ""});
    }
    domain::site& site(std::string const& code) { return event_.sites.at(code); }

    readiness now()
    {
        facts_.event = std::make_shared<domain::event>(event_);
        return assess(facts_);
    }

    static bool go(readiness const& of, std::string const& name)
    {
        for (auto const& each : of.checks)
            if (each.name == name) return each.go;
        throw std::runtime_error("no check " + name);
    }

    domain::event event_;
    readiness_facts facts_;
};

TEST_F(ready, is_go_where_every_expected_site_did_every_step)
{
    auto const verdict = now();
    EXPECT_TRUE(verdict.go) << to_table(verdict);
    ASSERT_EQ(verdict.provinces.size(), 2U);
    EXPECT_EQ(verdict.provinces[0].code, at("15"));
    EXPECT_EQ(verdict.provinces[0].expected, 2U);
    EXPECT_EQ(verdict.provinces[0].target, 11'093);
    EXPECT_EQ(verdict.provinces[1].target, std::nullopt);
}

TEST_F(ready, is_no_go_in_the_province_of_a_site_that_lacks_a_step)
{
    facts_.enrolled.erase("S15-B");
    facts_.seen.erase("S15-B");
    facts_.rehearsed.erase("S15-A");
    auto const verdict = now();
    EXPECT_FALSE(verdict.go);
    EXPECT_FALSE(verdict.provinces[0].go);
    EXPECT_TRUE(verdict.provinces[1].go);
    EXPECT_THAT(verdict.provinces[0].enrolled.first_missing, ElementsAre("S15-B"));
    EXPECT_THAT(verdict.provinces[0].rehearsed.first_missing, ElementsAre("S15-A"));
    EXPECT_FALSE(go(verdict, "enrolled"));
    EXPECT_FALSE(go(verdict, "rehearsed"));
    EXPECT_TRUE(go(verdict, "code_lists"));
}

TEST_F(ready, waits_for_no_site_that_is_not_expected)
{
    add("S15-C", "15.71");
    EXPECT_FALSE(now().go);
    site("S15-C").expected = false;
    EXPECT_TRUE(now().go);
    site("S15-C").expected = true;
    site("S15-C").active = false;
    EXPECT_TRUE(now().go) << "deactivated";
    site("S15-C").active = true;
    site("S15-C").merged_into = "S15-A";
    EXPECT_TRUE(now().go) << "merged";
}

TEST_F(ready, names_the_first_codes_and_counts_the_rest)
{
    for (char c = 'C'; c <= 'J'; ++c) add(std::string("S15-") + c, "15.71");
    auto const verdict = now();
    EXPECT_EQ(verdict.provinces[0].enrolled.lacking, 8U);
    EXPECT_THAT(verdict.provinces[0].enrolled.first_missing,
                ElementsAre("S15-C", "S15-D", "S15-E", "S15-F", "S15-G"));
    EXPECT_THAT(to_table(verdict), HasSubstr("not enrolled: S15-C S15-D S15-E S15-F S15-G ..."));
}

TEST_F(ready, is_no_go_without_targets_or_sites_or_with_another_code_list)
{
    event_.target_sets[0].by_region[at("73")] = 5;
    EXPECT_FALSE(go(now(), "sites")) << "a target and no site";
    event_.target_sets.clear();
    EXPECT_FALSE(go(now(), "targets"));
    facts_.rehearsals = {{"gladi-1", "kemendagri-2020-06"}};
    EXPECT_FALSE(go(now(), "code_lists"));
    event_.sites.clear();
    EXPECT_FALSE(go(now(), "sites"));
    EXPECT_FALSE(go(now(), "enrolled")) << "nothing done is not everything done";
}

TEST_F(ready, tells_a_residue_as_it_is)
{
    event_.residues = {
        {"BKKBN", region_code::nation(), domain::summed_over::method_groups, 1'375'321, 1'375'322}};
    EXPECT_TRUE(now().go);
    EXPECT_THAT(to_table(now()),
                HasSubstr("the method groups sum to +1 against the printed 1375321"));
}

TEST_F(ready, asks_no_rehearsal_of_a_rehearsal)
{
    facts_.rehearsed.clear();
    EXPECT_FALSE(now().go);
    event_.kind = domain::event_kind::rehearsal;
    event_.rehearses = "harganas-27";
    EXPECT_TRUE(now().go);
}

TEST_F(ready, is_told_as_json)
{
    facts_.seen.erase("S32-A");
    auto const text = to_json(now());
    EXPECT_THAT(text, HasSubstr(R"("event":"harganas-2027","go":false)"));
    EXPECT_THAT(text,
                HasSubstr(R"({"code":"32","name":"R32","go":false,"expected":1,"target":null)"));
    EXPECT_THAT(text, HasSubstr(R"("seen":{"done":0,"lacking":1,"first_missing":["S32-A"]})"));
}

}  // namespace
}  // namespace sejuta::app
