// SPDX-License-Identifier: Apache-2.0
// What followers derive beside a recount of the same entries: no difference, however the day went,
// and every figure that is altered is named.
#include "totals/derived.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <ostream>
#include <random>

#include "unit/totals/sample.hpp"

namespace sejuta::ledger {

// How a failure shows one.
void PrintTo(difference const& one, std::ostream* out)
{
    *out << one.key << ' ' << one.field << ": expected " << one.expected << ", found " << one.found;
}

}  // namespace sejuta::ledger

namespace {

using namespace sejuta;
using namespace sejuta::tests;
using ledger::difference;
using testing::Contains;
using testing::Field;
using testing::IsEmpty;

struct derived_test : testing::Test {
    domain::event_ptr event = sample_event();
    sample_ledger ledger{event};
    ledger::recount counted{event->id};
    totals::derived derived{event->id};

    // The recount takes what is on the ledger; the followers' side what the test makes of it. The
    // chain is not what is tested: the recount's own differences are left alone.
    ledger::entry take(
        ledger::entry entry, std::function<void(ledger::entry&)> const& damage = [](auto&) {})
    {
        auto const id = std::to_string(entry.sequence.revision) + "-0";
        counted.take({id, {{"kind", "reports"}}}, entry);
        auto other = entry;
        damage(other);
        derived.take(other);
        return entry;
    }
    std::vector<difference> differences() const
    {
        ledger::differences found;
        derived.compare(counted, found);
        return found.kept();
    }
    // A day with corrections, a healed report, closes and a merge.
    void run_a_day()
    {
        auto const first = take(ledger.reports({{.site = "jambi-pmb", .acceptors = 7},
                                                {.site = "denpasar-rs", .acceptors = 5},
                                                {.site = "jambi-tamu", .acceptors = 1}}));
        ledger.advance(300'000);
        take(ledger.correct(first.reports[0]));
        take(ledger.correct(first.reports[1], 9));
        auto healed = ledger.reports({{.site = "kerinci-pkm", .acceptors = 4}});
        healed.reports[0].healed = {sample_start_ms + 60'000, false};
        take(healed);
        take(ledger.close("denpasar-rs", 9));
        take(ledger.close("denpasar-rs", 8));
        take(ledger.close("jambi-pmb", 0));
        take(ledger.change(domain::site_merge{"jambi-tamu", "jambi-pmb"}));
        take(ledger.status(domain::event_status::late));
    }
    auto names(std::string const& key, std::string const& field)
    {
        return Contains(
            testing::AllOf(Field(&difference::key, key), Field(&difference::field, field)));
    }
};

TEST_F(derived_test, a_whole_day_has_no_difference)
{
    run_a_day();
    EXPECT_THAT(differences(), IsEmpty());
    EXPECT_EQ(derived.days(), 4U);
}

TEST_F(derived_test, nor_has_any_random_ledger_with_a_curve_of_more_than_a_minute_a_row)
{
    std::mt19937 random{20200629};
    for (int i = 0; i < 1'500; ++i) {
        ledger.advance(60'000);
        std::initializer_list<sample_report> const one{
            {.site = i % 3 == 0 ? "denpasar-rs" : "jambi-pmb",
             .method = static_cast<domain::method>(1 + random() % 10),
             .acceptors = 1 + static_cast<std::int64_t>(random() % 30)}};
        auto const entry = take(ledger.reports(one));
        if (random() % 7 == 0) take(ledger.correct(entry.reports[0]));
        if (random() % 11 == 0) take(ledger.correct(take(ledger.reports(one)).reports[0], 3));
    }
    EXPECT_THAT(differences(), IsEmpty());
}

TEST_F(derived_test, a_figure_that_is_other_is_named_by_region_and_site)
{
    take(ledger.reports({{.site = "jambi-pmb", .acceptors = 7}}), [](auto& entry) {
        entry.reports[0].count = 8;
        for (auto& [field, acceptors] : entry.deltas) acceptors = 8;
    });
    auto const found = differences();
    EXPECT_THAT(found, names("latihan-2020 totals 15.71", "acceptors"));
    EXPECT_THAT(found, names("latihan-2020 totals ID", "method pil"));
    EXPECT_THAT(found, names("latihan-2020 series 15", std::to_string(sample_start_ms / 60'000)));
    EXPECT_THAT(found, Contains(difference{"latihan-2020 site jambi-pmb", "20200629",
                                           "7 acceptors in 1 reports, no close",
                                           "8 acceptors in 1 reports, no close"}));
}

TEST_F(derived_test, the_right_total_at_the_wrong_site_or_minute_is_named)
{
    take(ledger.reports({{.site = "jambi-pmb", .acceptors = 7}}),
         [](auto& entry) { entry.reports[0].site = "jambi-tamu"; });
    EXPECT_THAT(differences(), names("latihan-2020 site jambi-tamu", "20200629"));
    EXPECT_THAT(differences(), names("latihan-2020 site that no follower knows", "20200629"));
    EXPECT_EQ(differences().size(), 2U);
    ledger.advance(600'000);
    take(ledger.reports({{.site = "denpasar-rs", .acceptors = 2}}),
         [](auto& entry) { entry.sequence.as_of_ms += 60'000; });
    auto const minute = (sample_start_ms + 600'000) / 60'000;
    EXPECT_THAT(differences(), names("latihan-2020 series 51", std::to_string(minute)));
    EXPECT_THAT(differences(), names("latihan-2020 series ID", std::to_string(minute + 1)));
}

TEST_F(derived_test, a_lost_close_and_a_lost_entry_are_named)
{
    run_a_day();
    take(ledger.close("kerinci-pkm", 4), [](auto& entry) { entry.close->own_total = 5; });
    EXPECT_THAT(differences(), names("latihan-2020 site kerinci-pkm", "20200629"));
    auto const entry = ledger.reports({{.site = "jambi-tamu"}});
    counted.take({"99-0", {{"kind", "reports"}}}, entry);
    EXPECT_THAT(differences(), names("latihan-2020 site jambi-tamu", "20200629"));
}

}  // namespace
