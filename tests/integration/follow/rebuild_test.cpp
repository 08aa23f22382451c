// SPDX-License-Identifier: Apache-2.0
// `sejuta rebuild` on a real Redis: whatever was done to what is derived from the ledger, it is the
// ledger's again; damage of the ledger itself is named, and cut off where that is asked for.
#include "app/rebuild.hpp"

#include <gmock/gmock.h>

#include <sstream>

#include "app/verify.hpp"
#include "integration/follow/following.hpp"
#include "ledger/redis/enrolment.hpp"

namespace sejuta::tests {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

class rebuild_test : public ::testing::Test, protected followed_world {
protected:
    rebuild_test()
    {
        put({a_report("t-01", 1, 3), a_report("t-01", 2, 4), a_report("t-02", 1, 5)});
        put({a_void(a_report("t-01", 1, 3), 3), a_replacement(a_report("t-01", 2, 4), 4, 9)});
        put({healed(a_report("t-03", 1, 6), event_start_ms - 120'000, true)});
        world.close_day(a_close("t-01", 9, 9));
        world.set_status(domain::event_status::late);
        put({a_report("t-02", 2, 7)});
    }
    std::pair<int, std::string> rebuild(bool cut = false)
    {
        std::ostringstream out;
        int const code =
            app::rebuild_at(world.server().where(),
                            {.data_dir = {}, .events = {}, .cut_at_damage = cut}, out, nullptr);
        return {code, out.str()};
    }
    std::pair<int, std::string> verify()
    {
        std::ostringstream out;
        int const code = app::run_verify({world.server().where(), {}, false}, out, out);
        return {code, out.str()};
    }
    // Everything that a rebuild makes, as the store has it, but for the head.
    std::string derived()
    {
        std::ostringstream all;
        for (auto const& name : {"cells", "minutes", "codes", "index"}) {
            std::map<std::string, std::string> sorted;
            auto const hash = world.command({"HGETALL", world.key(name)});
            for (std::size_t i = 0; i + 1 < hash.elements(); i += 2)
                sorted.emplace(hash.at(i).text(), hash.at(i + 1).text());
            for (auto const& [field, value] : sorted)
                all << name << ' ' << field << '=' << value << '\n';
        }
        return all.str();
    }
};

TEST_F(rebuild_test, a_sound_store_stays_as_it_is_but_for_a_new_epoch)
{
    auto const before = derived();
    auto const head = world.head();
    auto const [code, text] = rebuild();
    EXPECT_EQ(code, 0) << text;
    EXPECT_THAT(text,
                HasSubstr("contract-2020: 27 acceptors in 7 reports and 1 closes of 3 terminals"));
    EXPECT_EQ(derived(), before);
    EXPECT_NE(world.head().now.epoch, head.now.epoch);
    EXPECT_EQ(world.head().now.revision, head.now.revision + 1);
    EXPECT_EQ(world.head().status, domain::event_status::late);
    EXPECT_EQ(verify().first, 0) << verify().second;
}

TEST_F(rebuild_test, whatever_was_altered_by_hand_is_the_ledgers_again)
{
    auto const before = derived();
    auto const revision = world.head().now.revision;
    world.command({"DEL", world.key("cells")});
    world.command({"HSET", world.key("minutes"), "1/15", "77"});
    world.command({"HSET", world.key("index"), "t-01/2", "nonsense"});
    world.command({"HDEL", world.key("index"), "t-02/1"});
    world.command({"HSET", world.key("index"), "stray/1", "x"});
    world.command({"HSET", world.key("head"), "revision", "2", "status", "draft", "stray", "1"});
    EXPECT_EQ(verify().first, 1);
    EXPECT_EQ(rebuild().first, 0);
    EXPECT_EQ(derived(), before);
    EXPECT_EQ(world.head().now.revision, revision + 1);
    EXPECT_EQ(world.head().status, domain::event_status::late);
    auto const [code, text] = verify();
    EXPECT_EQ(code, 0) << text;
    // And it goes on: what was there is known, what is new is counted.
    EXPECT_EQ(world.record_one(a_report("t-02", 1, 5)).verdict, ledger::verdict::duplicate);
    EXPECT_EQ(world.record_one(a_report("t-02", 3, 1)).verdict, ledger::verdict::recorded);
}

TEST_F(rebuild_test, codes_come_back_and_a_claim_that_is_still_there_stays)
{
    auto const event = world.event().id;
    std::vector<domain::code_issued> const codes{{{1}, {"S1"}, 4'000'000'000},
                                                 {{2}, {"S2", "S3"}, 4'000'000'000}};
    using ledger::redis::redeemed;
    auto const redeem = [&](std::size_t which) {
        return world.wait<redeemed>([&](auto done) {
            ledger::redis::redeem(world.connection(0), event, codes[which].code, {9}, "term-0001",
                                  done);
        });
    };
    EXPECT_TRUE(world.wait<std::size_t>([&](auto done) {
        ledger::redis::issue_codes(world.connection(0), event, "a", codes, done);
    }));
    auto const terminal = redeem(0).value();
    auto const before = derived();
    EXPECT_EQ(rebuild().first, 0);
    EXPECT_EQ(derived(), before);
    EXPECT_EQ(redeem(0).value(), terminal);
    world.command({"DEL", world.key("codes")});
    EXPECT_EQ(rebuild().first, 0);
    EXPECT_EQ(redeem(0).value(), redeemed(ledger::redis::redeem_refusal::used));
    EXPECT_TRUE(std::holds_alternative<domain::enrolment>(redeem(1).value()));
}

TEST_F(rebuild_test, a_damaged_ledger_is_named_and_nothing_is_written)
{
    auto const entries = world.raw_entries();
    world.command({"XDEL", world.key("ledger"), "4-0"});
    auto const before = derived();
    auto const [code, text] = rebuild();
    EXPECT_EQ(code, 1);
    EXPECT_THAT(text, HasSubstr("damaged itself"));
    EXPECT_THAT(text, HasSubstr("5-0 id: expected 4-0"));
    EXPECT_THAT(text, HasSubstr("--cut-at-damage"));
    EXPECT_EQ(derived(), before);
    EXPECT_EQ(world.raw_entries().size(), entries.size() - 1);
}

TEST_F(rebuild_test, damage_is_cut_off_where_that_is_asked_for_and_terminals_heal_it)
{
    auto const old_epoch = world.head().now.epoch;
    auto const cells = world.cells();
    world.command({"XDEL", world.key("ledger"), "4-0"});
    auto const [code, text] = rebuild(true);
    EXPECT_EQ(code, 0) << text;
    EXPECT_THAT(text, HasSubstr("cut off 3 entries from revision 4 on"));
    EXPECT_EQ(world.raw_entries().size(), 4U);  // three and the new epoch's
    EXPECT_NE(world.head().now.epoch, old_epoch);
    EXPECT_EQ(world.head().status, domain::event_status::open);
    EXPECT_EQ(verify().first, 0) << verify().second;
    EXPECT_THAT(world.lacking("t-02", {1, 2}), testing::ElementsAre(2));
    put({healed(a_report("t-02", 2, 7), event_start_ms + 60'000, true),
         healed(a_report("t-03", 1, 6), event_start_ms - 120'000, true)});
    EXPECT_EQ(world.cells(), cells);
    EXPECT_EQ(verify().first, 0) << verify().second;
}

TEST_F(rebuild_test, a_ledger_that_is_damaged_from_its_first_entry_is_left_alone)
{
    world.command({"XDEL", world.key("ledger"), "1-0"});
    EXPECT_EQ(rebuild(true).first, 1);
    EXPECT_EQ(world.raw_entries().size(), 6U);
}

TEST_F(rebuild_test, a_store_without_an_event_has_nothing_to_make)
{
    world.command({"FLUSHALL"});
    auto const [code, text] = rebuild();
    EXPECT_EQ(code, 1);
    EXPECT_THAT(text, HasSubstr("nothing to make"));
}

}  // namespace
}  // namespace sejuta::tests
