// SPDX-License-Identifier: Apache-2.0
// What every ledger must do with a site's close of its day, with organisers' changes and with the
// steps from status to status, on the ledger in memory and on real Redis.
#include "contract/ledger_contract.hpp"
#include "domain/event_status.hpp"

namespace sejuta::tests {
namespace {

using domain::event_status;
using domain::rejection_code;
using ledger::verdict;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

class ledger_close_test : public ledger_contract {};

TEST_P(ledger_close_test, a_close_is_an_entry_and_counts_nothing)
{
    auto& w = a_world();
    auto const close = a_close("term-1", 1, 30);
    auto const reply = w.close_day(close);
    EXPECT_EQ(reply.outcome, (ledger::outcome{.verdict = verdict::recorded,
                                              .revision = 2,
                                              .epoch = first_epoch,
                                              .event_time_ms = reply.now.as_of_ms}));
    auto const entry = w.entries().back();
    EXPECT_EQ(entry.what, ledger::entry::kind::close);
    EXPECT_EQ(entry.close, close);
    EXPECT_EQ(entry.sequence, reply.now);
    EXPECT_THAT(w.cells(), IsEmpty());
    auto const found = w.find("term-1", 1);
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->state, 'D');
    EXPECT_EQ(found->count, 30U);
    EXPECT_THAT(w.lacking("term-1", {1, 2}), ElementsAre(2));
}

TEST_P(ledger_close_test, nihil_and_the_largest_total_are_closes)
{
    auto& w = a_world();
    EXPECT_EQ(w.close_day(a_close("term-1", 1, 0)).outcome.verdict, verdict::recorded);
    auto const most = a_close("term-1", 2, limits::own_total_max);
    EXPECT_EQ(w.close_day(most).outcome.verdict, verdict::recorded);
    EXPECT_EQ(w.entries().back().close, most);
    EXPECT_EQ(w.find("term-1", 2)->count, limits::own_total_max);
}

TEST_P(ledger_close_test, the_same_close_again_gets_the_first_receipt)
{
    auto& w = a_world();
    auto expected = w.close_day(a_close("term-1", 1, 30)).outcome;
    expected.verdict = verdict::duplicate;
    w.record_one(a_report("term-1", 2));
    auto again = a_close("term-1", 1, 30);
    again.made_at_ms += 5000;
    EXPECT_EQ(w.close_day(again, 1).outcome, expected);
    EXPECT_EQ(w.entries().size(), 3U);
}

TEST_P(ledger_close_test, an_id_belongs_to_one_close_or_one_report)
{
    auto& w = a_world();
    w.close_day(a_close("term-1", 1, 30));
    w.record_one(a_report("term-1", 2, 30));
    EXPECT_EQ(w.close_day(a_close("term-1", 1, 31)).outcome.reason, rejection_code::conflict);
    EXPECT_EQ(w.close_day(a_close("term-1", 2, 30)).outcome.reason, rejection_code::conflict);
    auto const by_report = w.record_one(a_report("term-1", 1, 31));
    EXPECT_EQ(by_report.reason, rejection_code::conflict);
    ASSERT_TRUE(by_report.earlier.has_value());
    EXPECT_EQ(by_report.earlier->state, domain::recorded_state::close);
    EXPECT_EQ(by_report.earlier->count, 30U);
    EXPECT_EQ(by_report.earlier->method, 0);
    EXPECT_EQ(w.close_day(a_close("term-1", 1, 31)).outcome.reason, rejection_code::conflict);
    EXPECT_EQ(w.conflicts(), 3U);
    EXPECT_EQ(w.entries().size(), 3U);
    EXPECT_THAT(w.cells(), ElementsAre(Pair(pil, 30)));
}

TEST_P(ledger_close_test, a_close_cannot_be_corrected)
{
    auto& w = a_world();
    w.close_day(a_close("term-1", 1, 30));
    EXPECT_EQ(w.record_one(a_void(a_report("term-1", 1, 30), 2)).reason,
              rejection_code::correction_target_gone);
}

TEST_P(ledger_close_test, a_close_needs_an_open_event_and_knows_its_lateness)
{
    auto& w = a_world();
    w.set_status(event_status::late);
    auto const late = w.close_day(a_close("term-1", 1, 30)).outcome;
    EXPECT_TRUE(late.late);
    EXPECT_EQ(w.entries().back().close_lateness, domain::lateness::late);
    w.set_status(event_status::closed);
    auto const again = w.close_day(a_close("term-1", 1, 30)).outcome;
    EXPECT_EQ(again.verdict, verdict::duplicate);
    EXPECT_TRUE(again.late);
    EXPECT_EQ(w.close_day(a_close("term-1", 2, 1)).outcome.reason, rejection_code::event_not_open);
    EXPECT_FALSE(w.find("term-1", 2).has_value());
}

domain::target_change a_target(std::int64_t acceptors)
{
    return {"Panitia Pusat", {"15.07", "suntik", 202006}, acceptors};
}

TEST_P(ledger_close_test, every_change_is_read_back_from_its_entry)
{
    auto& w = a_world();
    auto const regency = *domain::region_code::from_text("15.71");
    domain::code_hash const hash{1, 2, 3, 255};
    std::vector<domain::change> const changes{
        {"panitia-pusat", a_target(625)},
        {"panitia-pusat", domain::target_change{"MURI", {"ID", "", 0}, 0}},
        {"opd-15", domain::site_change{{.code = "S1571-PMB-001",
                                        .place = domain::place::pmb,
                                        .regency = regency,
                                        .expected = false,
                                        .active = false,
                                        .officer = "PLKB-07",
                                        .merged_into = {}}}},
        {"opd-15", domain::site_merge{"S1571-PMB-001", "S1571-PMB-002"}},
        {"a", domain::code_issued{hash, {"S1", "S2"}, 1'800'000'000}},
        {"a", domain::enrolment{hash, "term-1", {"S1"}}},
        {"a", domain::revocation{"term-1"}},
    };
    for (auto const& change : changes) {
        EXPECT_TRUE(w.write_change(change).has_value());
        auto const entry = w.entries().back();
        EXPECT_EQ(entry.what, ledger::entry::kind::change);
        EXPECT_EQ(entry.change, change);
    }
    EXPECT_EQ(w.head().now.revision, 1 + changes.size());
    EXPECT_EQ(w.head().status, event_status::open);
}

TEST_P(ledger_close_test, a_final_event_changes_no_more)
{
    auto event = rehearsal();
    event.initial_status = event_status::verified;
    auto& w = a_world(event);
    EXPECT_TRUE(w.write_change({"a", a_target(1)}).has_value());
    w.set_status(event_status::final);
    auto const refused = w.write_change({"a", a_target(2)});
    ASSERT_TRUE(refused.has_error());
    EXPECT_THAT(refused.error().sentence, HasSubstr("FINAL"));
    EXPECT_EQ(w.entries().size(), 3U);
}

TEST_P(ledger_close_test, the_steps_from_status_to_status_are_those_of_the_table)
{
    for (auto const& from : domain::event_status_tokens)
        for (auto const& to : domain::event_status_tokens) {
            SCOPED_TRACE(std::string(from.word) + " to " + std::string(to.word));
            auto event = rehearsal();
            event.initial_status = from.value;
            auto& w = a_world(event);
            auto const taken = w.try_status(to.value);
            bool const may = from.value == to.value || domain::may_follow(from.value, to.value);
            EXPECT_EQ(taken.has_value(), may);
            EXPECT_EQ(w.head().status, may ? to.value : from.value);
            EXPECT_EQ(w.entries().size(), may && from.value != to.value ? 2U : 1U);
        }
}

TEST_P(ledger_close_test, a_step_from_another_status_than_expected_is_refused)
{
    auto& w = a_world();
    w.set_status(event_status::late);
    auto const refused = w.try_status(event_status::closed, event_status::open);
    ASSERT_TRUE(refused.has_error());
    EXPECT_THAT(refused.error().sentence, HasSubstr("late"));
    EXPECT_EQ(w.head().status, event_status::late);
    EXPECT_TRUE(w.try_status(event_status::closed, event_status::late).has_value());
    // Whose wish is done already is not told otherwise.
    EXPECT_TRUE(w.try_status(event_status::closed, event_status::open).has_value());
}

INSTANTIATE_TEST_SUITE_P(stores, ledger_close_test, testing::Values("memory", "redis"),
                         [](auto const& store) { return store.param; });

}  // namespace
}  // namespace sejuta::tests
