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
};

TEST_F(verify_test, an_untouched_store_has_difference_zero_in_the_last_line)
{
    auto const [code, text] = verify();
    EXPECT_EQ(code, 0) << text;
    EXPECT_THAT(text, EndsWith("verify: contract-2020: 14 acceptors in 5 reports, revision 3: "
                               "ledger, cells, minutes, codes, index, what followers derive and "
                               "chain agree: difference 0\n"));
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
    world.command({"HDEL", key("index"), "t-01/2"});
    world.command({"HSET", key("index"), "t-02/1", "something else"});
    world.command({"HSET", key("index"), "t-77/5", "out of nowhere"});
    auto const [code, text] = verify();
    EXPECT_EQ(code, 1);
    EXPECT_THAT(text, HasSubstr("difference {contract-2020}:index t-01/2: expected R 4 of"));
    EXPECT_THAT(text, HasSubstr("difference {contract-2020}:index t-02/1: expected C 5 of"));
    EXPECT_THAT(text, HasSubstr("difference {contract-2020}:index t-77/5: expected (nothing)"));
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

TEST_F(verify_test, a_user_who_may_not_scan_names_the_event)
{
    world.command({"ACL", "SETUSER", "reader", "on", ">secret", "~{*", "+@all", "-scan"});
    auto where = world.server().where();
    where.user = "reader";
    where.password = "secret";
    auto const [code, text] = verified(where, {"contract-2020"});
    EXPECT_EQ(code, 0) << text;
    EXPECT_THAT(text, HasSubstr("index, what followers derive and chain agree"));
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

// The chain alone: each kind of damage, and nothing else.
class audit_test : public verify_test {
protected:
    audit_test()
    {
        for (std::uint32_t seq = 10; seq < 20; ++seq) put({a_report("t-03", seq, 1)});
    }
    outcome audit()
    {
        std::ostringstream out;
        int const code = app::run_verify({world.server().where(), {}, false, true}, out, out);
        return {code, out.str()};
    }
    // The ledger anew, as a hand that changes it would write it.
    void rewrite(std::function<void(std::vector<raw_entry>&)> const& change)
    {
        auto entries = world.raw_entries();
        change(entries);
        world.command({"DEL", key("ledger")});
        for (auto const& [id, fields] : entries) {
            std::vector<std::string> command{"XADD", key("ledger"), id};
            for (auto const& [field, value] : fields) {
                command.push_back(field);
                command.push_back(value);
            }
            world.command(command);
        }
    }
};

TEST_F(audit_test, an_untouched_ledger_has_difference_zero)
{
    auto const [code, text] = audit();
    EXPECT_EQ(code, 0) << text;
    EXPECT_THAT(text, HasSubstr("audit: contract-2020: 13 entries, revision 13, chain "));
    EXPECT_THAT(text, EndsWith(": difference 0\n"));
}

TEST_F(audit_test, an_altered_entry_is_named)
{
    rewrite([](auto& entries) { entries[6].fields[2].second = "1593392400001"; });
    auto const [code, text] = audit();
    EXPECT_EQ(code, 1);
    EXPECT_THAT(text, HasSubstr("difference {contract-2020}:ledger 7-0 chain: expected"));
    EXPECT_THAT(text, EndsWith(": 1 difference\n"));
}

TEST_F(audit_test, removed_entries_are_named_in_the_middle_and_at_the_end)
{
    world.command({"XDEL", key("ledger"), "13-0"});
    EXPECT_THAT(audit().text, HasSubstr("13-0 newest entry: expected there, found the ledger ends "
                                        "at 12"));
    world.command({"XDEL", key("ledger"), "5-0"});
    EXPECT_THAT(audit().text, HasSubstr("6-0 id: expected 5-0, found 6-0"));
}

TEST_F(audit_test, entries_that_changed_their_places_are_named)
{
    rewrite([](auto& entries) { std::swap(entries[4].fields, entries[8].fields); });
    auto const [code, text] = audit();
    EXPECT_EQ(code, 1);
    EXPECT_THAT(text, HasSubstr("5-0 chain"));
    EXPECT_THAT(text, HasSubstr("9-0 chain"));
}

TEST_F(audit_test, an_entry_between_two_and_a_forged_head_are_named)
{
    rewrite([](auto& entries) {
        auto added = entries[3];
        added.id = "4-7";
        entries.insert(entries.begin() + 4, added);
    });
    EXPECT_THAT(audit().text, HasSubstr("4-7 id: expected 5-0"));
    rewrite([](auto& entries) { entries.erase(entries.begin() + 4); });
    EXPECT_EQ(audit().code, 0) << audit().text;
    world.command({"HSET", key("head"), "chain", std::string(40, 'a')});
    EXPECT_THAT(audit().text, HasSubstr("difference {contract-2020}:head chain: expected"));
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
