// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <set>

#include "domain/cell.hpp"
#include "domain/report.hpp"
#include "sejuta/v1/dimensions.pb.h"

namespace sejuta::domain {
namespace {

template <class E>
void expect_distinct_tokens()
{
    std::set<std::string_view> words;
    std::set<char> letters;
    for (auto const& row : tokens(E{})) {
        words.insert(row.word);
        letters.insert(row.letter);
        EXPECT_EQ(from_word<E>(row.word), row.value);
        EXPECT_EQ(from_letter<E>(row.letter), row.value);
        EXPECT_EQ(word(row.value), row.word);
    }
    EXPECT_EQ(words.size(), tokens(E{}).size());
    EXPECT_EQ(letters.size(), tokens(E{}).size());
    EXPECT_EQ(from_number<E>(0), std::nullopt);
    EXPECT_EQ(from_number<E>(static_cast<int>(tokens(E{}).size()) + 1), std::nullopt);
}

TEST(dimensions_test, words_letters_and_numbers_name_one_value_each)
{
    expect_distinct_tokens<method>();
    expect_distinct_tokens<category>();
    expect_distinct_tokens<postpartum>();
    expect_distinct_tokens<place>();
    expect_distinct_tokens<partner>();
    expect_distinct_tokens<lateness>();
    expect_distinct_tokens<event_status>();
}

TEST(dimensions_test, the_numbers_are_the_wires)
{
    EXPECT_EQ(static_cast<int>(method::mal), v1::METHOD_MAL);
    EXPECT_EQ(static_cast<int>(method::pil), v1::METHOD_PIL);
    EXPECT_EQ(v1::Method_ARRAYSIZE, static_cast<int>(method_tokens.size()) + 1);
    EXPECT_EQ(static_cast<int>(category::ganti_cara), v1::CATEGORY_GANTI_CARA);
    EXPECT_EQ(static_cast<int>(postpartum::kb_pp), v1::POSTPARTUM_KB_PP);
    EXPECT_EQ(static_cast<int>(place::kb_bergerak), v1::PLACE_KB_BERGERAK);
    EXPECT_EQ(static_cast<int>(partner::other), v1::PARTNER_OTHER);
    EXPECT_EQ(static_cast<int>(event_status::final), v1::EVENT_STATUS_FINAL);
    EXPECT_EQ(static_cast<int>(event_kind::rehearsal), v1::EVENT_KIND_REHEARSAL);
}

TEST(service_date_test, only_days_of_the_calendar_exist)
{
    EXPECT_TRUE(service_date::from_number(20200229).has_value());
    EXPECT_FALSE(service_date::from_number(20210229).has_value());
    EXPECT_FALSE(service_date::from_number(20200631).has_value());
    EXPECT_FALSE(service_date::from_number(0).has_value());
    EXPECT_FALSE(service_date::from_text("2020-6-29").has_value());
    EXPECT_EQ(service_date::from_text("2020-06-29")->number(), 20200629u);
}

TEST(service_date_test, a_day_begins_at_its_own_zones_midnight)
{
    auto const day = service_date::from_number(20200629).value();
    EXPECT_EQ(day.begins_ms(zone::wit), 1'593'356'400'000);  // 28 June 15:00Z
    EXPECT_EQ(day.begins_ms(zone::wib), 1'593'363'600'000);  // 28 June 17:00Z
    for (auto z : {zone::wib, zone::wita, zone::wit}) {
        EXPECT_EQ(service_date::at(day.begins_ms(z), z), day);
        EXPECT_EQ(service_date::at(day.begins_ms(z) - 1, z).text(), "2020-06-28");
    }
}

TEST(region_code_test, codes_have_three_levels_and_one_form)
{
    for (auto const* good : {"ID", "11", "15", "15.07", "15.71", "96.71"})
        EXPECT_EQ(region_code::from_text(good)->text(), good);
    for (auto const* bad : {"", "1", "1507", "15.7", "15.00", "00", "10", "AB", "15-07", "15.071"})
        EXPECT_FALSE(region_code::from_text(bad).has_value()) << bad;
    auto const jambi = region_code::from_text("15").value();
    auto const city = region_code::from_text("15.71").value();
    EXPECT_TRUE(jambi.contains(city));
    EXPECT_TRUE(region_code::nation().contains(city));
    EXPECT_FALSE(city.contains(jambi));
    EXPECT_EQ(city.parent(), jambi);
    EXPECT_TRUE(jambi.parent().is_nation());
}

cell some_cell()
{
    return {service_date::from_number(20200629).value(),
            region_code::from_text("15.71").value(),
            method::suntik_3_bulan,
            category::ganti_cara,
            postpartum::pasca_keguguran,
            place::kb_bergerak,
            partner::polri,
            lateness::late};
}

TEST(cell_test, both_spellings_read_back)
{
    auto const c = some_cell();
    EXPECT_EQ(to_field(c),
              "2020-06-29/15.71/suntik_3_bulan/ganti_cara/pasca_keguguran/kb_bergerak/polri/late");
    EXPECT_EQ(to_compact(c), "20062915713GKMPL");
    EXPECT_EQ(from_field(to_field(c)), c);
    EXPECT_EQ(from_compact(to_compact(c)), c);
}

TEST(cell_test, anything_else_is_no_cell)
{
    auto const field = to_field(some_cell());
    EXPECT_EQ(from_field(field + "/"), std::nullopt);
    EXPECT_EQ(from_field(field + "/late"), std::nullopt);
    EXPECT_EQ(from_field(field.substr(0, field.size() - 1)), std::nullopt);
    EXPECT_EQ(from_field(""), std::nullopt);
    EXPECT_EQ(from_compact("20062915713GKMP"), std::nullopt);
    EXPECT_EQ(from_compact("20063115713GKMPL"), std::nullopt);
}

TEST(digest_test, content_decides_and_times_and_ids_do_not)
{
    report const first{"terminal-1", 1, "PMB-1", some_cell(), 3, {}};
    auto other = first;
    other.terminal = "terminal-2";
    other.seq = 9;
    other.made_at_ms = 5;
    other.flagged_date = true;
    other.cell.lateness = lateness::ontime;
    EXPECT_EQ(digest_of(first), digest_of(other));
    other.count = 4;
    EXPECT_NE(digest_of(first), digest_of(other));
    other = first;
    other.corrects = correction{1, correction_kind::void_, correction_reason::salah_entry};
    EXPECT_NE(digest_of(first), digest_of(other));
    other = first;
    other.site = "PMB-2";
    EXPECT_NE(digest_of(first), digest_of(other));
}

}  // namespace
}  // namespace sejuta::domain
