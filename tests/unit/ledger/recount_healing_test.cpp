// SPDX-License-Identifier: Apache-2.0
// The recount of closes, changes and healed reports: no difference where nothing was altered, and
// each alteration named.
#include <gmock/gmock.h>

#include "unit/ledger/recount_fixture.hpp"

namespace sejuta::ledger {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;

// The same store, and then a close, a change, and a healed report with its correction.
class recount_healing_test : public recount_test {
protected:
    recount_healing_test()
    {
        ledger_->set_status(domain::event_status::closed);
        auto healed = a_report("t-04", 1, pil_pmb, 6);
        healed.healed = {opens_ms - 60'000, true};
        auto taken_back = correcting(healed, 1, domain::correction_kind::replace);
        taken_back.seq = 2;
        taken_back.count = 5;
        taken_back.healed = {opens_ms, false};
        record({healed, taken_back});
        domain::day_close close{.terminal = "t-04",
                                .seq = 3,
                                .site = "PMB-1",
                                .regency = healed.cell.regency,
                                .service_date = healed.cell.date,
                                .own_total = 70'000,
                                .made_at_ms = opens_ms,
                                .healed = domain::healing{opens_ms + 1, true}};
        ledger_->close_day(tests::small_event(), close, [](auto const& got) { ASSERT_TRUE(got); });
        ledger_->run();
        EXPECT_TRUE(ledger_->write_change({"a", domain::revocation{"t-09"}}).has_value());
        stored_ = tests::copy_of(*ledger_, "uji-2020", "1:1111111111111111 6:2222222222222222");
    }
};

TEST_F(recount_healing_test, closes_changes_and_healed_reports_have_no_difference)
{
    EXPECT_THAT(stored_.places(), IsEmpty());
    recount all("uji-2020");
    for (auto const& one : stored_.entries) {
        auto const raw = one.raw();
        all.take(raw, decode(raw));
    }
    EXPECT_EQ(all.now().acceptors, 14 + 5);
    EXPECT_EQ(all.now().reports, 9U);
    EXPECT_EQ(all.now().closes, 1U);
}

TEST_F(recount_healing_test, a_healed_count_in_another_minute_is_named)
{
    auto& deltas = stored_.entries[8]["deltas"];
    auto const at = deltas.find('@');
    ASSERT_NE(at, std::string::npos);
    deltas[at + 8] ^= 1;
    auto const places = stored_.places();
    EXPECT_THAT(places, Contains(testing::HasSubstr("9-0 deltas 2020-06-29/15.71/pil")));
    EXPECT_THAT(places, Contains("{uji-2020}:ledger|9-0 chain"));
}

TEST_F(recount_healing_test, a_close_in_the_index_that_says_otherwise_is_named)
{
    tests::at(stored_.index, "t-04/3")[40] ^= 1;  // of its own total
    EXPECT_THAT(stored_.places(), testing::ElementsAre("{uji-2020}:index|t-04/3"));
}

TEST_F(recount_healing_test, every_flipped_bit_of_their_entries_is_found)
{
    for (std::size_t entry = 7; entry < stored_.entries.size(); ++entry)
        for (auto& [field, value] : stored_.entries[entry].fields)
            for (auto& byte : value) {
                byte ^= 4;
                EXPECT_GT(stored_.differences().total(), 0U) << entry << ' ' << field;
                byte ^= 4;
            }
}

}  // namespace
}  // namespace sejuta::ledger
