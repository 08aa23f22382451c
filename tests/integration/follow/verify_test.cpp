// SPDX-License-Identifier: Apache-2.0
// `sejuta verify` on a real Redis: clean beside writers at full speed, exact about what a hand
// changed, and silent about what it could not compare.
#include "app/verify.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <sstream>
#include <thread>

#include "integration/follow/following.hpp"
#include "ledger/redis/enrolment.hpp"

namespace sejuta::tests {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto pil = "2020-06-29/15.71/pil/baru/none/pmb/none/ontime";

struct outcome {
    int code;
    std::string text;
};

outcome verified(ledger::redis::endpoint where, std::vector<std::string> events = {})
{
    std::ostringstream out;
    std::ostringstream progress;
    app::verify_options options{std::move(where), std::move(events), false};
    int const code = app::run_verify(options, out, progress);
    EXPECT_EQ(progress.str(), "");
    return {code, out.str()};
}

class verify_test : public ::testing::Test, protected followed_world {
protected:
    verify_test()
    {
        put({a_report("t-01", 1, 3), a_report("t-01", 2, 4), a_report("t-02", 1, 5)});
        put({a_void(a_report("t-01", 1, 3), 3), a_replacement(a_report("t-01", 2, 4), 4, 9)});
    }
    outcome verify() { return verified(world.server().where()); }
    std::string key(std::string_view name) { return world.key(name); }
    std::string index_of(std::string_view terminal)
    {
        return ledger::redis::index_key(world.event().id, terminal);
    }
};

TEST_F(verify_test, an_untouched_store_has_difference_zero_in_the_last_line)
{
    auto const [code, text] = verify();
    EXPECT_EQ(code, 0) << text;
    EXPECT_THAT(text,
                EndsWith("verify: contract-2020: 14 acceptors in 5 reports, revision 3: "
                         "ledger, cells, minutes, codes, index and chain agree: difference 0\n"));
}

TEST_F(verify_test, a_counter_changed_by_hand_is_named_with_both_numbers)
{
    world.command({"HINCRBY", key("cells"), pil, "1"});
    auto const [code, text] = verify();
    EXPECT_EQ(code, 1);
    EXPECT_THAT(text, HasSubstr("difference {contract-2020}:cells " + std::string(pil) +
                                ": expected 14, found 15\n"));
    EXPECT_THAT(text, EndsWith("chain compared: 1 difference\n"));
}

TEST_F(verify_test, an_index_value_changed_removed_or_added_by_hand_is_named)
{
    world.command({"HDEL", index_of("t-01"), "2"});
    world.command({"HSET", index_of("t-02"), "1", "something else"});
    world.command({"HSET", index_of("t-77"), "5", "out of nowhere"});
    auto const [code, text] = verify();
    EXPECT_EQ(code, 1);
    EXPECT_THAT(text, HasSubstr("difference {contract-2020}:index:t-01 2: expected R 4 of"));
    EXPECT_THAT(text, HasSubstr("difference {contract-2020}:index:t-02 1: expected C 5 of"));
    EXPECT_THAT(text, HasSubstr("difference {contract-2020}:index:t-77 5: expected (nothing)"));
    EXPECT_THAT(text, EndsWith(": 3 differences\n"));
}

TEST_F(verify_test, a_code_changed_removed_or_added_by_hand_is_named)
{
    bool issued = false;
    ledger::redis::issue_codes(
        world.connection(0), world.event().id, "a",
        {{{1}, {"S1"}, 4'000'000'000}, {{2}, {"S2"}, 4'000'000'000}, {{3}, {"S3"}, 4'000'000'000}},
        [&](auto const& done) { issued = done.has_value(); });
    world.run_until([&] { return issued; });
    EXPECT_EQ(verify().code, 0);
    auto const field = [](char digit) {
        return '0' + std::string(1, digit) + std::string(30, '0');
    };
    world.command({"HSET", key("codes"), field('1'), "U - term-0001 S1", field('9'), "I 1 S1"});
    world.command({"HDEL", key("codes"), field('2')});
    auto const [code, text] = verify();
    EXPECT_EQ(code, 1);
    EXPECT_THAT(text, HasSubstr("{contract-2020}:codes " + field('1') +
                                ": expected I 4000000000 S1, found U - term-0001 S1\n"));
    EXPECT_THAT(text, HasSubstr(field('2') + ": expected I 4000000000 S2, found (nothing)\n"));
    EXPECT_THAT(text, HasSubstr(field('9') + ": expected (nothing), found I 1 S1\n"));
    EXPECT_THAT(text, EndsWith(": 3 differences\n"));
}

TEST_F(verify_test, a_removed_entry_is_a_gap_and_not_a_smaller_total)
{
    world.command({"XDEL", key("ledger"), "2-0"});
    auto const [code, text] = verify();
    EXPECT_EQ(code, 1);
    EXPECT_THAT(text,
                HasSubstr("difference {contract-2020}:ledger 3-0 id: expected 2-0, found 3-0"));
}

TEST_F(verify_test, an_entry_written_between_two_revisions_is_found)
{
    world.command({"XADD", key("ledger"), "3-7", "kind", "reports"});
    auto const [code, text] = verify();
    EXPECT_EQ(code, 1);
    EXPECT_THAT(text, HasSubstr("3-7"));
}

TEST_F(verify_test, after_fifty_differences_the_rest_is_a_number)
{
    for (int i = 0; i < 60; ++i)
        world.command({"HSET", key("minutes"), "hello-" + std::to_string(i), "1"});
    auto const [code, text] = verify();
    EXPECT_EQ(code, 1);
    EXPECT_THAT(text, HasSubstr("  and 10 more\n"));
    EXPECT_THAT(text, EndsWith(": 60 differences\n"));
}

TEST_F(verify_test, two_events_are_compared_each_and_together)
{
    auto other = rehearsal();
    other.id = "other-2021";
    bool begun = false;
    ledger::redis::begin(world.connection(0), other, 0xee, [&](auto const&) { begun = true; });
    world.run_until([&] { return begun; });
    auto const [code, text] = verify();
    EXPECT_EQ(code, 0) << text;
    EXPECT_THAT(text, HasSubstr("verify: contract-2020: 14 acceptors"));
    EXPECT_THAT(text, HasSubstr("verify: other-2021: 0 acceptors in 0 reports, revision 1:"));
    EXPECT_THAT(text, EndsWith("verify: 2 events: difference 0\n"));
    EXPECT_THAT(verified(world.server().where(), {"other-2021"}).text,
                Not(HasSubstr("contract-2020")));
}

TEST_F(verify_test, a_user_who_may_not_scan_gets_a_smaller_claim)
{
    world.command({"ACL", "SETUSER", "reader", "on", ">secret", "~{*", "+@all", "-scan"});
    auto where = world.server().where();
    where.user = "reader";
    where.password = "secret";
    auto const [code, text] = verified(where, {"contract-2020"});
    EXPECT_EQ(code, 0) << text;
    EXPECT_THAT(text, HasSubstr("index of the ledger's terminals and chain agree"));
    auto const [without, sentence] = verified(where);
    EXPECT_EQ(without, 1);
    EXPECT_THAT(sentence, HasSubstr("name one with --event"));
}

TEST_F(verify_test, a_missing_right_is_named_and_nothing_is_claimed)
{
    world.command({"ACL", "SETUSER", "reader", "on", ">secret", "~{*", "+@all", "-hgetall"});
    auto where = world.server().where();
    where.user = "reader";
    where.password = "secret";
    auto const [code, text] = verified(where);
    EXPECT_EQ(code, 1);
    EXPECT_THAT(text, HasSubstr("NOPERM"));
    EXPECT_THAT(text, EndsWith("; nothing is proven\n"));
}

TEST_F(verify_test, nothing_to_compare_and_nobody_to_ask_are_failures)
{
    EXPECT_EQ(verified(world.server().where(), {"unknown"}).code, 1);
    world.command({"FLUSHALL"});
    auto const [code, text] = verify();
    EXPECT_EQ(code, 1);
    EXPECT_THAT(text, HasSubstr("nothing to compare"));
    auto nowhere = world.server().where();
    nowhere.unix_path += ".gone";
    EXPECT_EQ(verified(nowhere).code, 1);
}

// Two writers go on in a thread of their own while verify runs again and again: new reports,
// voids and replacements, in new and in old terminals.
TEST_F(verify_test, beside_concurrent_writers_it_is_clean_at_one_revision)
{
    std::atomic<bool> enough = false;
    std::atomic<std::uint64_t> recorded = 0;
    std::jthread writer([&] {
        std::uint32_t seq = 10;
        while (!enough) {
            reports batch;
            for (int i = 0; i < 16; ++i, seq += 3) {
                auto const terminal = "w-" + std::to_string(10 + seq % 40);
                auto const one = a_report(terminal, seq, 1 + seq % 7);
                auto const two = a_report(terminal, seq + 1, 2);
                batch.push_back(one);
                batch.push_back(two);
                batch.push_back(a_void(one, seq + 2));
            }
            recorded += put(batch, static_cast<int>(seq % 2)).outcomes.size();
        }
    });
    struct ender {
        std::atomic<bool>& enough;
        ~ender() { enough = true; }
    } const at_the_end{enough};  // also where an assertion leaves early
    auto const end = std::chrono::steady_clock::now() + std::chrono::seconds(3);
    int runs = 0;
    int beside = 0;  // runs during which something was recorded
    while (std::chrono::steady_clock::now() < end || recorded < 2'000) {
        auto const before = recorded.load();
        auto const [code, text] = verify();
        ASSERT_EQ(code, 0) << text;
        EXPECT_THAT(text, EndsWith("agree: difference 0\n"));
        ++runs;
        beside += recorded > before;
    }
    EXPECT_GT(runs, 1);
    EXPECT_GT(beside, 0) << "the writers went on meanwhile";
}

}  // namespace
}  // namespace sejuta::tests
