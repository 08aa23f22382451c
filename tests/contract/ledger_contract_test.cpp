// SPDX-License-Identifier: Apache-2.0
// What every ledger must do with reports, statuses, epochs and the clock, run on the one in memory
// and on real Redis.
#include "contract/ledger_contract.hpp"

namespace sejuta::tests {
namespace {

using domain::event_status;
using domain::rejection_code;
using ledger::verdict;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

class ledger_contract_test : public ledger_contract {};

TEST_P(ledger_contract_test, a_new_report_is_recorded_and_counted)
{
    auto& w = a_world();
    auto const reply = w.record({a_report("term-1", 1, 3)});
    EXPECT_EQ(reply.now.epoch, first_epoch);
    EXPECT_EQ(reply.now.revision, 2U);  // the first entry begins the event
    ASSERT_EQ(reply.outcomes.size(), 1U);
    EXPECT_EQ(reply.outcomes[0], (ledger::outcome{.verdict = verdict::recorded,
                                                  .revision = 2,
                                                  .epoch = first_epoch,
                                                  .event_time_ms = reply.now.as_of_ms}));
    EXPECT_THAT(w.cells(), ElementsAre(Pair(pil, 3)));
    EXPECT_EQ(w.head().now, reply.now);
}

TEST_P(ledger_contract_test, what_was_recorded_is_read_back_from_the_entry)
{
    auto& w = a_world();
    auto one = a_report("term-1", 1, 3);
    one.flagged_ceiling = true;
    auto two = a_report("term-2", 7, 4, iud);
    auto const reply = w.record({one, two});
    auto const entries = w.entries();
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(entries[1].sequence, reply.now);
    EXPECT_EQ(entries[1].reports, (reports{one, two}));
    EXPECT_THAT(entries[1].deltas, ElementsAre(Pair(iud, 4), Pair(pil, 3)));
}

TEST_P(ledger_contract_test, the_event_begins_with_an_entry_that_says_so)
{
    auto& w = a_world();
    auto const entries = w.entries();
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries[0].what, ledger::entry::kind::begin);
    EXPECT_EQ(entries[0].status, event_status::open);
    EXPECT_EQ(entries[0].sequence, (ledger::sequence{first_epoch, 1, event_start_ms}));
    auto const head = w.head();
    EXPECT_EQ(head.kind, domain::event_kind::rehearsal);
    EXPECT_EQ(head.clock_speed, 300);
    EXPECT_EQ(head.clock_event_ms, event_start_ms);
}

TEST_P(ledger_contract_test, the_same_report_again_gets_the_first_receipt_and_counts_once)
{
    auto& w = a_world();
    auto const first = w.record_one(a_report("term-1", 1, 3));
    w.record_one(a_report("term-1", 2));
    auto again = a_report("term-1", 1, 3);
    again.made_at_ms += 5000;  // a resend after an app update may say another time
    auto const second = w.record_one(again, 1);
    auto expected = first;
    expected.verdict = verdict::duplicate;
    EXPECT_EQ(second, expected);
    EXPECT_THAT(w.cells(), ElementsAre(Pair(pil, 4)));
    EXPECT_EQ(w.entries().size(), 3U);
}

TEST_P(ledger_contract_test, the_same_id_twice_in_one_batch_counts_once)
{
    auto& w = a_world();
    auto const one = a_report("term-1", 1, 3);
    auto const reply = w.record({one, one, a_report("term-2", 1, 5), one});
    ASSERT_EQ(reply.outcomes.size(), 4U);
    EXPECT_EQ(reply.outcomes[0].verdict, verdict::recorded);
    for (int i : {1, 3}) {
        auto expected = reply.outcomes[0];
        expected.verdict = verdict::duplicate;
        EXPECT_EQ(reply.outcomes[i], expected);
    }
    EXPECT_THAT(w.cells(), ElementsAre(Pair(pil, 8)));
    EXPECT_EQ(w.entries()[1].reports.size(), 2U);
}

TEST_P(ledger_contract_test, the_same_id_twice_in_one_batch_with_other_content_is_a_conflict)
{
    auto& w = a_world();
    auto const reply = w.record({a_report("term-1", 1, 3), a_report("term-1", 1, 4)});
    EXPECT_EQ(reply.outcomes[0].verdict, verdict::recorded);
    EXPECT_EQ(reply.outcomes[1].verdict, verdict::rejected);
    EXPECT_EQ(reply.outcomes[1].reason, rejection_code::conflict);
    EXPECT_THAT(w.cells(), ElementsAre(Pair(pil, 3)));
}

TEST_P(ledger_contract_test, other_content_under_a_used_id_is_a_conflict_and_is_kept_once)
{
    auto& w = a_world();
    w.record_one(a_report("term-1", 1, 3));
    for (int i = 0; i < 3; ++i) {
        auto const refused = w.record_one(a_report("term-1", 1, 4), i % 2);
        EXPECT_EQ(refused.verdict, verdict::rejected);
        EXPECT_EQ(refused.reason, rejection_code::conflict);
        ASSERT_TRUE(refused.earlier.has_value());
        EXPECT_EQ(refused.earlier->count, 3U);
    }
    EXPECT_EQ(w.conflicts(), 1U);
    EXPECT_THAT(w.cells(), ElementsAre(Pair(pil, 3)));
    EXPECT_EQ(w.entries().size(), 2U);
}

TEST_P(ledger_contract_test, a_conflict_tells_what_is_there_and_what_became_of_it)
{
    auto& w = a_world();
    auto const first = w.record_one(a_report("term-1", 1, 3));
    auto const site = domain::mark_of(a_report("term-1", 1).site);
    domain::recorded there{.state = domain::recorded_state::counted,
                           .site = site,
                           .service_date = 20200629,
                           .method = static_cast<int>(domain::method::pil),
                           .category = static_cast<int>(domain::category::baru),
                           .postpartum = 1,
                           .partner = 1,
                           .count = 3,
                           .event_time_ms = first.event_time_ms};
    EXPECT_EQ(w.record_one(a_report("term-1", 1, 4)).earlier, there);
    w.record_one(a_void(a_report("term-1", 1, 3), 2));
    there.state = domain::recorded_state::voided;
    EXPECT_EQ(w.record_one(a_report("term-1", 1, 4)).earlier, there);
    EXPECT_EQ(w.record_one(a_report("term-1", 2, 4)).earlier->state, domain::recorded_state::void_);
}

TEST_P(ledger_contract_test, a_batch_that_records_nothing_leaves_the_ledger_as_it_is)
{
    auto& w = a_world();
    auto const first = w.record({a_report("term-1", 1)});
    auto const again = w.record({a_report("term-1", 1)});
    EXPECT_EQ(again.now, first.now);
    EXPECT_EQ(w.entries().size(), 2U);
}

TEST_P(ledger_contract_test, seqs_of_different_terminals_are_different_reports)
{
    auto& w = a_world();
    auto const reply = w.record({a_report("term-1", 1), a_report("term-2", 1)});
    for (auto const& one : reply.outcomes) EXPECT_EQ(one.verdict, verdict::recorded);
    EXPECT_THAT(w.cells(), ElementsAre(Pair(pil, 2)));
}

TEST_P(ledger_contract_test, lacking_names_what_was_not_recorded)
{
    auto& w = a_world();
    w.record({a_report("term-1", 2), a_report("term-1", 5), a_report("term-2", 3)});
    EXPECT_THAT(w.lacking("term-1", {1, 2, 3, 4, 5, 6}), ElementsAre(1, 3, 4, 6));
    EXPECT_THAT(w.lacking("term-9", {1}), ElementsAre(1));
    EXPECT_THAT(w.lacking("term-1", {}), IsEmpty());
}

TEST_P(ledger_contract_test, callbacks_never_run_inside_the_call)
{
    auto& w = a_world();
    int done = 0;
    w.recorder(0).record(w.event(), {a_report("term-1", 1)}, [&](auto) { ++done; });
    w.recorder(0).lacking(w.event(), "term-1", {1}, [&](auto) { ++done; });
    EXPECT_EQ(done, 0);
    w.run_until([&] { return done == 2; });
}

TEST_P(ledger_contract_test, what_may_only_be_known_is_a_duplicate_or_leaves_no_trace)
{
    auto& w = a_world(rehearsal());
    auto const first = w.record_one(a_report("term-1", 1, 4));
    auto const closed = w.close_day(a_close("term-1", 2, 4));
    auto known = a_report("term-1", 1, 4);
    auto unknown = a_report("term-1", 3, 4);
    auto other = a_report("term-1", 1, 5);
    auto correction = a_void(a_report("term-1", 1, 4), 4);
    for (auto* const one : {&known, &unknown, &other, &correction})
        one->unless_known = domain::rejection{rejection_code::site_inactive, "PMB-1"};
    auto const reply = w.record({unknown, known, other, correction});
    EXPECT_EQ(reply.outcomes[0].reason, rejection_code::event_not_open);
    auto expected = first;
    expected.verdict = verdict::duplicate;
    EXPECT_EQ(reply.outcomes[1], expected);
    EXPECT_EQ(reply.outcomes[2].reason, rejection_code::conflict);
    EXPECT_EQ(reply.outcomes[3].reason, rejection_code::event_not_open);
    auto known_close = a_close("term-1", 2, 4);
    auto unknown_close = a_close("term-1", 5, 4);
    known_close.unless_known = unknown_close.unless_known = known.unless_known;
    EXPECT_EQ(w.close_day(known_close).outcome.verdict, verdict::duplicate);
    EXPECT_EQ(w.close_day(unknown_close).outcome.reason, rejection_code::event_not_open);
    EXPECT_EQ(w.head().now.revision, closed.now.revision);
    EXPECT_THAT(w.cells(), ElementsAre(Pair(pil, 4)));
}

TEST_P(ledger_contract_test, only_open_and_late_record_and_duplicates_are_known_in_every_status)
{
    auto event = rehearsal();
    event.initial_status = event_status::draft;
    auto& w = a_world(event);
    EXPECT_EQ(w.record_one(a_report("term-1", 9)).reason, rejection_code::event_not_open);
    w.set_status(event_status::open);
    auto const first = w.record_one(a_report("term-1", 1));
    std::uint32_t seq = 10;
    for (auto const status :
         {event_status::open, event_status::late, event_status::closed, event_status::provisional,
          event_status::verified, event_status::final}) {
        SCOPED_TRACE(domain::word(status));
        w.set_status(status);
        EXPECT_EQ(w.head().status, status);
        auto const fresh = w.record_one(a_report("term-1", ++seq));
        if (status == event_status::open || status == event_status::late) {
            EXPECT_EQ(fresh.verdict, verdict::recorded);
            EXPECT_EQ(fresh.late, status == event_status::late);
        } else {
            EXPECT_EQ(fresh.verdict, verdict::rejected);
            EXPECT_EQ(fresh.reason, rejection_code::event_not_open);
        }
        auto const known = w.record_one(a_report("term-1", 1));
        EXPECT_EQ(known.verdict, verdict::duplicate);
        EXPECT_EQ(known.revision, first.revision);
        EXPECT_EQ(known.event_time_ms, first.event_time_ms);
        EXPECT_FALSE(known.late);
    }
    EXPECT_THAT(w.cells(), ElementsAre(Pair(pil_late, 1), Pair(pil, 2)));
}

TEST_P(ledger_contract_test, a_status_is_an_entry_and_the_same_one_again_is_none)
{
    auto& w = a_world();
    w.set_status(event_status::late);
    w.set_status(event_status::late);
    auto const entries = w.entries();
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(entries[1].what, ledger::entry::kind::status);
    EXPECT_EQ(entries[1].status, event_status::late);
}

TEST_P(ledger_contract_test, a_late_report_keeps_its_lateness_as_a_duplicate)
{
    auto& w = a_world();
    w.set_status(event_status::late);
    EXPECT_TRUE(w.record_one(a_report("term-1", 1)).late);
    w.set_status(event_status::closed);
    auto const again = w.record_one(a_report("term-1", 1));
    EXPECT_EQ(again.verdict, verdict::duplicate);
    EXPECT_TRUE(again.late);
    EXPECT_EQ(w.entries()[2].reports[0].cell.lateness, domain::lateness::late);
}

TEST_P(ledger_contract_test, a_duplicate_names_the_epoch_of_its_first_recording)
{
    auto& w = a_world();
    auto const old = w.record_one(a_report("term-1", 1));
    w.begin_epoch(0xcd);
    w.begin_epoch(0xcd);  // again changes nothing
    EXPECT_EQ(w.head().now.epoch, 0xcdU);
    EXPECT_EQ(w.head().now.revision, 3U);
    auto const young = w.record_one(a_report("term-1", 2));
    EXPECT_EQ(young.epoch, 0xcdU);
    w.begin_epoch(0xef);
    EXPECT_EQ(w.record_one(a_report("term-1", 1)).epoch, old.epoch);
    EXPECT_EQ(w.record_one(a_report("term-1", 2)).epoch, 0xcdU);
    EXPECT_EQ(w.record_one(a_report("term-1", 3)).epoch, 0xefU);
    EXPECT_THAT(w.cells(), ElementsAre(Pair(pil, 3)));
}

TEST_P(ledger_contract_test, the_event_clock_is_the_mapped_real_one)
{
    auto& w = a_world();
    auto const head = w.head();
    auto const before = w.real_now();
    auto const reply = w.record({a_report("term-1", 1)});
    auto const after = w.real_now();
    EXPECT_GE(reply.now.as_of_ms, head.event_time_at(before));
    EXPECT_LE(reply.now.as_of_ms, head.event_time_at(after));
    auto const entry = w.entries().back();
    EXPECT_GE(entry.recorded_at_ms, before);
    EXPECT_LE(entry.recorded_at_ms, after);
    EXPECT_EQ(entry.sequence.as_of_ms, head.event_time_at(entry.recorded_at_ms));
}

TEST_P(ledger_contract_test, the_event_clock_stops_at_its_end)
{
    auto event = rehearsal();
    event.clock.ends_at_ms = event_start_ms + 1;
    auto& w = a_world(event);
    w.record_one(a_report("term-1", 1));
    w.run_until([&, real = w.real_now()] { return w.real_now() > real || GetParam() == "memory"; });
    EXPECT_EQ(w.record({a_report("term-1", 2)}).now.as_of_ms, event_start_ms + 1);
    EXPECT_EQ(w.minutes(), (sums{{std::to_string(event_start_ms / 60'000) + "/15", 2}}));
}

TEST_P(ledger_contract_test, a_real_event_runs_on_the_real_clock)
{
    auto event = rehearsal();
    event.kind = domain::event_kind::real;
    event.clock = {};
    auto& w = a_world(event);
    auto const head = w.head();
    EXPECT_EQ(head.kind, domain::event_kind::real);
    EXPECT_EQ(head.event_time_at(123), 123);
    auto const reply = w.record({a_report("term-1", 1)});
    EXPECT_EQ(w.entries().back().recorded_at_ms, reply.now.as_of_ms);
}

TEST_P(ledger_contract_test, a_rehearsal_without_a_clock_of_its_own_runs_on_the_real_one)
{
    auto event = rehearsal();
    event.clock = {};
    auto& w = a_world(event);
    auto const head = w.head();
    EXPECT_EQ(head.clock_event_ms, head.clock_real_ms);
    auto const reply = w.record({a_report("term-1", 1)});
    EXPECT_EQ(w.entries().back().recorded_at_ms, reply.now.as_of_ms);
}

TEST_P(ledger_contract_test, minutes_are_summed_by_event_minute_and_province)
{
    auto& w = a_world();
    auto const reply =
        w.record({a_report("term-1", 1, 3), a_report("term-1", 2, 4, iud),
                  a_report("term-2", 1, 5, "2020-06-29/32.73/mow/baru/none/rs/none/ontime")});
    auto const minute = std::to_string(reply.now.as_of_ms / 60'000);
    EXPECT_EQ(w.minutes(), (sums{{minute + "/15", 7}, {minute + "/32", 5}}));
}

// The function spells cells in words by tables of its own: every value of every dimension.
TEST_P(ledger_contract_test, every_value_of_every_dimension_is_spelled_as_to_field_does)
{
    auto& w = a_world();
    reports batch;
    std::uint32_t seq = 0;
    auto const next = [&] {
        ++seq;
        batch.push_back(a_report("term-1", seq, seq));
    };
    auto const add = [&](auto const& rows, auto member) {
        for (auto const& row : rows) {
            next();
            batch.back().cell.*member = row.value;
        }
    };
    add(domain::method_tokens, &domain::cell::method);
    add(domain::category_tokens, &domain::cell::category);
    add(domain::postpartum_tokens, &domain::cell::postpartum);
    add(domain::place_tokens, &domain::cell::place);
    add(domain::partner_tokens, &domain::cell::partner);
    for (auto const date : {20000101U, 20991231U, 20250628U}) {
        next();
        batch.back().cell.date = *domain::service_date::from_number(date);
    }
    for (auto const* const regency : {"11.01", "91.03", "94.99"}) {
        next();
        batch.back().cell.regency = *domain::region_code::from_text(regency);
    }
    sums expected;
    w.record(batch);
    w.set_status(event_status::late);
    for (auto const& report : batch) expected[domain::to_field(report.cell)] += report.count;
    for (auto& report : batch) {
        report.seq += 1000;
        auto cell = report.cell;
        cell.lateness = domain::lateness::late;
        expected[domain::to_field(cell)] += report.count;
    }
    w.record(batch);
    EXPECT_EQ(w.cells(), expected);
    EXPECT_EQ(deltas_of(w.entries()), expected);
}

INSTANTIATE_TEST_SUITE_P(stores, ledger_contract_test, testing::Values("memory", "redis"),
                         [](auto const& store) { return store.param; });

}  // namespace
}  // namespace sejuta::tests
