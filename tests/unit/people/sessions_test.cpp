// SPDX-License-Identifier: Apache-2.0
#include "people/sessions.hpp"

#include <gtest/gtest.h>
#include <sodium.h>

#include "base/limits.hpp"
#include "people/access_token.hpp"
#include "people/login_gate.hpp"

namespace sejuta::people {
namespace {

using namespace std::chrono_literals;
using moment = sessions::moment;

struct sessions_test : testing::Test {
    sessions_test()
    {
        EXPECT_TRUE(book.add({"jambi-01",
                              role::province,
                              {*domain::region_code::from_text("15")},
                              "",
                              false,
                              5,
                              0}));
    }

    session_key begin(moment now)
    {
        auto const key = *key_of(make_session_id());
        table.begin(key, *book.find("jambi-01"), now);
        return key;
    }

    users book;
    sessions table;
};

TEST_F(sessions_test, a_session_is_its_users_until_it_is_ended)
{
    auto const key = begin(0s);
    auto const other = begin(0s);
    auto const found = table.find(key, book, 1s);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->user, "jambi-01");
    EXPECT_TRUE(table.end(key));
    EXPECT_FALSE(table.find(key, book, 1s));
    EXPECT_TRUE(table.find(other, book, 1s));
}

TEST_F(sessions_test, it_ends_when_it_was_idle_and_use_keeps_it_for_its_life_only)
{
    auto const idle = begin(0s);
    auto const used = begin(0s);
    moment const step = limits::session_idle_max - 1s;
    EXPECT_TRUE(table.find(idle, book, step));
    EXPECT_FALSE(table.find(idle, book, step + limits::session_idle_max));
    for (moment now = 0s; now < limits::session_life_max; now += step)
        EXPECT_TRUE(table.find(used, book, now));
    EXPECT_TRUE(table.find(used, book, limits::session_life_max - 1s));
    EXPECT_FALSE(table.find(used, book, limits::session_life_max));
}

TEST_F(sessions_test, a_change_of_the_user_ends_its_sessions)
{
    auto const before = begin(0s);
    ASSERT_TRUE(book.set_password("jambi-01", "$argon2id$z", 6));
    EXPECT_FALSE(table.find(before, book, 1s));
    auto const after = begin(1s);
    ASSERT_TRUE(book.set_disabled("jambi-01", true, 7));
    EXPECT_FALSE(table.find(after, book, 2s));
    // Enabling again does not bring a session back.
    ASSERT_TRUE(book.set_disabled("jambi-01", false, 8));
    EXPECT_FALSE(table.find(after, book, 3s));
}

TEST_F(sessions_test, of_too_many_of_one_user_the_one_idle_longest_ends)
{
    auto const first = begin(0s);
    auto const second = begin(1s);
    for (std::size_t i = 2; i < limits::sessions_per_user_max; ++i) begin(2s);
    EXPECT_EQ(table.size(), limits::sessions_per_user_max);
    EXPECT_TRUE(table.find(first, book, 3s));
    begin(4s);
    EXPECT_EQ(table.size(), limits::sessions_per_user_max);
    EXPECT_TRUE(table.find(first, book, 5s));
    EXPECT_FALSE(table.find(second, book, 5s));
}

TEST_F(sessions_test, of_too_many_in_all_the_one_idle_longest_ends)
{
    sessions few{3};
    std::vector<session_key> keys;
    for (auto const now : {0s, 1s, 2s, 3s}) {
        EXPECT_EQ(few.size(), keys.size());
        keys.push_back(*key_of(make_session_id()));
        few.begin(keys.back(), *book.find("jambi-01"), now);
    }
    EXPECT_EQ(few.size(), 3U);
    EXPECT_FALSE(few.find(keys.front(), book, 4s)) << "three hold, the fourth ended the first";
    EXPECT_TRUE(few.find(keys[1], book, 4s));
}

TEST_F(sessions_test, what_is_no_session_id_is_none)
{
    auto const id = make_session_id();
    EXPECT_EQ(id.size(), 64U);
    EXPECT_NE(id, make_session_id());
    EXPECT_TRUE(key_of(id));
    EXPECT_FALSE(key_of(id.substr(1)));
    EXPECT_FALSE(key_of(id + "0"));
    EXPECT_FALSE(key_of(std::string(64, 'x')));
    EXPECT_FALSE(key_of(""));
}

TEST(login_gate_test, a_user_an_address_and_all_have_their_tries)
{
    login_gate gate;
    for (std::size_t i = 0; i < limits::login_tries_per_user_max; ++i)
        EXPECT_FALSE(gate.refused("jambi-01", "a", 0s));
    auto const wait = gate.refused("jambi-01", "b", 10s);
    ASSERT_TRUE(wait);
    EXPECT_EQ(*wait, limits::login_tries_window - 10s);
    for (std::size_t i = limits::login_tries_per_user_max; i < limits::login_tries_per_address_max;
         ++i)
        EXPECT_FALSE(gate.refused("user-" + std::to_string(i), "a", 0s));
    EXPECT_TRUE(gate.refused("another", "a", 0s));
    for (std::size_t i = limits::login_tries_per_address_max; i < limits::login_tries_max; ++i)
        EXPECT_FALSE(gate.refused("u" + std::to_string(i), "n" + std::to_string(i), 0s));
    EXPECT_TRUE(gate.refused("new", "new", 0s));
    EXPECT_FALSE(gate.refused("jambi-01", "a", limits::login_tries_window));
}

TEST(login_gate_test, a_right_password_costs_no_try)
{
    login_gate gate;
    for (std::size_t i = 0; i < 2 * limits::login_tries_max; ++i) {
        ASSERT_FALSE(gate.refused("jambi-01", "a", 0s));
        gate.succeeded("jambi-01", "a");
    }
}

struct access_token_test : testing::Test {
    access_token_test() { crypto_sign_keypair(open.data(), secret.data()); }

