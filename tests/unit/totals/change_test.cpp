// SPDX-License-Identifier: Apache-2.0
// What organisers change while the event runs reaches the board at its revision.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/change.hpp"
#include "totals/board.hpp"
#include "unit/totals/sample.hpp"

namespace {

using namespace sejuta;
using namespace sejuta::tests;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

struct change_test : testing::Test {
    domain::event_ptr event = sample_event();
    sample_ledger ledger{event};
    totals::board board{event};

    change_test() { board.reset(ledger.head()); }
    totals::region_totals of(char const* region) { return board.totals_of(code(region)).value(); }
    void target(char const* set, char const* node, std::int64_t acceptors, char const* group = "")
    {
        board.apply(ledger.change(domain::target_change{set, {node, group, 0}, acceptors}));
    }
};

TEST_F(change_test, a_target_is_the_new_one_from_its_revision_on)
{
    target("Panitia Pusat", "15", 12'000);
    EXPECT_EQ(of("15").target, (totals::target{"Panitia Pusat", 12'000}));
    EXPECT_EQ(of("ID").by_region.at(0).target, (totals::target{"Panitia Pusat", 12'000}));
    EXPECT_EQ(board.changed_at(code("15")), 1U);
    EXPECT_EQ(board.changed_at(code("ID")), 1U);
    EXPECT_EQ(board.changed_at(code("51")), 0U);
    EXPECT_THAT(of("15").targets, ElementsAre(totals::target{"Panitia Pusat", 12'000},
                                              totals::target{"Provinsi", 9'999}));
}

TEST_F(change_test, a_target_of_zero_is_taken_away_and_the_next_set_speaks)
{
    target("Panitia Pusat", "15", 0);
    EXPECT_EQ(of("15").target, (totals::target{"Provinsi", 9'999}));
    target("Provinsi", "15", 0);
    EXPECT_EQ(of("15").target, std::nullopt);
    EXPECT_THAT(of("15").targets, IsEmpty());
}

TEST_F(change_test, a_group_s_target_changes_alone)
{
    target("Panitia Pusat", "15", 4'000, "suntik");
    EXPECT_EQ(of("15").group_targets.at("suntik"), (totals::target{"Panitia Pusat", 4'000}));
    EXPECT_EQ(of("15").group_targets.at("implan+iud"), (totals::target{"Panitia Pusat", 831}));
    EXPECT_EQ(of("15").target, (totals::target{"Panitia Pusat", 11'093}));
}

TEST_F(change_test, who_holds_the_event_keeps_the_one_it_was_given)
{
    auto const given = board.event_ptr();
    auto const changes = board.event_changes();
    target("MURI", "ID", 1'373'902);
    EXPECT_EQ(given->target_sets.size(), 2U);
    EXPECT_EQ(board.event_ptr()->target_sets.size(), 3U);
    EXPECT_GT(board.event_changes(), changes);
    EXPECT_EQ(board.event_ptr(), board.event_ptr()) << "one copy until the next change";
    EXPECT_EQ(event->target_sets.size(), 2U);
}

TEST_F(change_test, a_reset_begins_with_the_event_as_its_directory_has_it)
{
    target("Panitia Pusat", "15", 12'000);
    board.apply(ledger.change(domain::revocation{"t-9"}));
    board.reset(ledger.head());
    EXPECT_EQ(of("15").target, (totals::target{"Panitia Pusat", 11'093}));
    EXPECT_THAT(*board.revoked(), IsEmpty());
}

TEST_F(change_test, revocations_and_enrolments_are_known_and_leave_the_event_alone)
{
    auto const changes = board.event_changes();
    board.apply(ledger.change(domain::enrolment{{}, "t-8", {"jambi-pmb", "kerinci-pkm"}}));
    auto const before = board.revoked();
    board.apply(ledger.change(domain::revocation{"t-8"}));
    EXPECT_THAT(board.enrolled(),
                ElementsAre(Pair("t-8", ElementsAre("jambi-pmb", "kerinci-pkm"))));
    EXPECT_THAT(*board.revoked(), ElementsAre("t-8"));
    EXPECT_THAT(*before, IsEmpty()) << "what other threads hold never changes";
    EXPECT_EQ(board.event_changes(), changes);
    EXPECT_EQ(board.status(), domain::event_status::open) << "a change is no status";
}

}  // namespace
