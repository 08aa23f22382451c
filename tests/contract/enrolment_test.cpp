// SPDX-License-Identifier: Apache-2.0
// One-time codes and terminals seen, in a real Redis.
#include "ledger/redis/enrolment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contract/ledger_contract.hpp"

namespace sejuta::tests {
namespace {

using ledger::redis::claim;
using ledger::redis::redeem_refusal;
using ledger::redis::redeemed;
using ::testing::HasSubstr;

constexpr std::int64_t far_future = 4'000'000'000;
constexpr claim a_claim{7};
constexpr claim another_claim{8};

class enrolment_test : public testing::Test {
protected:
    static domain::code_issued a_code(std::uint32_t number, std::int64_t expires = far_future)
    {
        domain::code_hash hash{};
        for (std::size_t i = 0; i < 4; ++i)
            hash[i] = static_cast<std::uint8_t>(number >> (8 * i) & 0xff);
        return {hash, {"S1571-PMB-001", "S1571-PMB-002"}, expires};
    }
    base::checked<std::size_t> issue(std::vector<domain::code_issued> const& codes)
    {
        return w_.wait<std::size_t>([&](auto done) {
            ledger::redis::issue_codes(w_.connection(0), w_.event().id, "opd-15", codes, done);
        });
    }
    base::checked<redeemed> redeem(domain::code_hash const& code, claim const& by,
                                   std::string const& terminal, int which = 0)
    {
        return w_.wait<redeemed>([&](auto done) {
            ledger::redis::redeem(w_.connection(which), w_.event().id, code, by, terminal, done);
        });
    }
    redis_world w_{rehearsal()};
};

TEST_F(enrolment_test, a_code_becomes_one_terminal_for_the_claim_that_asks)
{
    auto const code = a_code(1);
    EXPECT_EQ(issue({code}).value(), 1U);
    domain::enrolment const expected{code.code, "term-0001", code.sites};
    EXPECT_EQ(std::get<domain::enrolment>(redeem(code.code, a_claim, "term-0001").value()),
              expected);
    // An answer that was lost: asked again, with a new id that is not taken.
    EXPECT_EQ(std::get<domain::enrolment>(redeem(code.code, a_claim, "term-0002", 1).value()),
              expected);
    EXPECT_EQ(std::get<redeem_refusal>(redeem(code.code, another_claim, "term-0003").value()),
              redeem_refusal::used);
    auto const entries = w_.entries();
    ASSERT_EQ(entries.size(), 3U);
    EXPECT_EQ(entries[1].change, (domain::change{"opd-15", code}));
    EXPECT_EQ(entries[2].change, (domain::change{"code", expected}));
}

TEST_F(enrolment_test, an_unknown_and_an_expired_code_enrol_nobody)
{
    auto const now = w_.real_now() / 1000;
    EXPECT_EQ(issue({a_code(1, now), a_code(2, now + 60)}).value(), 2U);
    EXPECT_EQ(std::get<redeem_refusal>(redeem(a_code(9).code, a_claim, "term-1").value()),
              redeem_refusal::unknown);
    EXPECT_EQ(std::get<redeem_refusal>(redeem(a_code(1).code, a_claim, "term-1").value()),
              redeem_refusal::expired);
    EXPECT_TRUE(std::holds_alternative<domain::enrolment>(
        redeem(a_code(2).code, a_claim, "term-1").value()));
    EXPECT_EQ(w_.entries().size(), 4U);
}

TEST_F(enrolment_test, issuing_again_changes_nothing_and_other_content_is_refused)
{
    std::vector<domain::code_issued> const codes{a_code(1), a_code(2), a_code(1)};
    EXPECT_EQ(issue(codes).value(), 2U);
    EXPECT_EQ(issue(codes).value(), 0U);
    auto other = a_code(2);
    other.sites = {"S1571-PMB-009"};
    EXPECT_THAT(issue({a_code(3), other}).error().sentence, HasSubstr("issued before"));
    EXPECT_EQ(w_.entries().size(), 3U);
    redeem(a_code(1).code, a_claim, "term-1").value();
    EXPECT_EQ(issue(codes).value(), 0U);
}

TEST_F(enrolment_test, more_codes_than_one_call_takes_are_issued_in_order)
{
    std::vector<domain::code_issued> codes;
    for (std::uint32_t i = 0; i < 700; ++i) codes.push_back(a_code(i));
    EXPECT_EQ(issue(codes).value(), codes.size());
    auto const entries = w_.entries();
    ASSERT_EQ(entries.size(), 701U);
    for (std::size_t i = 0; i < codes.size(); ++i)
        ASSERT_EQ(std::get<domain::code_issued>(entries[i + 1].change->what), codes[i]);
}

TEST_F(enrolment_test, a_final_event_enrols_nobody)
{
    EXPECT_EQ(issue({a_code(1)}).value(), 1U);
    w_.command({"HSET", w_.key("head"), "status", "final"});
    EXPECT_THAT(issue({a_code(2)}).error().sentence, HasSubstr("final"));
    EXPECT_TRUE(redeem(a_code(1).code, a_claim, "term-1").has_error());
    EXPECT_EQ(w_.entries().size(), 2U);
}

TEST_F(enrolment_test, a_code_outside_the_limits_is_refused_before_anything_is_recorded)
{
    auto const refused = [&](domain::code_issued code, char const* member) {
        EXPECT_THAT(issue({a_code(1), code}).error().sentence, HasSubstr(member));
    };
    auto code = a_code(2);
    code.sites.clear();
    refused(code, "code.sites");
    code.sites.assign(limits::sites_per_token_max + 1, "S1");
    refused(code, "code.sites");
    code = a_code(2, 0);
    refused(code, "code.expires_at_seconds");
    EXPECT_EQ(w_.entries().size(), 1U);
    code = a_code(2);
    code.sites.assign(limits::sites_per_token_max, "S1");
    EXPECT_EQ(issue({code}).value(), 1U);
}

TEST_F(enrolment_test, as_many_codes_wait_as_the_limit_says_and_expired_ones_make_room)
{
    auto const now = w_.real_now() / 1000;
    auto const fill = [&](std::size_t from, std::size_t to, std::int64_t expires) {
        std::vector<std::string> call{"HSET", w_.key("codes")};
        for (auto i = from; i < to; ++i)
            call.insert(call.end(),
                        {"x" + std::to_string(i), "I " + std::to_string(expires) + " S1"});
        w_.command(call);
    };
    fill(0, limits::enrolment_codes_max - 1, now + 3600);
    EXPECT_EQ(issue({a_code(1)}).value(), 1U);
    EXPECT_THAT(issue({a_code(2)}).error().sentence, HasSubstr("200000 codes that wait"));
    fill(0, 1, now - 1);
    EXPECT_EQ(issue({a_code(2)}).value(), 1U);
    EXPECT_TRUE(issue({a_code(3)}).has_error());
}

TEST_F(enrolment_test, a_terminal_is_seen_when_it_was_there_first)
{
    auto const see = [&](std::string const& terminal) {
        auto const seen = w_.wait<void>([&](auto done) {
            ledger::redis::note_seen(w_.connection(0), w_.event().id, terminal, done);
        });
        EXPECT_TRUE(seen.has_value());
    };
    auto const read = [&] {
        return w_
            .wait<std::map<std::string, base::unix_ms>>(
                [&](auto done) { ledger::redis::read_seen(w_.connection(0), w_.event().id, done); })
            .value();
    };
    EXPECT_TRUE(read().empty());
    see("term-1");
    auto const first = read();
    ASSERT_EQ(first.size(), 1U);
    EXPECT_GE(first.at("term-1"), event_start_ms);
    w_.run_until([&, real = w_.real_now()] { return w_.real_now() > real; });
    see("term-1");
    EXPECT_EQ(read(), first);
    see("term-2");
    EXPECT_EQ(read().size(), 2U);
}

}  // namespace
}  // namespace sejuta::tests