    std::array<unsigned char, 32> open{};
    std::array<unsigned char, 64> secret{};
    access_claims const claims{"siga-01", 1'000, 9'000};
};

TEST_F(access_token_test, it_is_read_as_it_was_made_and_no_letter_may_change)
{
    auto const token = make_access_token(claims, secret);
    EXPECT_EQ(read_access_token(token, open), claims);
    for (std::size_t i = 0; i < token.size(); ++i) {
        auto forged = token;
        forged[i] = forged[i] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(read_access_token(forged, open)) << "letter " << i;
    }
    EXPECT_FALSE(read_access_token(token + "A", open));
    EXPECT_FALSE(read_access_token("sja1..", open));
    EXPECT_FALSE(read_access_token("", open));
    std::array<unsigned char, 32> const another{};
    EXPECT_FALSE(read_access_token(token, another));
}

TEST_F(access_token_test, its_holder_is_the_user_as_the_book_has_it_now)
{
    users book;
    EXPECT_FALSE(holder_of(claims, book, 2'000));
    ASSERT_TRUE(book.add(
        {"siga-01", role::viewer, {*domain::region_code::from_text("15")}, "", false, 5, 0}));
    EXPECT_TRUE(holder_of(claims, book, 8'999));
    EXPECT_FALSE(holder_of(claims, book, 9'000));
    ASSERT_TRUE(book.set_disabled("siga-01", true, 2'000));
    EXPECT_FALSE(holder_of(claims, book, 2'000));
    ASSERT_TRUE(book.set_disabled("siga-01", false, 2'000));
    EXPECT_TRUE(holder_of(claims, book, 2'000));
    ASSERT_TRUE(book.revoke_tokens("siga-01", 1'000));
    EXPECT_FALSE(holder_of(claims, book, 2'000));
}

}  // namespace
}  // namespace sejuta::people
