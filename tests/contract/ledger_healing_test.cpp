// SPDX-License-Identifier: Apache-2.0
// What every ledger must do with reports whose proof shows an earlier recording, and with what it
// is known to lack, on the ledger in memory and on real Redis.
#include <cstdlib>
#include <iostream>
#include <random>

#include "contract/ledger_contract.hpp"
#include "ledger/recount.hpp"

namespace sejuta::tests {
namespace {

using domain::event_status;
using domain::rejection_code;
using ledger::verdict;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr base::unix_ms earlier = event_start_ms - 3 * 3'600'000;
constexpr base::unix_ms minute_ms = 60'000;

std::string minute(base::unix_ms at, std::string const& province = "15")
{
    return std::to_string(at / minute_ms) + "/" + province;
}

class ledger_healing_test : public ledger_contract {
protected:
    // Takes the event to a status by the steps that lead there.
    static void lead(world& w, event_status to)
    {
        for (auto const step : {event_status::closed, event_status::provisional,
                                event_status::verified, event_status::final}) {
            if (w.head().status == to) return;
            w.set_status(step);
        }
    }
};

TEST_P(ledger_healing_test, a_healed_report_keeps_its_time_and_counts_in_its_minute)
{
    auto& w = a_world();
    auto const one = healed(a_report("term-1", 1, 3), earlier);
    auto const reply = w.record({one, a_report("term-1", 2, 4)});
    EXPECT_EQ(reply.outcomes[0], (ledger::outcome{.verdict = verdict::recorded,
                                                  .revision = 2,
                                                  .epoch = first_epoch,
                                                  .event_time_ms = earlier}));
    EXPECT_EQ(reply.outcomes[1].event_time_ms, reply.now.as_of_ms);
    EXPECT_THAT(w.cells(), ElementsAre(Pair(pil, 7)));
    EXPECT_EQ(w.minutes(), (sums{{minute(earlier), 3}, {minute(reply.now.as_of_ms), 4}}));
    EXPECT_EQ(w.find("term-1", 1)->event_time_ms, earlier);
    auto const entry = w.entries().back();
    EXPECT_THAT(entry.reports, ::testing::Contains(one));
    EXPECT_THAT(entry.deltas, ElementsAre(Pair(pil, 7)));
    EXPECT_THAT(entry.healed, ElementsAre(ledger::healed_delta{earlier / minute_ms, pil, 3}));
}

TEST_P(ledger_healing_test, a_healed_report_again_is_a_duplicate_with_and_without_its_proof)
{
    auto& w = a_world();
    auto const plain = a_report("term-1", 1, 3);
    auto const reply =
        w.record({healed(plain, earlier, true), healed(plain, earlier, true), plain});
    auto expected = reply.outcomes[0];
    EXPECT_TRUE(expected.late);
    expected.verdict = verdict::duplicate;
    EXPECT_EQ(reply.outcomes[1], expected);
    EXPECT_EQ(reply.outcomes[2], expected);
    EXPECT_EQ(w.record_one(plain), expected);
    // What is there already is not moved by a proof of another time.
    EXPECT_EQ(w.record_one(healed(plain, earlier - 1)), expected);
    EXPECT_THAT(w.cells(), ElementsAre(Pair(pil_late, 3)));
}

TEST_P(ledger_healing_test, other_content_under_a_used_id_is_a_conflict_in_spite_of_a_proof)
{
    auto& w = a_world();
    w.record_one(a_report("term-1", 1, 3));
    auto const refused = w.record_one(healed(a_report("term-1", 1, 4), earlier));
    EXPECT_EQ(refused.reason, rejection_code::conflict);
    EXPECT_THAT(w.cells(), ElementsAre(Pair(pil, 3)));
}

TEST_P(ledger_healing_test, every_status_but_final_heals_and_the_proof_decides_the_lateness)
{
    std::uint32_t seq = 0;
    for (auto const status :
         {event_status::draft, event_status::open, event_status::late, event_status::closed,
          event_status::provisional, event_status::verified, event_status::final}) {
        SCOPED_TRACE(domain::word(status));
        auto event = rehearsal();
        event.initial_status = status;
        auto& w = a_world(event);
        auto const ontime = w.record_one(healed(a_report("term-1", ++seq), earlier));
        auto const late = w.record_one(healed(a_report("term-1", ++seq), earlier, true));
        auto const close = w.close_day(healed(a_close("term-1", ++seq, 2), earlier, true)).outcome;
        if (status == event_status::final) {
            for (auto const& one : {ontime, late, close})
                EXPECT_EQ(one.reason, rejection_code::event_not_open);
            EXPECT_THAT(w.cells(), IsEmpty());
        } else {
            EXPECT_EQ(ontime.verdict, verdict::recorded);
            EXPECT_FALSE(ontime.late);
            EXPECT_TRUE(late.late);
            EXPECT_TRUE(close.late);
            EXPECT_EQ(close.event_time_ms, earlier);
            EXPECT_THAT(w.cells(), ElementsAre(Pair(pil_late, 1), Pair(pil, 1)));
        }
    }
}

TEST_P(ledger_healing_test, corrections_heal_in_their_own_minute)
{
    auto& w = a_world();
    auto const one = a_report("term-1", 1, 30);
    auto const two = a_report("term-1", 2, 7);
    auto const later = earlier + 5 * minute_ms;
    lead(w, event_status::closed);
    auto const reply =
        w.record({healed(one, earlier), healed(two, earlier), healed(a_void(one, 3), later),
                  healed(a_replacement(two, 4, 5), later)});
    for (auto const& outcome : reply.outcomes) EXPECT_EQ(outcome.verdict, verdict::recorded);
    EXPECT_THAT(w.cells(), ElementsAre(Pair(pil, 5)));
    EXPECT_EQ(w.minutes(), (sums{{minute(earlier), 37}, {minute(later), -32}}));
    EXPECT_EQ(w.find("term-1", 1)->state, 'X');
    EXPECT_EQ(w.find("term-1", 2)->state, 'R');
    EXPECT_EQ(w.record_one(healed(a_void(a_report("term-1", 9), 10), later)).reason,
              rejection_code::correction_target_missing);
}

TEST_P(ledger_healing_test, what_is_lacking_is_kept_in_mind_until_it_was_recorded)
{
    auto& w = a_world();
    w.record({a_report("term-1", 1)});
    EXPECT_THAT(w.lacking("term-1", {1}), IsEmpty());
    EXPECT_THAT(w.missing(), IsEmpty());
    EXPECT_THAT(w.lacking("term-1", {1, 2, 3}), ElementsAre(2, 3));
    EXPECT_THAT(w.lacking("term-2", {7}), ElementsAre(7));
    EXPECT_THAT(w.missing(), ElementsAre(Pair("term-1", 2), Pair("term-2", 1)));
    // A further page of held seqs forgets nothing of the earlier one.
    EXPECT_THAT(w.lacking("term-1", {5}), ElementsAre(5));
    EXPECT_THAT(w.lacking("term-1", {1}), IsEmpty());
    EXPECT_THAT(w.missing(), ElementsAre(Pair("term-1", 3), Pair("term-2", 1)));
    w.record({a_report("term-1", 2), a_report("term-1", 3), a_report("term-1", 5)});
    EXPECT_THAT(w.lacking("term-1", {1, 2, 3, 5}), IsEmpty());
    EXPECT_THAT(w.missing(), ElementsAre(Pair("term-2", 1)));
}

TEST_P(ledger_healing_test, final_is_refused_while_a_report_with_a_receipt_is_missing)
{
    auto& w = a_world();
    lead(w, event_status::verified);
    w.lacking("term-1", {1, 2});
    w.lacking("term-2", {5});
    auto const refused = w.try_status(event_status::final);
    ASSERT_TRUE(refused.has_error());
    EXPECT_THAT(refused.error().sentence, HasSubstr(" 3"));
    EXPECT_EQ(w.head().status, event_status::verified);
    // Nobody has to ask again: what was healed meanwhile is struck off.
    w.record({healed(a_report("term-1", 1), earlier), healed(a_report("term-1", 2), earlier)});
    EXPECT_THAT(w.try_status(event_status::final).error().sentence, HasSubstr(" 1"));
    w.record({healed(a_report("term-2", 5), earlier)});
    w.set_status(event_status::final);
    EXPECT_EQ(w.head().status, event_status::final);
}

TEST_P(ledger_healing_test, the_loss_can_be_accepted_by_name)
{
    auto& w = a_world();
    lead(w, event_status::verified);
    w.lacking("term-1", {1});
    EXPECT_TRUE(w.try_status(event_status::final, {}, true).has_value());
}

// Whatever was receipted before comes back from any prefix of the ledger: the counters, the curve
// and the receipts' times are those of the ledger that was lost.
TEST_P(ledger_healing_test, a_restored_prefix_heals_to_the_same_cells_and_minutes)
{
    auto const* const given = std::getenv("SEJUTA_TEST_SEED");
    auto const seed =
        given ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : std::random_device{}();
    std::cout << "seed " << seed << " (replay with SEJUTA_TEST_SEED)\n";
    std::mt19937 random(seed);
    memory_world lost(rehearsal());
    reports receipted;
    for (std::uint32_t seq = 1; seq <= 60; ++seq) {
        if (seq == 40) lost.set_status(event_status::late);
        auto const terminal = "term-" + std::to_string(random() % 3);
        auto one = a_report(terminal, seq, 1 + random() % 9);
        if (random() % 4 == 0 && seq > 10) {
            auto const target = receipted[random() % receipted.size()];
            one = random() % 2 ? a_void(target, seq) : a_replacement(target, seq, 3);
            one.healed = {};
        }
        lost.clock().advance(std::chrono::milliseconds(random() % 400));
        auto const outcome = lost.record_one(one);
        if (outcome.verdict != verdict::recorded) continue;
        receipted.push_back(healed(one, outcome.event_time_ms, outcome.late));
    }
    auto& w = a_world();
    for (std::size_t i = 0; i < receipted.size() / 3; ++i) w.record({receipted[i]});
    lead(w, event_status::provisional);
    w.begin_epoch(0xcd);
    // In any order and in batches; a correction whose target is not there yet comes again.
    auto waiting = receipted;
    for (int turn = 0; turn < 100 && !waiting.empty(); ++turn) {
        std::shuffle(waiting.begin(), waiting.end(), random);
        auto const outcomes = w.record(waiting).outcomes;
        reports again;
        for (std::size_t i = 0; i < waiting.size(); ++i) {
            if (outcomes[i].verdict == verdict::rejected) {
                EXPECT_EQ(outcomes[i].reason, rejection_code::correction_target_missing);
                again.push_back(waiting[i]);
                continue;
            }
            EXPECT_EQ(outcomes[i].event_time_ms, waiting[i].healed->event_time_ms);
            EXPECT_EQ(outcomes[i].late, waiting[i].healed->late);
        }
        waiting = again;
    }
    EXPECT_THAT(waiting, IsEmpty());
    EXPECT_EQ(w.cells(), lost.cells());
    EXPECT_EQ(w.minutes(), lost.minutes());
    EXPECT_EQ(deltas_of(w.entries()), w.cells());
    ledger::recount again(w.event().id);
    for (auto const& stored : w.raw_entries()) {
        ledger::stream_entry const raw{stored.id, {stored.fields.begin(), stored.fields.end()}};
        again.take(raw, ledger::decode(raw));
    }
    EXPECT_EQ(again.differences().total(), 0U);
}

INSTANTIATE_TEST_SUITE_P(stores, ledger_healing_test, testing::Values("memory", "redis"),
                         [](auto const& store) { return store.param; });

}  // namespace
}  // namespace sejuta::tests
