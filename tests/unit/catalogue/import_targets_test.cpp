// SPDX-License-Identifier: Apache-2.0
// Tables of targets as people send them: taken whole or refused whole, with every row's reason.
#include "catalogue/import_targets.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "catalogue/targets.hpp"
#include "unit/catalogue/event_directory.hpp"

namespace sejuta::catalogue {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view jambi =
    "code_system,code,name,target,method_group\n"
    "kemendagri,15,Provinsi Jambi,11093,\n"
    "kemendagri,15,Jambi,831,implant.iud\n"
    "kemendagri,15,Jambi,3702,suntik\n"
    "kemendagri,15,Jambi,6560,kondom/pil\n"
    "kemendagri,15.71,Kota Jambi,556,\n"
    "kemendagri,15.05,Muaro Jambi,1950,\n"
    "kemendagri,15.04,Batanghari,770,\n"
    "kemendagri,15.07,Tanjungjabung Timu,1055,\n"
    "kemendagri,15.06,Tanjungjabung Barat,590,\n"
    "kemendagri,15.09,Tebo,740,\n"
    "kemendagri,15.08,Bungo,1185,\n"
    "kemendagri,15.03,Sarolangun,1030,\n"
    "kemendagri,15.02,Merangin,1150,\n"
    "kemendagri,15.01,Kerinci,1685,\n"
    "kemendagri,15.72,Kota Sungaipenuh,382,\n";

// An event with the alias table that ships, and what an import into it answers.
class importing : public testing::Test {
protected:
    importing()
    {
        std::filesystem::copy(SEJUTA_SOURCE_DIR "/data/regions/aliases.csv",
                              dir_.regions().parent_path() / "aliases.csv");
        dir_.replace("sites.csv", "code,name,kind,regency,district,expected\n",
                     "code,name,kind,regency,district,expected,officer\n"
                     "S1509-PMB-001,,pmb,15.09,,yes,PLKB-01\n");
        dir_.replace("sites.csv", "15.71,,yes\nS1571-PMB", "15.71,,yes,PLKB-02\nS1571-PMB");
        dir_.replace("sites.csv", "pmb,15.71,,yes\n", "pmb,15.71,,yes,\n");
        dir_.replace("sites.csv", "15.08,,no\n", "15.08,,no,\n");
    }

    loaded<imported_targets> import(std::string_view text, bool accept_aliases = false,
                                    std::string const& set = "Provinsi")
    {
        opened_ = open_directory(dir_.path()).value();
        faults found;
        auto const names = name_book::open(opened_.aliases_file, opened_.regions, found);
        return import_targets(opened_, names, {text, "t.csv", set, accept_aliases});
    }

    // The faults with their codes; empty where the table is taken.
    std::vector<std::string> refusals(std::string_view text)
    {
        auto const result = import(text);
        std::vector<std::string> lines;
        if (!result)
            for (auto const& row : result.error().rows) lines.push_back(row.coded_sentence());
        return lines;
    }

    // A table of one row.
    std::vector<std::string> row(std::string_view text)
    {
        return refusals("code_system,code,name,target,method_group,month,officer\nkemendagri," +
                        std::string(text) + "\n");
    }

