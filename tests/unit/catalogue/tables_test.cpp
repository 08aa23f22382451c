// SPDX-License-Identifier: Apache-2.0
// Faults of targets.csv and sites.csv, and the habits of spreadsheets that are none.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/limits.hpp"
#include "catalogue/csv.hpp"
#include "catalogue/numbers.hpp"
#include "catalogue/site_rows.hpp"
#include "catalogue/targets.hpp"
#include "unit/catalogue/event_directory.hpp"

namespace sejuta::catalogue {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

void expect_one(std::string const& file, std::string_view before, std::string_view after,
                std::string const& fault)
{
    event_directory dir;
    dir.replace(file, before, after);
    EXPECT_THAT(dir.faults(), ElementsAre("events/x/" + file + ':' + fault)) << after;
}

std::string with(std::string_view text, std::string_view before, std::string_view after)
{
    std::string out(text);
    for (auto at = out.find(before); at != std::string::npos;
         at = out.find(before, at + after.size()))
        out.replace(at, before.size(), after);
    return out;
}

TEST(targets, in_the_wrong_code_system_are_refused)
{
    expect_one("targets.csv", "kemendagri,15.07", "bps,15.07",
               "5: code_system \"bps\": the event's regions (kemendagri-2020-06) have codes of "
               "\"kemendagri\"");
}

// BPS numbers four of Jambi's regencies the other way round; every province sum would still agree.
TEST(targets, with_jambis_bps_codes_are_refused_in_four_named_rows)
{
    event_directory dir;
    dir.write("targets.csv",
              "set,code_system,code,name,target\n"
              "Panitia Pusat,kemendagri,15,Jambi,11093\n"
              "Panitia Pusat,kemendagri,15.05,Muaro Jambi,1950\n"
              "Panitia Pusat,kemendagri,15.06,Tanjung Jabung Timur,1055\n"
              "Panitia Pusat,kemendagri,15.07,Tanjung Jabung Barat,590\n"
              "Panitia Pusat,kemendagri,15.08,KAB. TEBO,740\n"
              "Panitia Pusat,kemendagri,15.09,Bungo,1185\n");
    std::string const file = "events/x/targets.csv";
    EXPECT_THAT(dir.faults(),
                ElementsAre(file + ":4: name \"Tanjung Jabung Timur\": code 15.06 is \"Tanjung "
                                   "Jabung Barat\"; \"Tanjung Jabung Timur\" has code 15.07",
                            file + ":5: name \"Tanjung Jabung Barat\": code 15.07 is \"Tanjung "
                                   "Jabung Timur\"; \"Tanjung Jabung Barat\" has code 15.06",
                            file + ":6: name \"KAB. TEBO\": code 15.08 is \"Bungo\"; \"KAB. TEBO\" "
                                   "has code 15.09",
                            file + ":7: name \"Bungo\": code 15.09 is \"Tebo\"; \"Bungo\" has code "
                                   "15.08"));
}

TEST(targets, of_another_years_code_list_are_refused)
{
    expect_one("targets.csv", "15.08,Bungo", "93.01,Merauke",
               "6: code \"93.01\": is not in the event's regions (kemendagri-2020-06); Merauke has "
               "code 91.01");
}

TEST(targets, say_a_city_as_a_city)
{
    expect_one("targets.csv", "15.71,Kota Jambi", "15.71,Jambi",
               "8: name \"Jambi\": code 15.71 is \"Kota Jambi\"; \"Jambi\" has code 15");
    event_directory dir;
    dir.replace("targets.csv", "15.71,Kota Jambi", "15.71,KOTA  JAMBI");
    dir.replace("targets.csv", "15.08,Bungo", "15.08,Kab. Bungo");
    dir.replace("targets.csv", "15,Jambi,,", "15,PROVINSI JAMBI,,");
    EXPECT_THAT(dir.faults(), IsEmpty());
}

TEST(targets, with_swapped_columns_are_refused)
{
    expect_one("targets.csv", "15.08,Bungo", "Bungo,15.08",
               "6: code \"Bungo\": code and name seem swapped");
    event_directory reordered;
    reordered.write("targets.csv",
                    "target,name,code,code_system,set\n1055,Tanjung Jabung Timur,15.07,kemendagri,"
                    "Panitia Pusat\n");
    EXPECT_THAT(reordered.faults(), IsEmpty()) << "columns are found by name";
}

TEST(targets, are_whole_numbers_of_one_or_more)
{
    std::map<std::string, refusal> const bad{
        {"12.5", refusal::number_with_decimals},
        {"\"11,093\"", refusal::number_with_comma},
        {"\"1,5\"", refusal::number_with_comma},
        {"\"1.055,00\"", refusal::number_with_comma},
        {"0", refusal::number_out_of_range},
        {"-5", refusal::number_out_of_range},
        {"1000000001", refusal::number_out_of_range},
        {"1e3", refusal::number_shortened},
        {"1.2E+05", refusal::number_shortened},
        {"", refusal::not_a_number},
        {"11 093", refusal::not_a_number},
        {"seribu", refusal::not_a_number},
        {"1.05", refusal::number_with_decimals},
        {"1.0555", refusal::number_with_decimals},
        {"0.055", refusal::number_with_decimals},
        {"=1055", refusal::number_of_a_formula},
        {"#REF!", refusal::number_of_a_formula},
        {"'1055", refusal::number_of_a_formula},
    };
    for (auto const& [text, why] : bad) {
        event_directory dir;
        dir.replace("targets.csv", ",1055", "," + text);
        auto const loaded = load_event(dir.path());
        ASSERT_FALSE(loaded.has_value()) << text;
        ASSERT_THAT(loaded.error().rows, SizeIs(1)) << text;
        EXPECT_THAT(loaded.error().lines[0],
                    HasSubstr("targets.csv:5: target \"" + with(text, "\"", "") +
                              "\": a whole number of acceptors, 1 or more"));
        EXPECT_EQ(word(loaded.error().rows[0].why), word(why)) << text;
    }
    EXPECT_EQ(parse_acceptors("1"), 1);
    EXPECT_EQ(parse_acceptors("1.055"), 1'055);
    EXPECT_EQ(parse_acceptors("1.000.000"), 1'000'000);
    EXPECT_EQ(parse_acceptors("1.000.000.000"), 1'000'000'000);
    EXPECT_EQ(parse_acceptors("1000000000"), 1'000'000'000);
}

TEST(targets, given_twice_are_refused_with_both_lines)
{
    expect_one("targets.csv", "15.09,Tebo", "15.08,Bungo",
               "7: code \"15.08\": set \"Panitia Pusat\" has this target already in line 6");
}

TEST(targets, have_a_known_method_group)
{
    expect_one("targets.csv", "suntik", "implant.iud",
               "9: method_group \"implant.iud\": implan+iud, suntik, kondom+pil or empty");
}

TEST(targets, sum_up_with_a_residue_only_where_every_child_has_one)
{
    event_directory dir;
    EXPECT_THAT(load_event(dir.path()).value()->residues, IsEmpty());
    dir.write("targets.csv",
              "set,code_system,code,name,target\n"
              "A,kemendagri,34,DI Yogyakarta,8150\n"
              "A,kemendagri,34.01,Kulon Progo,1108\n"
              "A,kemendagri,34.02,Bantul,1469\n"
              "A,kemendagri,34.03,Gunungkidul,3396\n"
              "A,kemendagri,34.04,Sleman,1875\n"
              "A,kemendagri,34.71,Kota Yogyakarta,303\n");
    auto const loaded = load_event(dir.path());
    ASSERT_TRUE(loaded.has_value()) << loaded.error().lines.front();
    ASSERT_THAT((*loaded)->residues, SizeIs(1));
    EXPECT_EQ((*loaded)->residues[0].printed, 8'150);
    EXPECT_EQ((*loaded)->residues[0].summed, 8'151);
    EXPECT_EQ((*loaded)->target_sets[0].by_region.at(*domain::region_code::from_text("34")), 8'150);
}

TEST(sites, have_a_code_of_the_wires_form)
{
    EXPECT_TRUE(is_site_code("S1571-PMB-003"));
    EXPECT_TRUE(is_site_code(std::string(32, 'A')));
    for (auto const& bad :
         std::initializer_list<std::string>{"", "-A", "s1571", "S 1", "S_1", std::string(33, 'A')})
        EXPECT_FALSE(is_site_code(bad)) << bad;
    expect_one("sites.csv", "S1571-PMB-001", "bidan ani",
               "3: code: 1 to 32 of A-Z, 0-9 and '-', not beginning with '-'");
}

TEST(sites, are_in_a_regency_of_the_events_regions)
{
    expect_one("sites.csv", "pmb,15.71", "pmb,15",
               "3: regency \"15\": a regency or city like 15.07");
    expect_one("sites.csv", "pmb,15.71", "pmb,1571",
               "3: regency \"1571\": a regency or city like 15.07");
    expect_one("sites.csv", "pmb,15.71", "pmb,94.01",
               "3: regency \"94.01\": is not in the event's regions (kemendagri-2020-06)");
}

TEST(sites, given_twice_or_of_no_kind_are_refused)
{
    expect_one("sites.csv", "S1571-PMB-001", "S1571-PKM-001",
               "3: code \"S1571-PKM-001\": is already in line 2");
    expect_one("sites.csv", ",pmb,", ",bidan,",
               "3: kind \"bidan\": puskesmas, pmb, imp, rs or kb_bergerak");
    expect_one("sites.csv", "15.71,,yes\nS1571-PMB", "15.71,,ya\nS1571-PMB",
               "2: expected \"ya\": yes or no");
}

// A PMB's name is a person's: neither the event in memory nor a fault may hold it.
TEST(sites, never_show_a_name_in_a_fault)
{
    event_directory dir;
    dir.replace("sites.csv", "PMB-001,,pmb", "PMB-001," + std::string(121, 'n') + ",bidan");
    for (auto const& fault : dir.faults()) EXPECT_THAT(fault, testing::Not(HasSubstr("nnn")));
    EXPECT_THAT(dir.faults(), SizeIs(2));
}

TEST(tables, are_read_as_spreadsheets_write_them)
{
    event_directory dir;
    auto const semicolons = with(event_directory::good_targets, ",", ";");
    auto const crlf = with(semicolons, "\n", "\r\n");
    for (std::string const& text :
         {semicolons, crlf, "\xEF\xBB\xBF" + crlf, "sep=;\r\n" + crlf, crlf + ";;;;;\r\n",
          semicolons.substr(0, semicolons.size() - 1), with(semicolons, "Bungo", "\"Bungo\"")}) {
        dir.write("targets.csv", text);
        auto const loaded = load_event(dir.path());
        ASSERT_TRUE(loaded.has_value()) << loaded.error().lines.front();
        EXPECT_EQ((*loaded)->target_sets.at(0).by_region.size(), 7U);
    }
}

TEST(tables, keep_separators_newlines_and_quotes_inside_quotes)
{
    faults found;
    auto const rows =
        parse_csv("a,b\n\"x,\"\"y\"\"\nz\",2\n3,4\n", "t.csv", {{"a", "b"}, {}}, found);
    ASSERT_TRUE(found.none());
    ASSERT_THAT(rows, SizeIs(2));
    EXPECT_THAT(rows[0].fields, ElementsAre("x,\"y\"\nz", "2"));
    EXPECT_EQ(rows[1].line, 4U);
}

TEST(tables, of_broken_form_are_refused)
{
    auto const fault_of = [](std::string_view text) {
        faults found;
        parse_csv(text, "t.csv", {{"a", "b"}, {}}, found);
        return found.take().lines;
    };
    EXPECT_THAT(fault_of(""), ElementsAre("t.csv: empty; the first line names the columns"));
    EXPECT_THAT(fault_of("a\n1\n"), ElementsAre("t.csv:1: column \"b\": is missing"));
    EXPECT_THAT(fault_of("a,b,c\n"),
                ElementsAre("t.csv:1: column \"c\": this table has no such column"));
    EXPECT_THAT(fault_of("a,b,a\n"), ElementsAre("t.csv:1: column \"a\": appears twice"));
    EXPECT_THAT(fault_of("a,b\n1\n1,2,3\n"), ElementsAre("t.csv:2: 1 fields: the header has 2",
                                                         "t.csv:3: 3 fields: the header has 2"));
    EXPECT_THAT(fault_of("a,b\n1,\"2\n"),
                ElementsAre("t.csv:2: field \"2?\": its quote is not closed"));
    EXPECT_THAT(fault_of("a,b\n1,\"2\"3\n"),
                ElementsAre(HasSubstr("t.csv:2: field \"2\": after a closing quote")));
    EXPECT_THAT(fault_of("a,b\n1,2\"3\n"), ElementsAre(HasSubstr("a quote stands at both ends")));
    EXPECT_THAT(fault_of("a,b\r1,2\r"), testing::Contains(HasSubstr("lines end in LF or CRLF")));
    EXPECT_THAT(fault_of("a,b\n1,2\n\xE9,4\n"), ElementsAre(HasSubstr("t.csv:3: text: not UTF-8")));
}

TEST(tables, have_labels_up_to_their_limits)
{
    auto const faults_with = [](std::string const& file, std::string_view before,
                                std::string const& after) {
        event_directory dir;
        dir.replace(file, before, after);
        return dir.faults();
    };
    auto const set = [&](std::size_t length) {
        return faults_with("targets.csv", "Panitia Pusat", std::string(length, 's'));
    };
    EXPECT_THAT(set(limits::target_set_name_characters_max), IsEmpty());
    EXPECT_THAT(set(limits::target_set_name_characters_max + 1), SizeIs(1));
    EXPECT_THAT(set(0), SizeIs(1));
    auto const label = [&](std::size_t length) {
        return faults_with("sites.csv", "PKM-001,", "PKM-001," + std::string(length, 'l'));
    };
    EXPECT_THAT(label(limits::site_label_characters_max), IsEmpty());
    EXPECT_THAT(label(limits::site_label_characters_max + 1), SizeIs(1));
    auto const region = [&](std::size_t length) {
        return faults_with("../../regions/2020-06/regions.csv", "Merauke",
                           std::string(length, 'r'));
    };
    EXPECT_THAT(region(limits::region_name_characters_max), IsEmpty());
    EXPECT_THAT(region(limits::region_name_characters_max + 1),
                ElementsAre(HasSubstr("1 to 60 characters"), HasSubstr("regions.csv has 513")));
}

// A sparse file: its size is looked at before a byte of it is read.
TEST(tables, over_the_size_limit_are_refused_unread)
{
    event_directory dir;
    auto const fault_at = [&](std::uintmax_t bytes) {
        std::filesystem::resize_file(dir.path() / "sites.csv", bytes);
        return dir.faults();
    };
    EXPECT_THAT(fault_at(limits::catalogue_file_bytes_max),
                ElementsAre(HasSubstr("text: not UTF-8")));
    EXPECT_THAT(fault_at(limits::catalogue_file_bytes_max + 1),
                ElementsAre("events/x/sites.csv: 67108865 bytes; at most 67108864"));
}

TEST(an_event, lists_the_faults_of_all_its_files_at_once)
{
    event_directory dir;
    dir.replace("event.toml", "ceiling = 500", "ceiling = -3");
    dir.replace("targets.csv", ",1055", ",12.5");
    dir.replace("targets.csv", "15.71,Kota Jambi", "15.70,Kota Jambi");
    dir.replace("sites.csv", "pmb,15.71", "bidan,15");
    EXPECT_THAT(dir.faults(), ElementsAre(HasSubstr("event.toml:7: ceiling \"-3\""),
                                          HasSubstr("sites.csv:3: kind \"bidan\""),
                                          HasSubstr("sites.csv:3: regency \"15\""),
                                          HasSubstr("targets.csv:5: target \"12.5\""),
                                          HasSubstr("targets.csv:8: code \"15.70\"")));
}

}  // namespace
}  // namespace sejuta::catalogue
