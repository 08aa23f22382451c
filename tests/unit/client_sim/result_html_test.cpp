// SPDX-License-Identifier: Apache-2.0
// The page says in both languages how a run ended: each ending has its own words in Indonesian,
// too.
#include <gtest/gtest.h>

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
    run.seconds = 12.5;
    EXPECT_TRUE(says("<span lang=\"id\">12,5 s</span><span lang=\"en\">12.5 s</span>"));
}

}  // namespace
}  // namespace sejuta::sim::testing
