// SPDX-License-Identifier: Apache-2.0
// Faults of event.toml and of the region set: each is named with its line or key, its value and the
// rule that it breaks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>

#include "base/limits.hpp"
#include "unit/catalogue/event_directory.hpp"

namespace sejuta::catalogue {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::SizeIs;

// Spoils one line of event.toml and expects exactly one fault.
void expect_one(std::string_view before, std::string_view after, std::string const& fault)
{
    event_directory dir;
    dir.replace("event.toml", before, after);
    EXPECT_THAT(dir.faults(), ElementsAre("events/x/event.toml:" + fault)) << after;
}

TEST(event_file, that_is_good_has_no_fault)
{
    EXPECT_THAT(event_directory().faults(), IsEmpty());
}

TEST(event_file, that_is_missing_is_named)
{
    event_directory dir;
    dir.remove("event.toml");
    EXPECT_THAT(dir.faults(),
                ElementsAre("events/x/event.toml: cannot be read: No such file or directory"));
}

TEST(event_file, that_is_no_toml_is_refused_with_line_and_column)
{
    event_directory dir;
    dir.replace("event.toml", "kind = \"rehearsal\"", "kind = \"rehearsal");
    auto const faults = dir.faults();
    ASSERT_THAT(faults, SizeIs(1));
    EXPECT_THAT(faults[0], testing::StartsWith("events/x/event.toml:3:18: "));
}

TEST(event_file, needs_each_of_its_keys)
{
    event_directory dir;
    dir.write("event.toml", "");
    EXPECT_THAT(dir.faults(), ElementsAre("events/x/event.toml: id: is missing",
                                          "events/x/event.toml: name: is missing",
                                          "events/x/event.toml: kind: is missing",
                                          "events/x/event.toml: initial_status: is missing",
                                          "events/x/event.toml: service_dates: is missing",
                                          "events/x/event.toml: deadline: is missing",
                                          "events/x/event.toml: ceiling: is missing",
                                          "events/x/event.toml: regions: is missing",
                                          "events/x/event.toml: targets: is missing",
                                          "events/x/event.toml: sites: is missing"));
}

TEST(event_file, refuses_a_misspelt_key)
{
    expect_one("ceiling = 500", "ceiling = 500\nceilling = 5", "8: ceilling: there is no such key");
    expect_one("speed = 900", "speed = 900\nspede = 9", "16: clock.spede: there is no such key");
}

TEST(event_file, refuses_an_id_outside_its_alphabet_and_length)
{
    std::string const rule = "3 to 40 of a-z, 0-9 and '-', not beginning with '-'";
    for (auto const& id :
         std::initializer_list<std::string>{"Ab-2020", "ab", "-ab", "a b c", std::string(41, 'a')})
        expect_one("latihan-2020", id, "1: id \"" + id + "\": " + rule);
    for (auto const& id : std::initializer_list<std::string>{"abc", "2020", std::string(40, 'a')}) {
        event_directory dir;
        dir.replace("event.toml", "latihan-2020", id);
        EXPECT_THAT(dir.faults(), IsEmpty()) << id;
    }
}

TEST(event_file, refuses_a_kind_or_status_that_is_none)
{
    expect_one("\"rehearsal\"", "\"latihan\"", "3: kind \"latihan\": real or rehearsal");
    expect_one("\"open\"", "\"final\"",
               "4: initial_status \"final\": draft or open; later states are set while it runs");
}

TEST(event_file, names_what_a_rehearsal_rehearses_and_only_that)
{
    event_directory nameless;
    nameless.replace("event.toml", "rehearses = \"harganas-27\"\n", "\n");
    EXPECT_THAT(nameless.faults(), ElementsAre("events/x/event.toml: rehearses: is missing"));
    expect_one("\"harganas-27\"", "\"Harganas 27\"",
               "11: rehearses \"Harganas 27\": the id of the event that is rehearsed");
    expect_one("\"harganas-27\"", "\"latihan-2020\"",
               "11: rehearses \"latihan-2020\": another event than this one");
    EXPECT_EQ(load_event(event_directory().path()).value()->rehearses, "harganas-27");

    event_directory real;
    real.write("event.toml", std::string(event_directory::good_toml)
                                 .substr(0, event_directory::good_toml.find("[clock]")));
    real.replace("event.toml", "\"rehearsal\"", "\"real\"");
    EXPECT_THAT(real.faults(),
                ElementsAre("events/x/event.toml:11: rehearses \"harganas-27\": a real event "
                            "rehearses nothing"));
}

constexpr auto indicator = R"([[indicator]]
name = "TFR"
value = "2.27"
target = "1.98"
lower_is_better = true
source = "Wordpers Indonesia 2024"
)";

TEST(event_file, has_indicators_as_they_were_published)
{
    event_directory dir;
    dir.write("event.toml", std::string(event_directory::good_toml) + indicator);
    ASSERT_THAT(dir.faults(), IsEmpty());
    auto const event = load_event(dir.path()).value();
    ASSERT_THAT(event->indicators, SizeIs(1));
    EXPECT_EQ(event->indicators[0].name, "TFR");
    EXPECT_EQ(event->indicators[0].value, "2.27");
    EXPECT_EQ(event->indicators[0].target, "1.98");
    EXPECT_TRUE(event->indicators[0].lower_is_better);
    EXPECT_EQ(event->indicators[0].source, "Wordpers Indonesia 2024");
}