    event_directory dir_;
    opened_directory opened_;
};

std::string with(std::string_view text, std::string_view before, std::string_view after)
{
    std::string out(text);
    auto const at = out.find(before);
    if (at == std::string::npos) throw std::runtime_error("nothing to replace");
    return out.replace(at, before.size(), after);
}

TEST_F(importing, names_each_printed_spelling_with_what_it_means_until_a_person_confirms)
{
    EXPECT_THAT(refusals(jambi),
                ElementsAre(HasSubstr("t.csv:3: 15: method_group \"implant.iud\""),
                            HasSubstr("t.csv:5: 15: method_group \"kondom/pil\""),
                            "t.csv:9: 15.07: name \"Tanjungjabung Timu\": code 15.07 is \"Tanjung "
                            "Jabung Timur\"; \"Tanjungjabung Timu\" → Tanjung Jabung Timur 15.07, "
                            "taken with --accept-aliases [alias_not_confirmed]",
                            HasSubstr("t.csv:10: 15.06: name \"Tanjungjabung Barat\""),
                            HasSubstr("t.csv:16: 15.72: name \"Kota Sungaipenuh\"")));
    auto const taken = import(jambi, true);
    ASSERT_TRUE(taken.has_value()) << taken.error().lines.front();
    EXPECT_EQ(taken->imported, 15U);
    ASSERT_THAT(taken->aliases, SizeIs(3));
    EXPECT_EQ(taken->aliases[0].printed, "Tanjungjabung Timu");
    EXPECT_EQ(taken->aliases[0].official, "Tanjung Jabung Timur");
}

TEST_F(importing, prints_no_residue_for_jambi_and_one_for_diy_and_changes_no_figure)
{
    auto const jambis = import(jambi, true);
    auto sets = target_sets_of(jambis.value().rows);
    for (auto const& each : residues_of(sets, opened_.regions))
        EXPECT_EQ(each.summed, 11'093) << each.set;
    auto const diy = import(
        "code_system,code,name,target\n"
        "kemendagri,34,DI Yogyakarta,8.150\n"
        "kemendagri,34.01,Kulon Progo,1108\n"
        "kemendagri,34.02,Bantul,1469\n"
        "kemendagri,34.03,Gunungkidul,3396\n"
        "kemendagri,34.04,Sleman,1875\n"
        "kemendagri,34.71,Kota Yogyakarta,303\n");
    sets = target_sets_of(diy.value().rows);
    auto const residues = residues_of(sets, opened_.regions);
    ASSERT_THAT(residues, SizeIs(1));
    EXPECT_EQ(residues[0].printed, 8'150);
    EXPECT_EQ(residues[0].summed, 8'151);
}

// The same file with BPS's order of four of Jambi's codes: every sum would still agree.
TEST_F(importing, refuses_bps_codes_in_the_four_rows_that_they_swap)
{
    auto const bps =
        "code_system,code,name,target\n"
        "kemendagri,15,Jambi,11093\n"
        "kemendagri,1505,Muaro Jambi,1950\n"
        "kemendagri,1506,Tanjung Jabung Timur,1055\n"
        "kemendagri,1507,Tanjung Jabung Barat,590\n"
        "kemendagri,1508,Tebo,740\n"
        "kemendagri,1509,Bungo,1185\n";
    std::vector<std::string> const four{
        "t.csv:4: 1506: name \"Tanjung Jabung Timur\": code 15.06 is \"Tanjung Jabung Barat\"; "
        "\"Tanjung Jabung Timur\" has code 15.07 [name_disagrees]",
        "t.csv:5: 1507: name \"Tanjung Jabung Barat\": code 15.07 is \"Tanjung Jabung Timur\"; "
        "\"Tanjung Jabung Barat\" has code 15.06 [name_disagrees]",
        "t.csv:6: 1508: name \"Tebo\": code 15.08 is \"Bungo\"; \"Tebo\" has code 15.09 "
        "[name_disagrees]",
        "t.csv:7: 1509: name \"Bungo\": code 15.09 is \"Tebo\"; \"Bungo\" has code 15.08 "
        "[name_disagrees]"};
    EXPECT_EQ(refusals(bps), four);
    EXPECT_FALSE(import(bps, true).has_value()) << "a name that is another's is no alias";
    // Said as BPS, the table is refused once for that, and the four rows are named still.
    std::string said(bps);
    for (auto at = said.find("kemendagri,"); at != std::string::npos; at = said.find("kemendagri,"))
        said.replace(at, 11, "bps,");
    auto const lines = refusals(said);
    ASSERT_THAT(lines, SizeIs(5));
    EXPECT_THAT(lines[0], HasSubstr("code_system \"bps\": in all 6 rows"));
    EXPECT_EQ(std::vector(lines.begin() + 1, lines.end()), four);
}

TEST_F(importing, tells_what_spreadsheets_do_to_codes)
{
    EXPECT_THAT(row("73.1,Pangkajene dan Kepulauan,5,,,"),
                ElementsAre(HasSubstr("is it 73.10, Pangkajene dan Kepulauan? [code_lost_zero]")));
    EXPECT_THAT(row("\"15,7\",Kota Jambi,5,,,"), ElementsAre(HasSubstr("[code_lost_zero]")));
    EXPECT_THAT(row("15.1,x,5,,,"), ElementsAre(HasSubstr("[code_lost_zero]")));
    EXPECT_THAT(row("93.01,Merauke,5,,,"),
                ElementsAre(HasSubstr("Merauke has code 91.01 [code_not_in_set]")));
    EXPECT_THAT(row("Bungo,15.08,5,,,"), ElementsAre(HasSubstr("[columns_swapped]")));
    EXPECT_THAT(row("15.08,1185,Bungo,,,"), ElementsAre(HasSubstr("[columns_swapped]")));
    EXPECT_THAT(row("1508,KAB. BUNGO,5,,,"), IsEmpty())
        << "a code without its dot is the same code";
    EXPECT_THAT(row(" 15.08 , Bungo\xC2\xA0,\" 5 \",,,"), IsEmpty()) << "outer spaces are no part";
}

TEST_F(importing, suggests_a_name_only_where_one_is_nearest)
{
    EXPECT_THAT(row("15.02,Meranggin,5,,,"),
                ElementsAre(HasSubstr("\"Meranggin\" → Merangin 15.02, taken with")));
    EXPECT_THAT(row("15.01,Meranggin,5,,,"),
                ElementsAre(testing::AllOf(HasSubstr("\"Meranggin\" → Merangin 15.02"),
                                           HasSubstr("[name_disagrees]"))));
    EXPECT_FALSE(import("code_system,code,name,target\nkemendagri,15.01,Meranggin,5\n", true));
    EXPECT_TRUE(import("code_system,code,name,target\nkemendagri,15.02,Meranggin,5\n", true));
    EXPECT_THAT(row("15.02,Atlantis,5,,,"),
                ElementsAre("t.csv:2: 15.02: name \"Atlantis\": code 15.02 is \"Merangin\" "
                            "[name_disagrees]"));
}

TEST_F(importing, takes_months_sites_and_officers_of_the_register)
{
    EXPECT_THAT(row("15.09,Tebo,5,,2020-06,PLKB-01"), IsEmpty());
    EXPECT_THAT(row("15.09,Tebo,5,,202006,"), IsEmpty());
    EXPECT_THAT(row("site:S1571-PMB-001,,5,suntik,,"), IsEmpty());
    EXPECT_THAT(row("officer:PLKB-01,,5,,,"), IsEmpty());
    EXPECT_THAT(row("15.09,Tebo,5,,2020-07,"), ElementsAre(HasSubstr("[month_outside_event]")));
    EXPECT_THAT(row("15.09,Tebo,5,,Juni,"), ElementsAre(HasSubstr("[month_form]")));
    EXPECT_THAT(row("15.09,Tebo,5,,2020-13,"), ElementsAre(HasSubstr("[month_form]")));
    EXPECT_THAT(row("15.09,Tebo,5,,,PLKB-99"), ElementsAre(HasSubstr("[officer_unknown]")));
    EXPECT_THAT(row("15.09,Tebo,5,,,PLKB-02"),
                ElementsAre(HasSubstr("the officer has no site in 15.09, but in 15.71")));
    EXPECT_THAT(row("site:S9999-PMB-001,,5,,,"), ElementsAre(HasSubstr("[node_unknown]")));
    auto const named = row("site:S1571-PMB-001,Bidan Ani,5,,,");
    ASSERT_THAT(named, SizeIs(1));
    EXPECT_THAT(named[0], testing::Not(HasSubstr("Ani")));
    auto const taken = import(
        "code_system,code,name,target,month,officer\nkemendagri,15.09,Tebo,5,2020-06,PLKB-01\n");
    auto const& sets = target_sets_of(taken.value().rows);
    EXPECT_EQ(sets.back().finer.at({"officer:PLKB-01", "", 202006}), 5);
}

TEST_F(importing, refuses_a_row_given_twice_and_a_table_without_rows)
{
    EXPECT_THAT(
        refusals("code_system,code,name,target\nkemendagri,15,Jambi,5\nkemendagri,15,Jambi,5\n"),
        ElementsAre("t.csv:3: 15: code \"15\": set \"Provinsi\" has this target already in "
                    "line 2 [given_twice]"));
    EXPECT_THAT(refusals("code_system,code,name,target\n"),
                ElementsAre(HasSubstr("[empty_table]")));
    EXPECT_THAT(refusals("set,code_system,code,name,target\n"),
                ElementsAre(HasSubstr("column \"set\": this table has no such column")));
}

TEST_F(importing, bounds_the_name_of_the_set)
{
    auto const one = "code_system,code,name,target\nkemendagri,15,Jambi,5\n";
    EXPECT_TRUE(import(one, false, std::string(40, 's')).has_value());
    EXPECT_FALSE(import(one, false, std::string(41, 's')).has_value());
    EXPECT_FALSE(import(one, false, "").has_value());
}

TEST_F(importing, replaces_its_set_in_its_place_and_leaves_the_others)
{
    auto const first = import("code_system,code,name,target\nkemendagri,15,Jambi,5\n").value();
    EXPECT_EQ(first.rows.size(), opened_.targets.size() + 1);
    EXPECT_EQ(first.rows.back().set, "Provinsi");
    dir_.write("targets.csv", format_targets(first.rows, "kemendagri"));
    auto const again =
        import(
            "code_system,code,name,target\nkemendagri,15.08,Bungo,1.185\nkemendagri,15,Jambi,6\n",
            false, "Panitia Pusat")
            .value();
    EXPECT_EQ(target_sets_of(again.rows).at(0).name, "Panitia Pusat");
    EXPECT_EQ(again.rows.size(), 3U);
    // One changed, six gone of the seven others; what stays the same is no change.
    EXPECT_THAT(again.changes, SizeIs(7));
    EXPECT_EQ(again.changes[0], (domain::target_change{"Panitia Pusat", {"15", "", 0}, 6}));
    EXPECT_EQ(again.changes[1].acceptors, 0);
}

TEST_F(importing, sets_adds_and_takes_away_one_target)
{
    opened_ = open_directory(dir_.path()).value();
    auto const set = [&](std::string node, std::int64_t target) {
        return set_target(opened_, {"Panitia Pusat", {std::move(node), "", 0}, target});
    };
    auto const changed = set("15.08", 1'200).value();
    ASSERT_THAT(changed.changes, SizeIs(1));
    EXPECT_EQ(changed.changes[0].acceptors, 1'200);
    EXPECT_EQ(changed.rows.size(), opened_.targets.size());
    EXPECT_EQ(set("15.05", 9).value().rows.size(), opened_.targets.size() + 1);
    EXPECT_EQ(set("15.08", 0).value().rows.size(), opened_.targets.size() - 1);
    EXPECT_EQ(set("site:S1571-PMB-001", 9).value().changes.size(), 1U);
    EXPECT_THAT(set("15.08", 1'185).value().changes, IsEmpty());
    for (auto const* wrong : {"15.99", "site:NONE", "officer:NONE", "Bungo", ""})
        EXPECT_FALSE(set(wrong, 9).has_value()) << wrong;
    EXPECT_FALSE(set("15.08", -1).has_value());
    EXPECT_FALSE(set("15.08", 1'000'000'001).has_value());
    EXPECT_TRUE(set("15.08", 1'000'000'000).has_value());
}

TEST_F(importing, writes_what_it_reads)
{
    auto const taken =
        import(with(jambi, "Tanjungjabung Timu,1055", "Tanjungjabung Timu,1.055"), true);
    dir_.write("targets.csv", format_targets(taken.value().rows, "kemendagri"));
    auto const again = open_directory(dir_.path());
    ASSERT_TRUE(again.has_value()) << again.error().lines.front();
    EXPECT_EQ(again->targets, taken->rows);
}

TEST(a_report, is_a_table_that_no_spreadsheet_runs)
{
    faults found;
    found.at_line("t.csv", 7, "target", "=1+1", "a rule, with a comma", refusal::not_a_number);
    found.at_line("t.csv", 8, "name", "is hidden", refusal::label_too_long);
    EXPECT_EQ(report_csv(found.take()),
              "row,column,value,rule,suggestion,code\n"
              "7,target,'=1+1,\"a rule, with a comma\",,not_a_number\n"
              "8,name,,is hidden,,label_too_long\n");
}

}  // namespace
}  // namespace sejuta::catalogue
