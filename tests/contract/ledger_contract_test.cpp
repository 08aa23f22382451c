// SPDX-License-Identifier: Apache-2.0
// What every ledger must do, run on the one in memory and on real Redis.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "contract/ledger_world.hpp"
#include "ledger/recount.hpp"

namespace sejuta::tests {
namespace {

using domain::event_status;
using domain::rejection_code;
using ledger::verdict;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr auto pil = "2020-06-29/15.71/pil/baru/none/pmb/none/ontime";
constexpr auto pil_late = "2020-06-29/15.71/pil/baru/none/pmb/none/late";
constexpr auto iud = "2020-06-29/15.02/iud/ulang/kb_pp/rs/tni/ontime";

std::unique_ptr<world> make_world(std::string const& store, domain::event event)
{
    if (store == "memory") return std::make_unique<memory_world>(std::move(event));
    return std::make_unique<redis_world>(std::move(event));
}

class ledger_contract_test : public testing::TestWithParam<std::string> {
protected:
    world& a_world(domain::event event = rehearsal())
    {
        world_ = make_world(GetParam(), std::move(event));
        return *world_;
    }
    static sums deltas_of(std::vector<ledger::entry> const& entries)
    {
        sums all;
        for (auto const& entry : entries)
            for (auto const& [field, amount] : entry.deltas) all[field] += amount;
        std::erase_if(all, [](auto const& one) { return one.second == 0; });
        return all;
    }
    std::unique_ptr<world> world_;
};

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
    }
    EXPECT_EQ(w.conflicts(), 1U);
    EXPECT_THAT(w.cells(), ElementsAre(Pair(pil, 3)));
    EXPECT_EQ(w.entries().size(), 2U);
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

TEST_P(ledger_contract_test, only_open_and_late_record_and_duplicates_are_known_in_every_status)
{
    auto& w = a_world();
    auto const first = w.record_one(a_report("term-1", 1));
    std::uint32_t seq = 10;
    for (auto const status :
         {event_status::draft, event_status::open, event_status::late, event_status::closed,
          event_status::provisional, event_status::verified, event_status::final}) {
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

TEST_P(ledger_contract_test, a_void_takes_back_exactly_what_was_counted)
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

TEST_P(ledger_contract_test, a_replacement_counts_instead)
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

TEST_P(ledger_contract_test, a_correction_works_in_the_batch_of_its_target)
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

TEST_P(ledger_contract_test, a_late_void_takes_from_the_cell_of_its_target)
{
    auto& w = a_world();
    auto const wrong = a_report("term-1", 1, 30);
    w.record({wrong, a_report("term-1", 2, 5)});
    w.set_status(event_status::late);
    EXPECT_TRUE(w.record_one(a_void(wrong, 3)).late);
    EXPECT_TRUE(w.record_one(a_replacement(a_report("term-1", 2, 5), 4, 6)).late);
    EXPECT_THAT(w.cells(), ElementsAre(Pair(pil_late, 6)));
}

TEST_P(ledger_contract_test, a_correction_of_the_unknown_waits_for_its_target)
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

TEST_P(ledger_contract_test, what_was_taken_back_and_a_void_cannot_be_corrected)
{
    auto& w = a_world();
    auto const one = a_report("term-1", 1, 30);
    w.record({one, a_void(one, 2)});
    for (auto const& refused :
         {a_void(one, 3), a_replacement(one, 4, 1), a_void(a_void(one, 2), 5)})
        EXPECT_EQ(w.record_one(refused).reason, rejection_code::correction_target_gone);
    EXPECT_THAT(w.cells(), IsEmpty());
}

TEST_P(ledger_contract_test, a_void_must_repeat_what_it_takes_back)
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

TEST_P(ledger_contract_test, a_cell_never_goes_below_zero)
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

TEST_P(ledger_contract_test, corrections_need_an_open_event)
{
    auto& w = a_world();
    auto const one = a_report("term-1", 1, 30);
    w.record({one});
    w.set_status(event_status::closed);
    EXPECT_EQ(w.record_one(a_void(one, 2)).reason, rejection_code::event_not_open);
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

TEST_P(ledger_contract_test, a_full_batch_of_one_terminal_works)
{
    auto& w = a_world();
    reports batch;
    for (std::uint32_t seq = 1; seq <= limits::batch_reports_max; ++seq)
        batch.push_back(a_report("term-1", seq, seq));
    auto const reply = w.record(batch);
    EXPECT_EQ(reply.outcomes.size(), limits::batch_reports_max);
    for (auto const& one : reply.outcomes) ASSERT_EQ(one.verdict, verdict::recorded);
    auto const sum = static_cast<std::int64_t>(limits::batch_reports_max) *
                     (static_cast<std::int64_t>(limits::batch_reports_max) + 1) / 2;
    EXPECT_THAT(w.cells(), ElementsAre(Pair(pil, sum)));
    EXPECT_THAT(w.entries().back().reports, testing::ElementsAreArray(batch));
}

TEST_P(ledger_contract_test, a_full_batch_of_as_many_terminals_and_corrections_works)
{
    auto& w = a_world();
    reports batch;
    for (std::uint32_t i = 0; i < limits::batch_reports_max / 2; ++i)
        batch.push_back(a_report("term-" + std::to_string(1000 + i), 1, 7));
    w.record(batch);
    reports second;
    for (auto const& report : batch) second.push_back(a_replacement(report, 2, 9));
    for (auto const& report : second) batch.push_back(report);
    auto const reply = w.record(batch);
    EXPECT_EQ(std::count_if(reply.outcomes.begin(), reply.outcomes.end(),
                            [](auto const& one) { return one.verdict == verdict::recorded; }),
              limits::batch_reports_max / 2);
    EXPECT_THAT(w.cells(), ElementsAre(Pair(pil, 9 * limits::batch_reports_max / 2)));
}

unsigned seed()
{
    auto const* const given = std::getenv("SEJUTA_TEST_SEED");
    return given ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : std::random_device{}();
}

TEST_P(ledger_contract_test, a_hundred_resends_in_any_order_over_two_connections_count_once)
{
    auto const from = seed();
    SCOPED_TRACE("replay with SEJUTA_TEST_SEED=" + std::to_string(from));
    std::cout << "seed " << from << '\n';
    std::mt19937 random(from);
    auto& w = a_world();
    reports sent;
    std::int64_t expected = 0;
    for (std::uint32_t i = 0; i < 40; ++i) {
        sent.push_back(a_report("term-" + std::to_string(i % 7), i + 1, 1 + random() % 9));
        expected += sent.back().count;
    }
    reports all;
    for (int copy = 0; copy < 100; ++copy) all.insert(all.end(), sent.begin(), sent.end());
    std::shuffle(all.begin(), all.end(), random);
    std::size_t outstanding = 0;
    std::map<std::pair<std::string, std::uint32_t>, std::set<ledger::revision>> revisions;
    std::size_t recorded = 0;
    for (std::size_t at = 0; at < all.size();) {
        auto const size = std::min<std::size_t>(1 + random() % 64, all.size() - at);
        reports batch(all.begin() + static_cast<std::ptrdiff_t>(at),
                      all.begin() + static_cast<std::ptrdiff_t>(at + size));
        at += size;
        ++outstanding;
        w.recorder(static_cast<int>(random() % 2))
            .record(w.event(), batch, [&, batch](base::result<batch_reply> reply) {
                --outstanding;
                ASSERT_TRUE(reply.has_value());
                for (std::size_t i = 0; i < batch.size(); ++i) {
                    revisions[{batch[i].terminal, batch[i].seq}].insert(
                        reply->outcomes[i].revision);
                    recorded += reply->outcomes[i].verdict == verdict::recorded;
                }
            });
    }
    w.run_until([&] { return outstanding == 0; });
    EXPECT_EQ(recorded, sent.size());
    for (auto const& [id, seen] : revisions) EXPECT_EQ(seen.size(), 1U) << id.first;
    EXPECT_EQ(w.cells(), (sums{{pil, expected}}));
    EXPECT_EQ(deltas_of(w.entries()), w.cells());
}

TEST_P(ledger_contract_test, the_recount_finds_no_difference_in_the_deltas_and_the_chain)
{
    auto& w = a_world();
    auto const one = a_report("term-1", 1, 30);
    w.record({one, a_report("term-2", 1, 4, iud)});
    w.record({a_void(one, 2)});
    w.set_status(event_status::late);
    w.record({a_report("term-1", 3, 2)});
    w.begin_epoch(0xcd);
    ledger::recount again(w.event().id);
    for (auto const& stored : w.raw_entries()) {
        ledger::stream_entry const raw{stored.id, {stored.fields.begin(), stored.fields.end()}};
        again.take(raw, ledger::decode(raw));
    }
    for (auto const& one : again.differences().kept())
        ADD_FAILURE() << one.key << ' ' << one.field << ": " << one.expected << ", " << one.found;
    EXPECT_EQ(again.now().at.revision, 6U);
    EXPECT_EQ(deltas_of(w.entries()), w.cells());
    EXPECT_EQ(again.now().acceptors, 6);
}

INSTANTIATE_TEST_SUITE_P(stores, ledger_contract_test, testing::Values("memory", "redis"),
                         [](auto const& store) { return store.param; });

}  // namespace
}  // namespace sejuta::tests
