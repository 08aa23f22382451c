// SPDX-License-Identifier: Apache-2.0
// The page says in both languages how a run ended: each ending has its own words in Indonesian,
// too.
#include <gtest/gtest.h>

#include "endings.hpp"
#include "report.hpp"
#include "unit/client_sim/builders.hpp"

namespace sejuta::sim::testing {
namespace {

struct page : ::testing::Test {
    page()
        : rules(shipped("jambi-2020")),
          made(make_plan(rules, small_event(), 1).value()),
          kept(made)
    {
    }
    std::string text() const { return html_text({rules, made, kept, run}); }
    bool says(std::string const& words) const { return text().find(words) != std::string::npos; }
    scenario rules;
    plan made;
    book kept;
    run_result run;
};

TEST_F(page, names_each_outcome_in_both_languages)
{
    struct {
        outcome value;
        char const* id;
        char const* en;
    } const cases[] = {
        {outcome::agrees, "Buku besar cocok: selisih 0", "The ledger agrees: difference 0"},
        {outcome::short_, "rencana tidak tercapai", "the plan was not reached"},
        {outcome::mismatch, "BUKU BESAR TIDAK COCOK", "LEDGER MISMATCH"},
        {outcome::unproven, "Buku besar belum terbukti", "The ledger is not proven"},
    };
    for (auto const& one : cases) {
        run.verdict.outcome = one.value;
        EXPECT_TRUE(says(one.id)) << one.id;
        EXPECT_TRUE(says(one.en)) << one.en;
    }
}

TEST_F(page, says_where_all_differences_lie_inside_the_ledger)
{
    run.verdict.outcome = outcome::mismatch;
    run.verdict.differences = 3;
    EXPECT_TRUE(says("3 selisih antara buku besar dan buku tanda terima"));
    run.verdict.inside_ledger = true;
    EXPECT_TRUE(says("3 selisih di dalam buku besar mentah"));
}

TEST_F(page, says_whether_the_raw_ledger_was_recounted)
{
    run.verdict.outcome = outcome::agrees;
    EXPECT_TRUE(says("buku besar mentah tidak dihitung ulang"));
    run.recount.by = "sejuta verify";
    EXPECT_FALSE(says("tidak dihitung ulang"));
}

// Whoever reads Indonesian reads all of it: what differs, why it is not proven, why it ended.
TEST_F(page, says_what_differs_and_why_it_ended_in_both_languages)
{
    run.verdict.outcome = outcome::mismatch;
    run.verdict.findings = {{"sum of methods against total", "the live frames 15", 1'200, 1'201}};
    run.verdict.reasons = {{"1 report without a receipt", "1 laporan tanpa tanda terima"}};
    EXPECT_TRUE(
        says("<span lang=\"id\">tayangan langsung 15, jumlah metode dibanding total</span>"));
    EXPECT_TRUE(says("<span lang=\"en\">the live frames 15, sum of methods against total</span>"));
    EXPECT_TRUE(says("<span lang=\"id\">1.201</span><span lang=\"en\">1,201</span>"));
    EXPECT_TRUE(says("<span lang=\"id\">1 laporan tanpa tanda terima</span>"));
    EXPECT_TRUE(says("<span lang=\"id\">Kode keluar 97.</span>"));

    run.verdict = {};
    run.failure = endings::crew_lost({{{1, 2}, 71, 9}}, 1'234);
    EXPECT_TRUE(
        says("proses 2 dari 2 simulator (pid 71) dimatikan sinyal 9 (SIGKILL), dan bukunya "
             "dengan 1.234 laporan ikut hilang."));
    kept.lose({1, 2});
    EXPECT_FALSE(says("Dalam buku yang hilang")) << "a run that never began has no figures";
    run.samples = {{.seconds = 1}};
    EXPECT_TRUE(says("Dalam buku yang hilang"));
}

TEST_F(page, names_the_thresholds_that_were_missed_beside_an_agreement)
{
    run.ending = ending::complete;
    run.verdict.outcome = outcome::agrees;
    run.thresholds = {{"receipt_p95_ms", 500, 900, false}, {"rejections", 0, 0, true}};
    EXPECT_TRUE(says("Kode keluar 99; 1 ambang tidak tercapai."));
    EXPECT_TRUE(says("Exit code 99; 1 threshold not met."));
    run.ending = ending::failed;
    EXPECT_TRUE(says("Kode keluar 1.")) << "they are not why it is not 0";
}

// In the charts, too: an axis reads 1.000 in one language and 1,000 in the other.
TEST_F(page, has_no_number_that_only_one_language_reads)
{
    run.samples = {{.seconds = 1, .receipts_per_second = 4'000}, {.seconds = 2}};
    EXPECT_TRUE(says(">5.000</text>"));
    EXPECT_TRUE(says(">5,000</text>"));
    EXPECT_TRUE(says("<small><span lang=\"id\">tanda terima/detik</span>"));
}

// A median of 2 ms beside a p99 of 15 s would lie on the axis; beside 90 ms it is seen.
TEST_F(page, draws_times_that_are_far_apart_by_powers_of_ten)
{
    run.samples = {{.seconds = 1, .p50_us = 2'000, .p99_us = 90'000}, {.seconds = 2}};
    EXPECT_FALSE(says("pangkat sepuluh"));
    EXPECT_TRUE(says(">50</text>"));
    run.samples[0].p99_us = 15'000'000;
    EXPECT_TRUE(says("<span lang=\"id\">ms, pangkat sepuluh</span>"));
    for (auto const* tick : {">1</text>", ">10</text>", ">100</text>", ">1.000</text>",
                             ">10.000</text>", ">100.000</text>"})
        EXPECT_TRUE(says(tick)) << tick;
    run.samples = {{.seconds = 1, .receipts_per_second = 4'000}, {.seconds = 2}};
    EXPECT_FALSE(says("pangkat sepuluh")) << "a rate shows zero";
}

TEST_F(page, tells_what_happened_and_shades_it_in_every_chart)
{
    EXPECT_FALSE(says("class=\"band\""));
    run.samples = {{.seconds = 1}, {.seconds = 20}};
    run.incidents = {{incident_kind::away, 5, 8, false, 0}};
    auto const html = text();
    EXPECT_TRUE(says("Yang terjadi"));
    EXPECT_TRUE(says("server tidak ada"));
    std::size_t bands = 0;
    for (auto at = html.find("class=\"band\""); at != std::string::npos;
         at = html.find("class=\"band\"", at + 1))
        ++bands;
    EXPECT_EQ(bands, 4U);
}

TEST_F(page, writes_numbers_as_each_language_does)
{
    run.samples = {{.seconds = 1}};
    run.seconds = 12.5;
    EXPECT_TRUE(says("<span lang=\"id\">12,5 s</span><span lang=\"en\">12.5 s</span>"));
}

}  // namespace
}  // namespace sejuta::sim::testing
