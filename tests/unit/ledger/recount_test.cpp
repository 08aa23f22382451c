// SPDX-License-Identifier: Apache-2.0
// The recount finds every alteration of the ledger and of what is derived from it, and names the
// key and the field; of an untouched store it says nothing.
#include "ledger/recount.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>

#include "unit/ledger/recount_fixture.hpp"

namespace sejuta::ledger {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

TEST_F(recount_test, an_untouched_store_has_no_difference)
{
    EXPECT_THAT(stored_.places(), IsEmpty());
    recount all("uji-2020");
    for (auto const& one : stored_.entries) {
        auto const raw = one.raw();
        all.take(raw, decode(raw));
    }
    EXPECT_EQ(all.now().acceptors, 4 + 1 + 7 + 2);
    EXPECT_EQ(all.now().reports, 7U);
    EXPECT_EQ(all.now().at.revision, 7U);
    EXPECT_EQ(all.terminals(), 3U);
}

TEST_F(recount_test, a_report_whose_count_was_changed_is_named_in_every_place_it_reaches)
{
    change_report(1, [](domain::report& r) { r.count = 5; });
    auto const places = stored_.places();
    EXPECT_THAT(places, Contains("{uji-2020}:ledger|2-0 chain"));
    EXPECT_THAT(places, Contains(std::string("{uji-2020}:ledger|2-0 deltas ") + pil_pmb));
    EXPECT_THAT(places, Contains("{uji-2020}:index|t-01/1"));
}

TEST_F(recount_test, a_forged_chain_does_not_hide_a_changed_report)
{
    change_report(6, [](domain::report& r) { r.count = 200; });
    stored_.forge_chains();
    auto const found = stored_.differences();
    EXPECT_THAT(stored_.places(),
                UnorderedElementsAre(std::string("{uji-2020}:ledger|7-0 deltas ") + iud_papua,
                                     std::string("{uji-2020}:cells|") + iud_papua,
                                     "{uji-2020}:minutes|26556542/91", "{uji-2020}:index|t-03/1"));
    EXPECT_THAT(found.kept(), Contains(difference{"{uji-2020}:cells", iud_papua, "200", "2"}));
}

TEST_F(recount_test, a_changed_delta_is_named_with_its_cell)
{
    stored_.entries[4]["deltas"] = std::string(pil_pmb_late) + "=8";
    stored_.forge_chains();
    EXPECT_THAT(stored_.differences().kept(),
                ElementsAre(difference{"{uji-2020}:ledger",
                                       std::string("5-0 deltas ") + pil_pmb_late, "7", "8"}));
}

TEST_F(recount_test, a_removed_entry_leaves_a_gap)
{
    stored_.entries.erase(stored_.entries.begin() + 4);
    auto const places = stored_.places();
    EXPECT_THAT(places, Contains("{uji-2020}:ledger|6-0 id"));
    EXPECT_THAT(places, Contains("{uji-2020}:ledger|6-0 chain"));
    EXPECT_THAT(places, Contains(std::string("{uji-2020}:cells|") + pil_pmb_late));
    EXPECT_THAT(places, Contains("{uji-2020}:index|t-01/4"));
}

TEST_F(recount_test, a_cut_tail_shows_in_the_head_and_in_the_index)
{
    stored_.entries.pop_back();
    stored_.counters.last_id = "6-0";
    auto const places = stored_.places();
    EXPECT_THAT(places, Contains("{uji-2020}:head|revision"));
    EXPECT_THAT(places, Contains("{uji-2020}:head|chain"));
    EXPECT_THAT(places, Contains(std::string("{uji-2020}:cells|") + iud_papua));
    EXPECT_THAT(places, Contains("{uji-2020}:index|t-03/1"));
}

TEST_F(recount_test, swapped_entries_break_order_and_chain)
{
    std::swap(stored_.entries[1].fields, stored_.entries[4].fields);
    auto const places = stored_.places();
    EXPECT_THAT(places, Contains("{uji-2020}:ledger|2-0 chain"));
    EXPECT_THAT(places, Contains("{uji-2020}:ledger|5-0 event_time"));
    EXPECT_THAT(places, Contains("{uji-2020}:ledger|3-0 report t-01/3 corrects 1"));
}

TEST_F(recount_test, a_changed_chain_is_named_where_it_is_and_where_it_goes_on)
{
    stored_.entries[2]["chain"] = std::string(40, 'a');
    EXPECT_THAT(stored_.places(),
                ElementsAre("{uji-2020}:ledger|3-0 chain", "{uji-2020}:ledger|4-0 chain"));
}

TEST_F(recount_test, a_changed_time_breaks_the_chain_only)
{
    stored_.entries[6]["recorded_at"] = "1";
    EXPECT_THAT(stored_.places(), ElementsAre("{uji-2020}:ledger|7-0 chain"));
}

TEST_F(recount_test, an_event_time_that_goes_back_is_named)
{
    stored_.entries[3]["event_time"] = std::to_string(opens_ms - 1);
    stored_.forge_chains();
    EXPECT_THAT(stored_.places(), ElementsAre("{uji-2020}:ledger|4-0 event_time"));
}

TEST_F(recount_test, an_epoch_that_no_entry_began_is_named)
{
    stored_.entries[4]["epoch"] = "3333333333333333";
    stored_.forge_chains();
    EXPECT_THAT(stored_.places(), ElementsAre("{uji-2020}:ledger|5-0 epoch"));
}

TEST_F(recount_test, an_entry_that_cannot_be_read_is_named_and_the_rest_is_still_counted)
{
    stored_.entries[4]["reports"] = "not one of ours";
    stored_.forge_chains();
    EXPECT_THAT(stored_.places(),
                UnorderedElementsAre("{uji-2020}:ledger|5-0 ",
                                     std::string("{uji-2020}:cells|") + pil_pmb_late,
                                     "{uji-2020}:minutes|26556542/15", "{uji-2020}:index|t-01/4"));
}

TEST_F(recount_test, a_report_that_stands_twice_counts_once_and_is_named)
{
    stored_.entries[4]["reports"] += encode(a_report("t-01", 4, pil_pmb, 7));
    stored_.forge_chains();
    EXPECT_THAT(stored_.places(), ElementsAre("{uji-2020}:ledger|5-0 report t-01/4"));
}

TEST_F(recount_test, a_changed_counter_is_named_with_both_numbers)
{
    tests::at(stored_.counters.cells, pil_pmb_late) = "8";
    EXPECT_THAT(stored_.differences().kept(),
                ElementsAre(difference{"{uji-2020}:cells", pil_pmb_late, "7", "8"}));
}

TEST_F(recount_test, a_missing_an_extra_and_a_nonsensical_counter_are_named)
{
    std::erase_if(stored_.counters.cells, [](auto const& one) { return one.first == iud_papua; });
    stored_.counters.cells.emplace_back("hello", "1");
    tests::at(stored_.counters.minutes, "26556542/91") = "two";
    stored_.counters.minutes.emplace_back("26556542/091", "1");
    EXPECT_THAT(
        stored_.differences().kept(),
        UnorderedElementsAre(difference{"{uji-2020}:cells", "hello", "(nothing)", "1"},
                             difference{"{uji-2020}:cells", iud_papua, "2", "(nothing)"},
                             difference{"{uji-2020}:minutes", "26556542/91", "2", "two"},
                             difference{"{uji-2020}:minutes", "26556542/091", "(nothing)", "1"}));
}

TEST_F(recount_test, every_field_of_the_head_is_compared)
{
    for (auto const& [field, value] : stored_.counters.head) {
        if (field == "revision") continue;
        auto damaged = stored_;
        tests::at(damaged.counters.head, field) = value + "0";
        EXPECT_THAT(damaged.places(), ElementsAre("{uji-2020}:head|" + field));
    }
    stored_.counters.head.emplace_back("note", "by hand");
    EXPECT_THAT(stored_.places(), ElementsAre("{uji-2020}:head|note"));
}

TEST_F(recount_test, a_changed_a_missing_and_an_extra_index_value_are_named)
{
    auto& values = stored_.index;
    tests::at(values, "t-01/1")[36] = 'C';  // voided no more
    std::erase_if(values, [](auto const& one) { return one.first == "t-01/2"; });
    values.emplace_back("t-01/99", tests::at(values, "t-01/3"));
    values.emplace_back("t-77/1", "by hand");
    values.emplace_back("t-77/1", "by hand");  // a scan may tell a field twice
    values.emplace_back("no id", "by hand");
    EXPECT_THAT(stored_.places(),
                UnorderedElementsAre("{uji-2020}:index|t-01/1", "{uji-2020}:index|t-01/2",
                                     "{uji-2020}:index|t-01/99", "{uji-2020}:index|t-77/1",
                                     "{uji-2020}:index|no id"));
}

// Beside a running server the index is read later than the counters.
TEST_F(recount_test, what_was_recorded_while_the_index_was_read_is_explained_by_the_tail)
{
    recount all("uji-2020");
    auto const take = [&](tests::stored_entry const& one) {
        auto const raw = one.raw();
        all.take(raw, decode(raw));
    };
    auto const earlier = stored_;
    record({correcting(a_report("t-01", 5, pil_pmb, 4), 2, domain::correction_kind::void_),
            a_report("t-04", 1, pil_pmb, 1)});
    auto const later =
        tests::copy_of(*ledger_, "uji-2020", "1:1111111111111111 6:2222222222222222");
    all.expect(earlier.counters);
    for (auto const& one : earlier.entries) take(one);
    ASSERT_TRUE(all.compared());
    all.compare_index({later.index.begin(), later.index.end()});

    take(later.entries.back());
    all.finish_index();

    EXPECT_THAT(all.differences().kept(), IsEmpty());
}

TEST_F(recount_test, a_newer_index_value_that_the_tail_does_not_explain_is_named)
{
    recount all("uji-2020");
    all.expect(stored_.counters);
    for (auto const& one : stored_.entries) {
        auto const raw = one.raw();
        all.take(raw, decode(raw));
    }
    record({a_report("t-04", 1, pil_pmb, 1)});
    stored_.index.emplace_back("t-04/1", tests::packed(*ledger_->find("t-04", 1)));
    all.compare_index({stored_.index.begin(), stored_.index.end()});
    all.finish_index();
    ASSERT_EQ(all.differences().total(), 1U);
    EXPECT_EQ(all.differences().kept()[0].key, "{uji-2020}:index");
    EXPECT_EQ(all.differences().kept()[0].field, "t-04/1");
}

// One bit anywhere in the store. The append-only file has no checksums, so this is what a failing
// disk does.
TEST_F(recount_test, every_flipped_bit_is_found)
{
    std::minstd_rand random(20200629);
    std::vector<std::string*> texts;
    auto damaged = stored_;
    for (auto& one : damaged.entries)
        for (auto& [field, value] : one.fields) texts.insert(texts.end(), {&field, &value});
    for (auto* hash : {&damaged.counters.head, &damaged.counters.minutes})
        for (auto& [field, value] : *hash) texts.insert(texts.end(), {&field, &value});
    for (auto& [field, value] : damaged.counters.cells)
        if (value != "0") texts.insert(texts.end(), {&field, &value});
    for (auto& [field, value] : damaged.index) texts.insert(texts.end(), {&field, &value});
    for (auto* text : texts) {
        if (text->empty()) continue;
        for (int i = 0; i < 8; ++i) {
            auto& byte = (*text)[random() % text->size()];
            auto const before = byte;
            byte = static_cast<char>(byte ^ 1 << random() % 8);
            EXPECT_THAT(damaged.differences().total(), ::testing::Gt(0U)) << *text;
            byte = before;
        }
    }
    EXPECT_EQ(damaged.differences().total(), 0U);
}

TEST_F(recount_test, differences_beyond_the_limit_are_only_counted)
{
    for (std::size_t i = 0; i < limits::differences_kept_max + 1; ++i)
        stored_.counters.cells.emplace_back("x" + std::to_string(i), "1");
    auto const found = stored_.differences();
    EXPECT_EQ(found.kept().size(), limits::differences_kept_max);
    EXPECT_EQ(found.total(), limits::differences_kept_max + 1);
}

// The chain of a known entry, so that C++ and the recording function cannot drift together.
TEST(chain_test, it_is_over_id_names_lengths_and_values)
{
    stream_entry const raw{.id = "1-0",
                           .fields = {{"kind", "status"}, {"note", "a\nb"}, {"chain", "ignored"}}};
    // printf '%040d\n1-0\nkind 6 status\nnote 3 a\nb\n' 0 | sha1sum
    EXPECT_EQ(chain_of(chain_start, raw), "b3ce2b9e0a4bfbf2ca95dde5437a1d7876a4ff2e");
}

}  // namespace
}  // namespace sejuta::ledger
