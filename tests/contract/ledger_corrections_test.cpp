// SPDX-License-Identifier: Apache-2.0
// What every ledger must do with corrections, run on the one in memory and on real Redis.
#include "contract/ledger_contract.hpp"

namespace sejuta::tests {
namespace {

using domain::event_status;
using domain::rejection_code;
using ledger::verdict;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

class ledger_corrections_test : public ledger_contract {};

TEST_P(ledger_corrections_test, a_void_takes_back_exactly_what_was_counted)
{
    auto& w = a_world();
    auto const wrong = a_report("term-1", 1, 30);
    w.record({wrong, a_report("term-1", 2, 3)});
    auto const reply = w.record({a_void(wrong, 3)});
    EXPECT_EQ(reply.outcomes[0].verdict, verdict::recorded);
    EXPECT_THAT(w.cells(), ElementsAre(Pair(pil, 3)));
    EXPECT_THAT(w.entries().back().deltas, ElementsAre(Pair(pil, -30)));
    EXPECT_EQ(w.find("term-1", 1)->state, 'X');
    EXPECT_EQ(w.find("term-1", 3)->state, 'V');
    EXPECT_EQ(w.record_one(wrong).verdict, verdict::duplicate);
    EXPECT_EQ(w.record_one(a_void(wrong, 3)).verdict, verdict::duplicate);
    EXPECT_THAT(w.cells(), ElementsAre(Pair(pil, 3)));
}

TEST_P(ledger_corrections_test, a_replacement_counts_instead)
{
    auto& w = a_world();
    auto const wrong = a_report("term-1", 1, 30);
    w.record({wrong});
    auto right = a_report("term-1", 2, 3, iud);
    right.corrects = {1, domain::correction_kind::replace, domain::correction_reason::salah_entry};
    EXPECT_EQ(w.record_one(right).verdict, verdict::recorded);
    EXPECT_THAT(w.cells(), ElementsAre(Pair(iud, 3)));
    EXPECT_EQ(w.find("term-1", 1)->state, 'R');
    EXPECT_EQ(w.find("term-1", 2)->state, 'C');
    // A replacement may be corrected in its turn.
    EXPECT_EQ(w.record_one(a_void(right, 3)).verdict, verdict::recorded);
    EXPECT_THAT(w.cells(), IsEmpty());
}

TEST_P(ledger_corrections_test, a_correction_works_in_the_batch_of_its_target)
{
    auto& w = a_world();
    auto const wrong = a_report("term-1", 1, 30);
    auto const reply = w.record({wrong, a_replacement(wrong, 2, 3), a_void(wrong, 3)});
    EXPECT_EQ(reply.outcomes[0].verdict, verdict::recorded);
    EXPECT_EQ(reply.outcomes[1].verdict, verdict::recorded);
    EXPECT_EQ(reply.outcomes[2].reason, rejection_code::correction_target_gone);
    EXPECT_THAT(w.cells(), ElementsAre(Pair(pil, 3)));
    EXPECT_THAT(w.entries().back().deltas, ElementsAre(Pair(pil, 3)));
}

TEST_P(ledger_corrections_test, a_late_void_takes_from_the_cell_of_its_target)
{
    auto& w = a_world();
    auto const wrong = a_report("term-1", 1, 30);
    w.record({wrong, a_report("term-1", 2, 5)});
    w.set_status(event_status::late);
    EXPECT_TRUE(w.record_one(a_void(wrong, 3)).late);
    EXPECT_TRUE(w.record_one(a_replacement(a_report("term-1", 2, 5), 4, 6)).late);
    EXPECT_THAT(w.cells(), ElementsAre(Pair(pil_late, 6)));
}

TEST_P(ledger_corrections_test, a_correction_of_the_unknown_waits_for_its_target)
{
    auto& w = a_world();
    auto const wrong = a_report("term-1", 1, 30);
    EXPECT_EQ(w.record_one(a_void(wrong, 2)).reason, rejection_code::correction_target_missing);
    EXPECT_FALSE(w.find("term-1", 2).has_value());
    // Another terminal's seq is not meant.
    w.record_one(a_report("term-2", 1, 30));
    EXPECT_EQ(w.record_one(a_void(wrong, 2)).reason, rejection_code::correction_target_missing);
    // Nor can a report correct itself.
    auto self = a_report("term-1", 9);
    self.corrects = {9, domain::correction_kind::replace, domain::correction_reason::salah_entry};
    EXPECT_EQ(w.record_one(self).reason, rejection_code::correction_target_missing);
    w.record_one(wrong);
    EXPECT_EQ(w.record_one(a_void(wrong, 2)).verdict, verdict::recorded);
    EXPECT_THAT(w.cells(), ElementsAre(Pair(pil, 30)));
}

TEST_P(ledger_corrections_test, what_was_taken_back_and_a_void_cannot_be_corrected)
{
    auto& w = a_world();
    auto const one = a_report("term-1", 1, 30);
    w.record({one, a_void(one, 2)});
    for (auto const& refused :
         {a_void(one, 3), a_replacement(one, 4, 1), a_void(a_void(one, 2), 5)})
        EXPECT_EQ(w.record_one(refused).reason, rejection_code::correction_target_gone);
    EXPECT_THAT(w.cells(), IsEmpty());
}

TEST_P(ledger_corrections_test, a_void_must_repeat_what_it_takes_back)
{
    auto& w = a_world();
    auto const one = a_report("term-1", 1, 30);
    w.record({one});
    auto other_count = a_void(one, 2);
    other_count.count = 29;
    auto other_cell = a_void(one, 2);
    other_cell.cell.method = domain::method::kondom;
    auto other_site = a_void(one, 2);
    other_site.site = "1571-pmb-02";
    for (auto const& refused : {other_count, other_cell, other_site})
        EXPECT_EQ(w.record_one(refused).reason, rejection_code::correction_content_differs);
    EXPECT_THAT(w.cells(), ElementsAre(Pair(pil, 30)));
    EXPECT_EQ(w.record_one(a_void(one, 2)).verdict, verdict::recorded);
}

TEST_P(ledger_corrections_test, a_cell_never_goes_below_zero)
{
    auto& w = a_world();
    auto const one = a_report("term-1", 1, 30);
    w.record({one});
    w.set_cell(pil, 29);  // damaged
    auto const reply = w.record({a_void(one, 2), a_report("term-1", 3, 4, iud)});
    EXPECT_EQ(reply.outcomes[0].reason, rejection_code::correction_target_missing);
    EXPECT_EQ(reply.outcomes[1].verdict, verdict::recorded);
    w.set_cell(pil, 30);  // rebuilt
    EXPECT_EQ(w.record_one(a_void(one, 2)).verdict, verdict::recorded);
    EXPECT_THAT(w.cells(), ElementsAre(Pair(iud, 4)));
}

TEST_P(ledger_corrections_test, corrections_need_an_open_event)
{
    auto& w = a_world();
    auto const one = a_report("term-1", 1, 30);
    w.record({one});
    w.set_status(event_status::closed);
    EXPECT_EQ(w.record_one(a_void(one, 2)).reason, rejection_code::event_not_open);
}

INSTANTIATE_TEST_SUITE_P(stores, ledger_corrections_test, testing::Values("memory", "redis"),
                         [](auto const& store) { return store.param; });

}  // namespace
}  // namespace sejuta::tests