TEST(event_file, refuses_an_indicator_with_a_value_that_is_none_or_a_key_that_is_not_there)
{
    auto const spoilt = [](std::string_view before, std::string_view after) {
        event_directory dir;
        dir.write("event.toml", std::string(event_directory::good_toml) + indicator);
        dir.replace("event.toml", before, after);
        return dir.faults();
    };
    EXPECT_THAT(
        spoilt("\"2.27\"", "\"2,27\""),
        ElementsAre("events/x/event.toml:18: indicator[0].value \"2,27\": a plain decimal in "
                    "quotes, like \"2.45\""));
    EXPECT_THAT(spoilt("\"2.27\"", "2.27"), ElementsAre(HasSubstr("a text in quotes")));
    EXPECT_THAT(spoilt("source =", "sourze ="),
                ElementsAre(HasSubstr("indicator[0].source: is missing"),
                            HasSubstr("21: indicator[0].sourze: there is no such key")));
    EXPECT_THAT(spoilt("\"TFR\"", "\"\""), ElementsAre(HasSubstr("1 to 40 characters")));
    EXPECT_THAT(spoilt("[[indicator]]", "[indicator]"),
                testing::Contains(HasSubstr("tables like [[indicator]]")));
}

TEST(event_file, bounds_the_number_of_indicators)
{
    auto const with = [](std::size_t count) {
        event_directory dir;
        std::string text(event_directory::good_toml);
        for (std::size_t i = 0; i < count; ++i) text += indicator;
        dir.write("event.toml", text);
        return dir.faults();
    };
    EXPECT_THAT(with(limits::indicators_max), IsEmpty());
    EXPECT_THAT(with(limits::indicators_max + 1), ElementsAre(HasSubstr("at most 16")));
}

TEST(event_file, refuses_dates_that_are_none_or_out_of_order)
{
    std::string const rule = "a date without quotes, like 2020-06-29";
    expect_one("[2020-06-29]", "[\"29 Juni\"]", "5: service_dates \"29 Juni\": " + rule);
    expect_one("[2020-06-29]", "[1999-06-29]", "5: service_dates \"1999-06-29\": " + rule);
    expect_one("[2020-06-29]", "[]", "5: service_dates \"[]\": a list of dates, like [2020-06-29]");
    expect_one("[2020-06-29]", "[2020-06-29, 2020-06-29]",
               "5: service_dates \"[ 2020-06-29, 2020-06-29 ]\": ascending, each date once");
    expect_one("[2020-06-29]", "[2020-06-29, 2020-06-28]",
               "5: service_dates \"[ 2020-06-29, 2020-06-28 ]\": ascending, each date once");
}

TEST(event_file, refuses_a_day_that_the_calendar_does_not_have)
{
    event_directory dir;
    dir.replace("event.toml", "[2020-06-29]", "[2020-06-31]");
    auto const faults = dir.faults();
    ASSERT_THAT(faults, SizeIs(1));
    EXPECT_THAT(faults[0], testing::StartsWith("events/x/event.toml:5:"));
}

TEST(event_file, refuses_a_deadline_without_offset_or_before_the_last_day)
{
    expect_one("2020-06-29T22:00:00+07:00\nceiling", "2020-06-29T22:00:00\nceiling",
               "6: deadline \"2020-06-29T22:00:00\": a time with its offset, like "
               "2020-06-29T22:00:00+07:00");
    expect_one("2020-06-29T22:00:00+07:00\nceiling", "2020-06-28T22:00:00+07:00\nceiling",
               "6: deadline \"2020-06-28T22:00:00+07:00\": after the last service date has begun "
               "in every zone");
}

TEST(event_file, bounds_the_ceiling_on_both_sides)
{
    expect_one("500", "-1", "7: ceiling \"-1\": 0 (none) to 10000 acceptors");
    expect_one("500", "10001", "7: ceiling \"10001\": 0 (none) to 10000 acceptors");
    expect_one("500", "5.5", "7: ceiling \"5.5\": a whole number");
    for (auto const& inside : std::initializer_list<std::string>{"0", "10000"}) {
        event_directory dir;
        dir.replace("event.toml", "500", inside);
        EXPECT_THAT(dir.faults(), IsEmpty()) << inside;
    }
}

