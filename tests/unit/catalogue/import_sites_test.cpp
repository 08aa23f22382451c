// SPDX-License-Identifier: Apache-2.0
// The register of sites: tables are taken whole or refused whole, nothing is ever deleted, and no
// name of a person comes out of it.
#include "catalogue/import_sites.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "unit/catalogue/event_directory.hpp"

namespace sejuta::catalogue {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr std::string_view header =
    "code,name,kind,regency,regency_name,district,expected,officer\n";

class a_register : public testing::Test {
protected:
    a_register()
    {
        std::filesystem::copy(SEJUTA_SOURCE_DIR "/data/regions/aliases.csv",
                              dir_.regions().parent_path() / "aliases.csv");
        open();
    }

    void open() { opened_ = open_directory(dir_.path()).value(); }

    loaded<imported_sites> import(std::string const& rows, bool accept_aliases = false)
    {
        faults found;
        auto const names = name_book::open(opened_.aliases_file, opened_.regions, found);
        return import_sites(opened_, names, {std::string(header) + rows, "s.csv", accept_aliases});
    }

    std::vector<std::string> refusals(std::string const& rows)
    {
        auto const result = import(rows);
        std::vector<std::string> lines;
        if (!result)
            for (auto const& row : result.error().rows) lines.push_back(row.coded_sentence());
        return lines;
    }

    site_row const& row(imported_sites const& in, std::string const& code)
    {
        for (auto const& each : in.rows)
            if (each.site.code == code) return each;
        throw std::runtime_error("no row " + code);
    }

