// SPDX-License-Identifier: Apache-2.0
// The published figures of tests/fixtures, from a board to what the pages say: percentages with
// their denominators' names, residues as printed, indicators with their polarity.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <sstream>

#include "totals/json.hpp"
#include "totals/residue.hpp"
#include "unit/totals/sample.hpp"

namespace {

using namespace sejuta;
using namespace sejuta::tests;
namespace json = boost::json;

using row = std::vector<std::string>;

// Plain CSV without quotes, its first line left out.
std::vector<row> fixture(std::string const& name)
{
    std::ifstream in(SEJUTA_SOURCE_DIR "/tests/fixtures/" + name);
    EXPECT_TRUE(in) << name;
    std::vector<row> out;
    for (std::string line; std::getline(in, line);) {
        std::stringstream cells(line);
        row read;
        for (std::string cell; std::getline(cells, cell, ',');) read.push_back(cell);
        out.push_back(std::move(read));
    }
    out.erase(out.begin());
    return out;
}

std::int64_t number(std::string const& text)
{
    return std::stoll(text);
}

struct published : testing::Test {
    std::shared_ptr<domain::event> event = sample_event();

    published() { event->target_sets.clear(); }
    domain::target_set& set(std::string const& name)
    {
        for (auto& each : event->target_sets)
            if (each.name == name) return each;
        return event->target_sets.emplace_back(domain::target_set{name, {}, {}, {}});
    }
    void region(char const* text, char const* name)
    {
        event->regions.emplace(code(text), domain::region{code(text), name, domain::zone::wib});
    }
    // A board whose region has these acceptors of each method.
    json::value page(char const* region, std::map<std::string, std::int64_t> const& by_method)
    {
        totals::board board(event);
        sample_ledger ledger(event);
        board.reset(ledger.head());
        ledger::entry entry;
        entry.sequence = {sample_epoch, 1, sample_start_ms};
        auto const regency = std::string(region) == "ID" ? "15.01" : std::string(region) + ".01";
        for (auto const& [method, acceptors] : by_method)
            entry.deltas["2020-06-29/" + regency + "/" + method + "/baru/none/rs/none/ontime"] =
                acceptors;
        board.apply(entry);
        return json::parse(*totals::totals_json(board, code(region), {}));
    }
};

TEST_F(published, jawa_barat_s_signed_result_and_both_of_its_percentages)
{
    region("32", "Jawa Barat");
    std::map<std::string, std::int64_t> by_method;
    std::int64_t total = 0;
    for (auto const& r : fixture("jabar-2020-result.csv")) {
        if (r[0] == "result" && r[1] == "total") total = number(r[2]);
        if (r[0] == "result" && r[1] != "total") by_method[r[1]] = number(r[2]);
        if (r[0] == "target") set(r[1]).by_region[code("32")] = number(r[2]);
    }
    ASSERT_EQ(by_method.size(), 7U);
    auto const body = page("32", by_method);
    EXPECT_EQ(body.at("total").as_int64(), total);
    EXPECT_EQ(json::serialize(body.at("targets")),
              R"([{"set":"pusat","target":418224,"percent":"111.50"},)"
              R"({"set":"provinsi","target":454226,"percent":"102.66"}])");
    EXPECT_EQ(body.at_pointer("/by_method/suntik").as_int64(), 167'999);
}

TEST_F(published, campaigns_with_their_printed_percentages)
{
    for (auto const& r : fixture("events-published.csv")) {
        auto const text = r[5].substr(0, 2);
        event->target_sets.clear();
        region(text.c_str(), "Daerah");
        set("Panitia").by_region[code(text.c_str())] = number(r[6]);
        auto const body = page(text.c_str(), {{"pil", number(r[7])}});
        std::string const expected = !r[8].empty()       ? r[8]
                                     : r[6] == "625"     ? "160.00"
                                     : r[6] == "1000000" ? "135.53"
                                                         : "";
        EXPECT_EQ(body.at_pointer("/targets/0/percent").as_string(), expected) << r[0];
    }
}

TEST_F(published, yogyakarta_s_regencies_and_groups_are_not_what_was_printed)
{
    region("34", "DI Yogyakarta");
    int regency = 0;
    for (auto const& r : fixture("diy-2020-targets.csv")) {
        auto& to = set("Provinsi");
        if (r[0] == "province") to.by_region[code("34")] = number(r[2]);
        if (r[0] == "method_group") to.by_group[code("34")][r[1]] = number(r[2]);
        if (r[0] != "regency_total") continue;
        auto const text = "34.0" + std::to_string(++regency);
        region(text.c_str(), "Kabupaten");
        to.by_region[code(text.c_str())] = number(r[2]);
    }
    ASSERT_EQ(regency, 5);
    EXPECT_EQ(json::serialize(page("34", {}).at("residues")),
              R"([{"set":"Provinsi","over":"children","printed":8150,"summed":8151,"residue":1},)"
              R"({"set":"Provinsi","over":"method_groups","printed":8150,"summed":8150,)"
              R"("residue":0}])");
}

TEST_F(published, the_nation_s_three_targets_stand_side_by_side)
{
    for (auto const& r : fixture("national-2020-targets.csv")) {
        if (r[1] == "national") set(r[0]).by_region[code("ID")] = number(r[3]);
        if (r[1] == "method_group") set(r[0]).by_group[code("ID")][r[2]] = number(r[3]);
    }
    auto const body = page("ID", {{"pil", 1'355'294}});
    EXPECT_EQ(json::serialize(body.at("targets")),
              R"([{"set":"panitia pusat","target":1000000,"percent":"135.53"},)"
              R"({"set":"bkkbn rincian","target":1375321,"percent":"98.54"},)"
              R"({"set":"muri","target":1373902,"percent":"98.65"}])");
    EXPECT_EQ(json::serialize(body.at("residues")),
              R"([{"set":"bkkbn rincian","over":"method_groups","printed":1375321,)"
              R"("summed":1375322,"residue":1}])");
}

TEST_F(published, residues_follow_a_target_that_was_changed)
{
    event->regions.erase(code("51"));
    event->regions.erase(code("51.71"));
    set("A").by_region = {{code("ID"), 100}, {code("15"), 90}};
    EXPECT_EQ(totals::residues_of(*event, code("ID")).at(0).summed, 90);
    set("A").by_region[code("15")] = 100;
    EXPECT_EQ(totals::residues_of(*event, code("ID")).at(0).summed, 100);
    region("16", "Sumatera Selatan");
    EXPECT_TRUE(totals::residues_of(*event, code("ID")).empty()) << "a part has no target";
}

// The newspaper printed 95.24 for mCPR; its own figures give 95.82.
TEST_F(published, bengkulu_s_indicators_by_their_polarity)
{
    std::vector<std::string> expected;
    for (auto const& r : fixture("indicators-bengkulu-2023.csv")) {
        event->indicators.push_back({r[0], r[3], r[2], r[1] == "lower", "Wordpers 2024"});
        expected.push_back(r[5]);
    }
    auto const body = page("ID", {});
    std::vector<std::string> shown;
    for (auto const& each : body.at("indicators").as_array())
        shown.emplace_back(each.at("percent").as_string());
    EXPECT_EQ(shown, expected);
    EXPECT_EQ(shown, (std::vector<std::string>{"87.22", "95.82", "114.83"}));
    EXPECT_EQ(body.at_pointer("/indicators/0/better").as_string(), "lower");
    EXPECT_FALSE(page("15", {}).as_object().contains("indicators"));
}

}  // namespace
