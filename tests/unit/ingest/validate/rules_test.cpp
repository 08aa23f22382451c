// SPDX-License-Identifier: Apache-2.0
#include "ingest/validate/rules.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "base/limits.hpp"
#include "domain/device_clock.hpp"
#include "domain/service_date.hpp"

namespace sejuta::ingest {
namespace {

using domain::rejection_code;

std::string rules_file()
{
    std::ostringstream all;
    all << std::ifstream(SEJUTA_SOURCE_DIR "/data/rules/rules.json").rdbuf();
    return all.str();
}

// The file with one text replaced by another.
std::string changed(std::string const& from, std::string const& to)
{
    auto text = rules_file();
    auto const at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

TEST(rules_test, the_program_was_built_with_the_file_as_it_is_now)
{
    auto const now = rules::parse(rules_file());
    ASSERT_TRUE(now.has_value());
    auto const& built = field_rules();
    EXPECT_EQ(now->report_order(), built.report_order());
    EXPECT_EQ(now->limits().count_max, built.limits().count_max);
    ASSERT_EQ(now->texts().size(), built.texts().size());
}

TEST(rules_test, its_limits_are_the_servers)
{
    auto const& limit = field_rules().limits();
    EXPECT_EQ(limit.seq_min, 1u);
    EXPECT_EQ(limit.seq_max, limits::seq_max);
    EXPECT_EQ(limit.count_min, 1u);
    EXPECT_EQ(limit.count_max, limits::count_max);
    EXPECT_EQ(limit.own_total_min, 0u);
    EXPECT_EQ(limit.own_total_max, limits::own_total_max);
    EXPECT_EQ(limit.site_code_bytes_max, limits::site_code_bytes_max);
    EXPECT_EQ(limit.device_time_min_ms, domain::device_time_min_ms);
    EXPECT_EQ(limit.device_time_max_ms, domain::device_time_max_ms);
    for (auto date : {limit.service_date_min, limit.service_date_max})
        EXPECT_TRUE(domain::service_date::from_number(date).has_value()) << date;
    EXPECT_FALSE(domain::service_date::from_number(limit.service_date_min - 1).has_value());
    EXPECT_FALSE(domain::service_date::from_number(20'991'232).has_value());
    EXPECT_FALSE(domain::service_date::from_number(21'000'101).has_value());
}

TEST(rules_test, its_sentences_are_the_servers)
{
    EXPECT_GE(field_rules().texts().size(), 19u);
    for (auto const& row : field_rules().texts()) {
        SCOPED_TRACE(row.name);
        auto const& ours = domain::rule_of(row.code);
        EXPECT_EQ(row.advice, ours.advice);
        EXPECT_EQ(row.field, ours.field);
        EXPECT_EQ(row.text_id, ours.text_id);
        EXPECT_EQ(row.text_en, ours.text_en);
    }
}

TEST(rules_test, what_it_refuses_has_its_place_in_the_order)
{
    auto const& order = field_rules().report_order();
    for (auto const& what : domain::method_tokens)
        for (auto const& when : domain::postpartum_tokens) {
            auto const code = field_rules().refusal_of(what.value, when.value);
            if (!code) continue;
            EXPECT_EQ(std::count(order.begin(), order.end(), *code), 1) << what.word;
        }
}

TEST(rules_test, a_file_that_says_another_thing_than_the_wire_is_refused_by_its_key)
{
    struct row {
        std::string from, to, key;
    };
    for (auto const& [from, to, key] : {
             row{"\"version\"", "version", "JSON"},
             row{"\"seq_max\"", "\"seq_most\"", "seq_max"},
             row{"2147483647", "-1", "seq_max"},
             row{"\"count_max\": 10000", "\"count_max\": 4294967296", "count_max"},
             row{"\"iud\", \"implan\", \"suntik_1", "\"implan\", \"iud\", \"suntik_1", "method"},
             row{"\"method\": \"mal\"", "\"method\": \"spiral\"", "method"},
             row{"\"number\": 3", "\"number\": 33", "number"},
             row{"\"advice\": \"confirm\"", "\"advice\": \"maybe\"", "advice"},
             row{", \"otherwise\": \"mop_not_postpartum\"", "", "otherwise"},
             row{"\"close_day\": [\n      \"seq_out", "\"close_day\": [\n      \"seq_oft",
                 "rejections"},
         }) {
        auto const parsed = rules::parse(changed(from, to));
        ASSERT_FALSE(parsed.has_value()) << from;
        EXPECT_NE(parsed.error().sentence.find(key), std::string::npos) << parsed.error().sentence;
    }
}

}  // namespace
}  // namespace sejuta::ingest
