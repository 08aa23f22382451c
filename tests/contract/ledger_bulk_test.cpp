// SPDX-License-Identifier: Apache-2.0
// Full batches, a hundred resends in any order, and a recount of what came of it, on the ledger in
// memory and on real Redis.
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <random>
#include <set>

#include "contract/ledger_contract.hpp"
#include "ledger/recount.hpp"

namespace sejuta::tests {
namespace {

using domain::event_status;
using ledger::verdict;
using ::testing::ElementsAre;
using ::testing::Pair;

class ledger_bulk_test : public ledger_contract {};

TEST_P(ledger_bulk_test, a_full_batch_of_one_terminal_works)
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

TEST_P(ledger_bulk_test, a_full_batch_of_as_many_terminals_and_corrections_works)
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

TEST_P(ledger_bulk_test, a_hundred_resends_in_any_order_over_two_connections_count_once)
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

TEST_P(ledger_bulk_test, the_recount_finds_no_difference_in_the_deltas_and_the_chain)
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

INSTANTIATE_TEST_SUITE_P(stores, ledger_bulk_test, testing::Values("memory", "redis"),
                         [](auto const& store) { return store.param; });

}  // namespace
}  // namespace sejuta::tests
