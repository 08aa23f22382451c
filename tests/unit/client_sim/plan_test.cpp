// SPDX-License-Identifier: Apache-2.0
// The plan reaches what was published, exactly, and breaks no rule of places.
#include "plan.hpp"

#include <gtest/gtest.h>

#include "catalogue/event_loader.hpp"
#include "margins.hpp"
#include "unit/client_sim/builders.hpp"
#include "verdict.hpp"

namespace sejuta::sim::testing {
namespace {

domain::event const& harganas()
{
    static auto const loaded =
        catalogue::load_event(std::string(SEJUTA_SOURCE_DIR) + "/data/events/harganas-2020")
            .value();
    return *loaded;
}

sums sums_of(plan const& from)
{
    sums out;
    for (auto const& terminal : from.terminals)
        for (auto const& report : terminal.reports) {
            out.acceptors += report.count;
            ++out.reports;
            out.by_regency[terminal.regency] += report.count;
            out.by_method[report.method] += report.count;
        }
    return out;
}

void expect_places_obeyed(plan const& from)
{
    using domain::method;
    using domain::place;
    for (auto const& terminal : from.terminals)
        for (auto const& report : terminal.reports) {
            bool const barrier = report.method == method::pil || report.method == method::kondom;
            bool const surgery = report.method == method::mow || report.method == method::mop;
            if (terminal.place == place::imp) {
                EXPECT_TRUE(barrier) << terminal.id;
            }
            if (surgery) {
                EXPECT_NE(terminal.place, place::pmb) << terminal.id;
            }
            if (report.method == method::mop) {
                EXPECT_EQ(report.postpartum, domain::postpartum::none);
            }
            if (report.method == method::mal) {
                EXPECT_EQ(report.postpartum, domain::postpartum::kb_pp);
            }
        }
}

class seeds : public ::testing::TestWithParam<std::uint64_t> {};
INSTANTIATE_TEST_SUITE_P(plan, seeds, ::testing::Values(1, 2, 77, 0xffff'ffff'ffff'ffffULL));

TEST_P(seeds, jambi_reaches_every_published_regency_and_method_group)
{
    auto const scenario = shipped("jambi-2020");
    auto const made = make_plan(scenario, harganas(), GetParam()).value();
    auto const found = sums_of(made);
    EXPECT_EQ(found.acceptors, 11'093);
    std::map<domain::region_code, std::int64_t> const published{
        {region("15.71"), 556},  {region("15.05"), 1950}, {region("15.04"), 770},
        {region("15.07"), 1055}, {region("15.06"), 590},  {region("15.09"), 740},
        {region("15.08"), 1185}, {region("15.03"), 1030}, {region("15.02"), 1150},
        {region("15.01"), 1685}, {region("15.72"), 382}};
    EXPECT_EQ(found.by_regency, published);
    std::map<std::string, std::int64_t> const groups{
        {"implan+iud", 831}, {"suntik", 3702}, {"kondom+pil", 6560}};
    EXPECT_EQ(by_group(found.by_method, scenario, made.wanted), groups);
    expect_places_obeyed(made);
}

TEST_P(seeds, jabar_adds_up_to_the_signed_result_by_method)
{
    auto const scenario = shipped("jabar-2020");
    auto const made = make_plan(scenario, harganas(), GetParam()).value();
    auto const found = sums_of(made);
    EXPECT_EQ(found.acceptors, 466'304);
    std::map<std::string, std::int64_t> const printed{
        {"pil", 229640},   {"kondom", 35144}, {"suntik", 167999}, {"iud", 11555},
        {"implan", 21454}, {"mop", 31},       {"mow", 481}};
    EXPECT_EQ(by_group(found.by_method, scenario, made.wanted), printed);
    EXPECT_EQ(found.by_regency, made.wanted.by_regency);
    expect_places_obeyed(made);
}

TEST(plan, the_same_scenario_seed_and_register_give_the_same_reports)
{
    auto const scenario = shipped("jambi-2020");
    auto const one = make_plan(scenario, harganas(), 5).value();
    auto const two = make_plan(scenario, harganas(), 5).value();
    EXPECT_EQ(one.terminals, two.terminals);
    EXPECT_NE(one.terminals, make_plan(scenario, harganas(), 6).value().terminals);
}

TEST(plan, seqs_run_from_one_in_the_order_of_the_day)
{
    auto const made = make_plan(shipped("jambi-2020"), harganas(), 1).value();
    auto const opens =
        domain::service_date::from_number(20200629)->begins_ms(domain::zone::wib) + 8 * 3'600'000;
    for (auto const& terminal : made.terminals) {
        base::unix_ms before = opens;
        std::uint32_t seq = 0;
        for (auto const& report : terminal.reports) {
            ASSERT_EQ(report.seq, ++seq);
            ASSERT_GE(report.at_ms, before) << terminal.id << " seq " << seq;
            before = report.at_ms;
        }
        ASSERT_LE(before, opens + 13 * 3'600'000 + 1'800'000);  // 21:30
    }
}

TEST(plan, terminal_ids_keep_to_the_wire)
{
    EXPECT_EQ(terminal_id_of("S1571-PKM.001"), "sim-s1571-pkm-001");
    auto event = small_event();
    for (std::size_t length : {28U, 29U}) {
        event.sites.clear();
        for (auto const* regency : {"15.71", "15.07"})
            add_site(event, std::string(length - 5, 'X') + regency, domain::place::rs, regency);
        EXPECT_EQ(make_plan(shipped("jambi-2020"), event, 1).has_value(), length == 28);
    }
}

TEST(plan, sites_that_differ_only_by_case_are_refused)
{
    auto event = small_event();
    event.sites.clear();
    for (auto const* regency : {"15.71", "15.07"}) {
        add_site(event, std::string("a") + regency, domain::place::rs, regency);
        add_site(event, std::string("A") + regency, domain::place::rs, regency);
    }
    auto const made = make_plan(shipped("jambi-2020"), event, 1);
    ASSERT_FALSE(made.has_value());
    EXPECT_NE(made.error().sentence.find("more than case"), std::string::npos);
}

TEST(plan, a_method_that_no_site_of_the_regency_may_give_is_refused)
{
    auto event = small_event();
    for (auto const& kind : domain::place_tokens)
        if (kind.value != domain::place::imp) event.sites.erase("S15.07-" + std::string(kind.word));
    auto const made = make_plan(shipped("jambi-2020"), event, 1);
    ASSERT_FALSE(made.has_value());
    EXPECT_NE(made.error().sentence.find("15.07"), std::string::npos) << made.error().sentence;
}

TEST(plan, margins_that_do_not_add_up_are_refused_with_both_sums)
{
    auto event = small_event();
    event.target_sets[0].by_region[region("15.07")] = 41;
    auto const made = make_plan(shipped("jambi-2020"), event, 1);
    ASSERT_FALSE(made.has_value());
    EXPECT_NE(made.error().sentence.find("101"), std::string::npos) << made.error().sentence;
}

TEST(plan, a_report_above_the_ceiling_was_confirmed)
{
    auto event = small_event();
    event.ceiling = 2;
    auto const made = make_plan(shipped("jambi-2020"), event, 1).value();
    std::size_t confirmed = 0;
    for (auto const& terminal : made.terminals)
        for (auto const& report : terminal.reports) {
            EXPECT_EQ(report.confirmed, report.count > 2);
            confirmed += report.confirmed ? 1 : 0;
        }
    EXPECT_GT(confirmed, 0U);
}

TEST(plan, mal_is_always_postpartum_and_mop_never)
{
    auto text = scenario_text("jabar-2020");
    auto const at = text.find("mow = 481");
    text.insert(at, "mal = 500\n");
    auto scenario = parse_scenario(text, "jabar-with-mal").value();
    auto const made = make_plan(scenario, harganas(), 3).value();
    EXPECT_EQ(sums_of(made).by_method[domain::method::mal], 500);
    expect_places_obeyed(made);
}

TEST(apportion, parts_add_up_and_follow_the_largest_remainders)
{
    EXPECT_EQ(apportion(10, {1, 1, 1}), (std::vector<std::int64_t>{4, 3, 3}));
    EXPECT_EQ(apportion(7, {0, 5, 2}), (std::vector<std::int64_t>{0, 5, 2}));
    EXPECT_EQ(apportion(0, {3}), (std::vector<std::int64_t>{0}));
}

TEST(scenario, refusals_name_file_and_key)
{
    auto const refusal = [](std::string const& from, std::string const& to) {
        auto text = scenario_text("jambi-2020");
        text.replace(text.find(from), from.size(), to);
        auto const parsed = parse_scenario(text, "x.toml");
        return parsed ? std::string("accepted") : parsed.error().sentence;
    };
    EXPECT_EQ(refusal("from = \"targets\"", "from = \"guess\"").substr(0, 22),
              "x.toml: \"amounts.from\"");
    EXPECT_NE(refusal("region = \"15\"", "region = \"1\"").find("\"region\""), std::string::npos);
    EXPECT_NE(refusal("share = 62", "shore = 62").find("shore"), std::string::npos);
    EXPECT_NE(refusal("\"08:00\"", "\"8 uhr\"").find("8 uhr"), std::string::npos);
    EXPECT_NE(refusal("imp = 14", "apotek = 14").find("places.apotek"), std::string::npos);
    EXPECT_NE(refusal("[amounts]", "[amounts").find("x.toml:"), std::string::npos);
}

}  // namespace
}  // namespace sejuta::sim::testing