    event_directory dir_;
    opened_directory opened_;
};

TEST_F(a_register, takes_new_sites_updates_old_ones_and_keeps_the_rest)
{
    auto const result = import(
        "S1508-PKM-001,Puskesmas Baru,Puskesmas,15.08,Bungo,Rimbo Tengah,YES,PLKB-01\n"
        "S1571-PMB-001,Bidan Ani,PMB,1571,KOTA JAMBI,,no,\n");
    ASSERT_TRUE(result.has_value()) << result.error().lines.front();
    EXPECT_EQ(result->added, 1U);
    EXPECT_EQ(result->updated, 1U);
    EXPECT_THAT(result->rows, SizeIs(4));
    EXPECT_EQ(row(*result, "S1508-PKM-001").district, "Rimbo Tengah");
    EXPECT_EQ(row(*result, "S1508-PKM-001").site.officer, "PLKB-01");
    EXPECT_FALSE(row(*result, "S1571-PMB-001").site.expected);
    EXPECT_EQ(row(*result, "S1571-PMB-001").name, "Bidan Ani");
    EXPECT_TRUE(row(*result, "S1571-PKM-001").site.expected) << "not in the table, and stays";
    EXPECT_THAT(result->changes, SizeIs(2));
    // The same again changes nothing.
    dir_.write("sites.csv", format_sites(result->rows));
    open();
    auto const again = import("S1571-PMB-001,Bidan Ani,pmb,15.71,,,no,\n").value();
    EXPECT_EQ(again.unchanged, 1U);
    EXPECT_THAT(again.changes, IsEmpty());
    EXPECT_EQ(again.rows, result->rows);
}

TEST_F(a_register, tells_the_ledger_nothing_of_a_name)
{
    auto const renamed = import("S1571-PMB-001,Bidan Ani,pmb,15.71,,,yes,\n").value();
    EXPECT_EQ(renamed.updated, 1U);
    EXPECT_THAT(renamed.changes, IsEmpty());
}

TEST_F(a_register, refuses_a_table_as_a_whole_with_every_reason)
{
    EXPECT_THAT(
        refusals("S1571-PMB-002,,pmb,15.99,,,yes,\n"
                 "S1571-PMB-003,,bidan,15.71,,,yes,\n"
                 "S1571-PMB-004,,pmb,15.71,,,mungkin,\n"
                 "s1571,,pmb,15.71,,,yes,\n"
                 "S1571-PMB-005,,pmb,15.71,Bungo,,yes,\n"
                 "S1571-PMB-006,,pmb,15.71,,,yes,plkb 1\n"
                 "S1571-PMB-007,,pmb,15.71,,,yes,\n"
                 "S1571-PMB-007,,pmb,15.71,,,yes,\n"
                 "S1571-PMB-001,,pmb,15.08,,,yes,\n"),
        ElementsAre(
            HasSubstr("s.csv:2: S1571-PMB-002: regency \"15.99\""),
            HasSubstr("s.csv:3: S1571-PMB-003: kind \"bidan\""),
            HasSubstr("s.csv:4: S1571-PMB-004: expected \"mungkin\""),
            HasSubstr("s.csv:5: code \"s1571\""),
            HasSubstr("s.csv:6: S1571-PMB-005: regency_name \"Bungo\": code 15.71 is \"Kota "
                      "Jambi\"; \"Bungo\" has code 15.08"),
            HasSubstr("s.csv:7: S1571-PMB-006: officer \"plkb 1\""),
            HasSubstr("is already in line 8 [given_twice]"),
            HasSubstr("s.csv:10: S1571-PMB-001: regency \"15.08\": the site is in 15.71 and "
                      "stays there; deactivate it and add another one [regency_is_fixed]")));
    EXPECT_THAT(refusals(""), ElementsAre(HasSubstr("[empty_table]")));
}

TEST_F(a_register, never_shows_what_may_be_a_persons_name)
{
    for (std::string const row :
         {"Bidan Siti,S1571-PMB-009,pmb,15.71,,,yes,\n", "S1571-PMB-009,,Bidan Siti,15.71,,,yes,\n",
          "S1571-PMB-009,,pmb,Bidan Siti,,,yes,\n", "S1571-PMB-009,,pmb,15.71,Bidan Siti,,yes,\n",
          "S1571-PMB-009,,pmb,15.71,,,Bidan Siti,\n", "S1571-PMB-009,,pmb,15.71,,,yes,Bidan Siti\n",
          "Siti,,pmb,15.71,,,yes,\n"}) {
        auto const result = import(row);
        ASSERT_FALSE(result.has_value()) << row;
        for (auto const& each : result.error().rows) {
            EXPECT_THAT(each.coded_sentence(), Not(HasSubstr("Siti"))) << row;
        }
        EXPECT_THAT(report_csv(result.error()), Not(HasSubstr("Siti"))) << row;
    }
}

TEST_F(a_register, takes_spellings_of_the_alias_table_once_a_person_confirms)
{
    std::string const spelt = "S1571-PMB-009,,Bidan Praktik Mandiri,15.72,Kota Sungaipenuh,,Ya,\n";
    EXPECT_THAT(
        refusals(spelt),
        ElementsAre(HasSubstr("\"Bidan Praktik Mandiri\" → pmb, taken with --accept-aliases"),
                    HasSubstr("\"Kota Sungaipenuh\" → Kota Sungai Penuh 15.72"),
                    HasSubstr("\"Ya\" → yes, taken with --accept-aliases")));
    auto const taken = import(spelt, true);
    ASSERT_TRUE(taken.has_value()) << taken.error().lines.front();
    EXPECT_EQ(row(*taken, "S1571-PMB-009").site.place, domain::place::pmb);
    EXPECT_TRUE(row(*taken, "S1571-PMB-009").site.expected);
}

TEST_F(a_register, bounds_codes_of_officers_and_labels)
{
    auto const officer = [&](std::size_t length) {
        return refusals("S1571-PMB-009,,pmb,15.71,,,yes," + std::string(length, '1') + "\n");
    };
    EXPECT_THAT(officer(32), IsEmpty());
    EXPECT_THAT(officer(33), ElementsAre(HasSubstr("[officer_form]")));
    auto const name = [&](std::size_t length) {
        return refusals("S1571-PMB-009," + std::string(length, 'n') + ",pmb,15.71,,,yes,\n");
    };
    EXPECT_THAT(name(120), IsEmpty());
    EXPECT_THAT(name(121), ElementsAre(HasSubstr("name of 121 characters: at most 120")));
}

TEST_F(a_register, adds_activates_and_deactivates_one_site)
{
    site_row fresh{{"S1508-PKM-009", domain::place::puskesmas,
                    *domain::region_code::from_text("15.08"), true, true, "", ""},
                   "Puskesmas Baru",
                   ""};
    auto const added = add_site(opened_, fresh);
    ASSERT_TRUE(added.has_value()) << added.error().lines.front();
    EXPECT_THAT(added->rows, SizeIs(4));
    fresh.site.code = "S1571-PMB-001";
    EXPECT_THAT(add_site(opened_, fresh).error().lines,
                ElementsAre(HasSubstr("is in the register already")));
    fresh.site.code = "klein";
    EXPECT_FALSE(add_site(opened_, fresh).has_value());

    auto const off = activate_site(opened_, "S1571-PMB-001", false).value();
    EXPECT_FALSE(row(off, "S1571-PMB-001").site.active);
    EXPECT_THAT(off.changes, SizeIs(1));
    EXPECT_EQ(activate_site(opened_, "S1571-PMB-001", true)->unchanged, 1U);
    EXPECT_FALSE(activate_site(opened_, "S9999", false).has_value());
    dir_.write("sites.csv", format_sites(off.rows));
    open();
    EXPECT_FALSE(opened_.event->find_site("S1571-PMB-001")->active);
    // A later table does not wake it.
    auto const later = import("S1571-PMB-001,,pmb,15.71,,,yes,\n").value();
    EXPECT_FALSE(row(later, "S1571-PMB-001").site.active);
}

TEST_F(a_register, merges_within_a_regency_only)
{
    EXPECT_FALSE(merge_sites(opened_, {"S1571-PMB-001", "S1508-IMP-001"}).has_value());
    EXPECT_FALSE(merge_sites(opened_, {"S1571-PMB-001", "S1571-PMB-001"}).has_value());
    EXPECT_FALSE(merge_sites(opened_, {"S1571-PMB-001", "S9999"}).has_value());
    EXPECT_FALSE(merge_sites(opened_, {"S9999", "S1571-PMB-001"}).has_value());
    auto const merged = merge_sites(opened_, {"S1571-PMB-001", "S1571-PKM-001"}).value();
    EXPECT_EQ(row(merged, "S1571-PMB-001").site.merged_into, "S1571-PKM-001");
    EXPECT_FALSE(row(merged, "S1571-PMB-001").site.expected);
    dir_.write("sites.csv", format_sites(merged.rows));
    open();
    EXPECT_FALSE(merge_sites(opened_, {"S1571-PKM-001", "S1571-PMB-001"}).has_value());
    EXPECT_FALSE(activate_site(opened_, "S1571-PMB-001", true).has_value());
    // Written by hand, the same rules hold.
    dir_.replace("sites.csv", "S1571-PKM-001\n", "S1508-IMP-001\n");
    EXPECT_THAT(dir_.faults(), ElementsAre(HasSubstr("S1571-PMB-001: merged_into")));
}

TEST_F(a_register, keeps_the_officers_that_targets_are_of)
{
    dir_.write("sites.csv",
               format_sites(import("S1571-PMB-001,,pmb,15.71,,,yes,PLKB-01\n").value().rows));
    dir_.write(
        "targets.csv",
        "set,code_system,code,name,target,officer\nA,kemendagri,15.71,Kota Jambi,5,PLKB-01\n");
    open();
    EXPECT_THAT(refusals("S1571-PMB-001,,pmb,15.71,,,yes,\n"),
                ElementsAre(HasSubstr("no site of the register has this officer")));
}

TEST_F(a_register, of_sixty_thousand_sites_loads_and_updates_in_seconds)
{
    std::string rows;
    auto const regency = opened_.event->regions.rbegin()->first.text();
    for (int i = 0; i < 60'000; ++i)
        rows += "S-" + std::to_string(i) + ",Nama,pmb," + regency + ",,,yes,PLKB-" +
                std::to_string(i % 3000) + '\n';
    auto const first = import(rows);
    ASSERT_TRUE(first.has_value()) << first.error().lines.front();
    EXPECT_EQ(first->added, 60'000U);
    dir_.write("sites.csv", format_sites(first->rows));
    open();
    EXPECT_EQ(opened_.event->sites.size(), 60'003U);
    EXPECT_EQ(import(rows)->unchanged, 60'000U);
}

}  // namespace
}  // namespace sejuta::catalogue
