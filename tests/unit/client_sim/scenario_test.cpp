// SPDX-License-Identifier: Apache-2.0
// A scenario file is read strictly: every refusal names the field, the value and the rule.
#include "scenario.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "locate.hpp"
#include "unit/client_sim/builders.hpp"

namespace sejuta::sim::testing {
namespace {

// The national day with more tables at its end.
std::string refusal_with(std::string const& tables)
{
    auto const parsed = parse_scenario(scenario_text("jambi-2020") + tables, "x.toml");
    return parsed ? std::string("accepted") : parsed.error().sentence;
}

struct wrong_table {
    std::string text;
    std::vector<std::string> says;  // field, value, rule
};

class refusals : public ::testing::TestWithParam<wrong_table> {};

TEST_P(refusals, name_field_value_and_rule)
{
    auto const sentence = refusal_with("\n" + GetParam().text);
    EXPECT_EQ(sentence.rfind("x.toml", 0), 0U) << sentence;
    for (auto const& word : GetParam().says)
        EXPECT_NE(sentence.find(word), std::string::npos) << sentence << " lacks " << word;
}

std::vector<wrong_table> const wrong{
    {"[load]\nmodel = \"ring\"", {"load.model", "ring", "\"open\" or \"closed\""}},
    {"[load]\nmodel = \"closed\"\nconnections = 0\nwindow = 1",
     {"load.connections", "is 0", "1 to 60000"}},
    {"[load]\nmodel = \"closed\"\nconnections = 60001\nwindow = 1",
     {"load.connections", "60001", "1 to 60000"}},
    {"[load]\nmodel = \"closed\"\nconnections = 5\nwindow = 1025",
     {"load.window", "1025", "1 to 1024"}},
    {"[load]\nmodel = \"closed\"\nconnections = 5\nwindow = 2\nframe_reports = 3",
     {"load.frame_reports", "3", "at most the window"}},
    {"[load]\nmodel = \"open\"\nwindow = 2", {"load.window", "closed"}},
    {"[load]\nmodel = \"closed\"\nconnections = 5\nwindow = 2\n[habits]\nvoids = 0.1",
     {"habits", "open model"}},
    {"[habits]\nvoids = 0.5", {"habits.voids", "0.5", "0 to 0.3"}},
    {"[habits]\nbatching = { share = 1.5, every_minutes = 10 }",
     {"habits.batching.share", "1.5", "0 to 1"}},
    {"[habits]\nclose_day = { share = 1.0, at = \"25:00\" }", {"close_day.at", "25:00"}},
    {"[habits]\nshrug = 1", {"habits.shrug", "not a key"}},
    {"[[anomalies]]\nkind = \"magic\"\nsites = 1", {"kind", "magic", "night_burst"}},
    {"[[anomalies]]\nkind = \"jump\"\nsites = 0", {"sites", "is 0", "1 to 1000"}},
    {"[[networks]]\nname = \"x\"\nshare = 0", {"networks", "add up to 0"}},
    {"[[networks]]\nname = \"x\"\nshare = 1\ndelay_ms = [9, 3]",
     {"delay_ms", "[ 9, 3 ]", "ascending"}},
    {"[[networks]]\nname = \"x\"\nshare = 1\nduplicates = 2", {"duplicates", "0 to 1"}},
    {"[[networks]]\nname = \"x\"\nshare = 1\noutage = { from = \"11:00\", to = \"10:00\" }",
     {"outage.to", "after"}},
    {"[[storms]]\nat = \"11:00\"\nshare = 1.1", {"share", "1.1", "0 to 1"}},
    {"[viewers]\ncount = 0", {"viewers.count", "is 0", "1 to 10000"}},
    {"[terminals]\nhang_up_after_seconds = 0", {"hang_up_after_seconds", "0.01 to 3600"}},
};

INSTANTIATE_TEST_SUITE_P(scenario, refusals, ::testing::ValuesIn(wrong));

TEST(scenario, the_bounds_themselves_are_accepted)
{
    for (auto const* text :
         {"[load]\nmodel = \"closed\"\nconnections = 60000\nwindow = 1024\nframe_reports = 64",
          "[load]\nmodel = \"closed\"\nconnections = 1\nwindow = 1", "[habits]\nvoids = 0.3",
          "[viewers]\ncount = 10000", "[[storms]]\nat = \"24:00\"\nshare = 1"})
        EXPECT_EQ(refusal_with(std::string("\n") + text), "accepted") << text;
}

TEST(scenario, every_shipped_one_is_read_and_says_what_it_extends)
{
    std::filesystem::path const folder = std::string(SEJUTA_SOURCE_DIR) + "/client-sim/scenarios";
    std::size_t found = 0;
    for (auto const& file : std::filesystem::directory_iterator(folder)) {
        auto const read = find_scenario(file.path().string(), {});
        ASSERT_TRUE(read.has_value()) << read.error().sentence;
        EXPECT_EQ(read->scenario.name, file.path().stem().string());
        ++found;
    }
    EXPECT_GE(found, 8U);
    auto const storm = find_scenario("reconnect-storm", {folder})->scenario;
    EXPECT_EQ(storm.region, region("33"));
    EXPECT_EQ(storm.storms.size(), 3U);
    EXPECT_EQ(storm.hang_up_after_seconds, 0) << "a table of its own replaces the other's whole";
    EXPECT_FALSE(storm.categories.empty()) << "what it does not say is the other's";
}

TEST(scenario, what_it_extends_must_stand_beside_it)
{
    auto const alone = parse_scenario("extends = \"nowhere\"", "x.toml");
    ASSERT_FALSE(alone.has_value());
    EXPECT_NE(alone.error().sentence.find("nowhere"), std::string::npos);
}

}  // namespace
}  // namespace sejuta::sim::testing