TEST(event_file, bounds_its_name_and_the_number_of_dates)
{
    auto const named = [](std::size_t length) {
        event_directory dir;
        std::string name;
        for (std::size_t i = 0; i < length; ++i) name += "é";  // characters are counted, not bytes
        dir.replace("event.toml", "Latihan", name);
        return dir.faults();
    };
    EXPECT_THAT(named(limits::event_name_characters_max), IsEmpty());
    EXPECT_THAT(named(limits::event_name_characters_max + 1), SizeIs(1));
    EXPECT_THAT(named(0), ElementsAre("events/x/event.toml:2: name \"\": 1 to 120 characters"));

    auto const with_dates = [](std::size_t count) {
        using namespace std::chrono;
        std::string list;
        for (std::size_t i = 0; i < count; ++i) {
            year_month_day const day(sys_days(year{2019} / 6 / 29) + days(i));
            char text[16];
            std::snprintf(text, sizeof text, "%d-%02u-%02u,", static_cast<int>(day.year()),
                          static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
            list += text;
        }
        event_directory dir;
        dir.replace("event.toml", "2020-06-29]", list + ']');
        return dir.faults();
    };
    EXPECT_THAT(with_dates(limits::service_dates_max), IsEmpty());
    EXPECT_THAT(with_dates(limits::service_dates_max + 1),
                ElementsAre(HasSubstr("at most 366 dates")));
}

TEST(event_file, refuses_a_clock_on_a_real_event)
{
    event_directory dir;
    dir.replace("event.toml", "\"rehearsal\"", "\"real\"");
    std::string const rule = ": a real event runs on real time; only a rehearsal has a clock";
    dir.replace("event.toml", "rehearses = \"harganas-27\"\n", "\n");
    EXPECT_THAT(dir.faults(), ElementsAre("events/x/event.toml:13: clock.starts_at "
                                          "\"2020-06-29T07:00:00+07:00\"" +
                                              rule,
                                          "events/x/event.toml:14: clock.ends_at "
                                          "\"2020-06-29T22:00:00+07:00\"" +
                                              rule,
                                          "events/x/event.toml:15: clock.speed \"900\"" + rule));
}

TEST(event_file, refuses_a_clock_that_cannot_run)
{
    std::string const speed_rule = "1 to 100000 event seconds a second";
    expect_one("speed = 900", "speed = 0", "15: clock.speed \"0\": " + speed_rule);
    expect_one("speed = 900", "speed = 0.5", "15: clock.speed \"0.5\": " + speed_rule);
    expect_one("speed = 900", "speed = 100001", "15: clock.speed \"100001\": " + speed_rule);
    expect_one("speed = 900", "speed = nan", "15: clock.speed \"nan\": a number");
    expect_one("ends_at = 2020-06-29T22", "ends_at = 2020-06-29T07",
               "14: clock.ends_at \"2020-06-29T07:00:00+07:00\": after clock.starts_at");
}

TEST(event_file, takes_the_fastest_clock)
{
    event_directory dir;
    dir.replace("event.toml", "speed = 900", "speed = 100000");
    ASSERT_THAT(dir.faults(), IsEmpty());
    EXPECT_EQ(load_event(dir.path()).value()->clock.speed, limits::clock_speed_max);
}

TEST(event_file, may_leave_the_clock_or_its_end_out)
{
    event_directory endless;
    endless.replace("event.toml", "ends_at = 2020-06-29T22:00:00+07:00\n", "");
    ASSERT_THAT(endless.faults(), IsEmpty());
    EXPECT_EQ(load_event(endless.path()).value()->clock.ends_at_ms, 0);

    event_directory real;
    real.write("event.toml", std::string(event_directory::good_toml)
                                 .substr(0, event_directory::good_toml.find("[clock]")));
    real.replace("event.toml", "\"rehearsal\"", "\"real\"");
    real.replace("event.toml", "rehearses = \"harganas-27\"\n", "");
    ASSERT_THAT(real.faults(), IsEmpty());
    EXPECT_EQ(load_event(real.path()).value()->clock.speed, 1);
}

TEST(event_file, names_tables_that_are_not_there_all_at_once)
{
    event_directory dir;
    dir.remove("targets.csv");
    dir.remove("sites.csv");
    EXPECT_THAT(dir.faults(),
                ElementsAre("events/x/sites.csv: cannot be read: No such file or directory",
                            "events/x/targets.csv: cannot be read: No such file or directory"));
    expect_one("\"targets.csv\"", "\"/etc/passwd\"",
               "9: targets \"/etc/passwd\": a path relative to the event's directory");
}

TEST(region_set, that_is_damaged_is_refused_by_row)
{
    event_directory dir;
    dir.replace("../../regions/2020-06/regions.csv", "15.71,kota,Kota Jambi,WIB",
                "15.70,kota,Kota Jambi,WIP");
    dir.replace("../../regions/2020-06/regions.csv", "15.08,kabupaten,Bungo,WIB",
                "15.09,kabupaten,Bungo,WIB");
    dir.replace("../../regions/2020-06/regions.csv", "36,provinsi,Banten,WIB",
                "37,provinsi,Banten,WIB");
    auto const faults = dir.faults();
    EXPECT_THAT(faults, IsSupersetOf({HasSubstr("zone \"WIP\": WIB, WITA or WIT"),
                                      HasSubstr("code \"15.09\": is already in line "),
                                      HasSubstr("code \"36.01\": 36, in which it lies, is not in "
                                                "the set"),
                                      HasSubstr("regencies \"514\": regions.csv has 512")}));
}

}  // namespace
}  // namespace sejuta::catalogue
