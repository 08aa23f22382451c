// SPDX-License-Identifier: Apache-2.0
#include "people/users.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "people/password.hpp"

namespace sejuta::people {
namespace {

using testing::HasSubstr;

domain::region_code region(char const* text)
{
    return *domain::region_code::from_text(text);
}

user jambi()
{
    return {"jambi-01", role::province, {region("15")}, "$argon2id$x", false, 1'000, 0};
}

TEST(users_test, what_is_written_is_read_again)
{
    users book;
    ASSERT_TRUE(book.add(jambi()));
    ASSERT_TRUE(book.add({"wall-01", role::viewer, {region("ID")}, "", true, 5, 7}));
    auto const again = users::from_text(book.text());
    ASSERT_TRUE(again);
    EXPECT_EQ(again->all(), book.all());
}

TEST(users_test, a_wrong_file_is_refused_with_the_user_and_the_rule)
{
    auto const fault = [](std::string const& text) {
        auto const read = users::from_text(text);
        return read ? std::string("accepted") : read.error().sentence;
    };
    auto const row = [](std::string const& changes) {
        return R"({"users": [{"id": "a-b", "role": "viewer", "regions": ["15"], "password": "",
                   "disabled": false, "changed_at_ms": 1, "tokens_after_ms": 0)" +
               changes + "}]}";
    };
    EXPECT_EQ(fault(row("")), "accepted");
    EXPECT_THAT(fault(row(R"(, "name": "Siti")")), HasSubstr("a-b"));
    EXPECT_THAT(fault("[]"), HasSubstr("\"users\""));
    EXPECT_THAT(fault(row("") + "x"), HasSubstr("\"users\""));
    users book;
    ASSERT_TRUE(book.add(jambi()));
    auto const text = book.text();
    auto changed = [&](std::string const& from, std::string const& to) {
        auto copy = text;
        return copy.replace(copy.find(from), from.size(), to);
    };
    EXPECT_THAT(fault(changed("jambi-01", "Ibu Siti")), HasSubstr("no person's name"));
    EXPECT_THAT(fault(changed("\"province\"", "\"king\"")), HasSubstr("role"));
    EXPECT_THAT(fault(changed("\"15\"", "\"15.71\"")), HasSubstr("provinces"));
    EXPECT_THAT(fault(changed("\"15\"", "\"99.9\"")), HasSubstr("regions"));
    EXPECT_THAT(fault(changed("$argon2id$x", "plain")), HasSubstr("argon2id"));
}

TEST(users_test, roles_have_scopes_of_their_level)
{
    EXPECT_FALSE(scope_fault(role::national, {region("ID")}));
    EXPECT_TRUE(scope_fault(role::national, {region("15")}));
    EXPECT_TRUE(scope_fault(role::province, {region("ID")}));
    EXPECT_TRUE(scope_fault(role::regency, {region("15")}));
    EXPECT_TRUE(scope_fault(role::officer, {region("15.71"), region("15")}));
    EXPECT_FALSE(scope_fault(role::viewer, {region("ID"), region("15.71")}));
    EXPECT_TRUE(scope_fault(role::viewer, {}));
    std::vector<domain::region_code> many(limits::regions_per_user_max, region("15.71"));
    EXPECT_FALSE(scope_fault(role::officer, many));
    many.push_back(region("15.71"));
    EXPECT_TRUE(scope_fault(role::officer, many));
}

TEST(users_test, ids_have_a_shape_and_stand_once)
{
    EXPECT_FALSE(is_user_id("ab"));
    EXPECT_TRUE(is_user_id("abc"));
    EXPECT_TRUE(is_user_id(std::string(limits::user_id_bytes_max, 'a')));
    EXPECT_FALSE(is_user_id(std::string(limits::user_id_bytes_max + 1, 'a')));
    EXPECT_FALSE(is_user_id("Siti"));
    users book;
    ASSERT_TRUE(book.add(jambi()));
    EXPECT_THAT(book.add(jambi()).error().sentence, HasSubstr("already"));
}

TEST(users_test, there_are_so_many_users_and_no_more)
{
    users book;
    for (std::size_t i = 0; i < limits::users_max; ++i) {
        auto one = jambi();
        one.id = "user-" + std::to_string(i);
        ASSERT_TRUE(book.add(one));
    }
    EXPECT_FALSE(book.add(jambi()));
    EXPECT_LT(book.text().size(), limits::users_file_bytes_max);
    EXPECT_FALSE(users::from_text(std::string(limits::users_file_bytes_max + 1, ' ')));
}

TEST(users_test, every_change_is_newer_than_the_one_before)
{
    users book;
    ASSERT_TRUE(book.add(jambi()));
    ASSERT_TRUE(book.set_disabled("jambi-01", true, 10));
    EXPECT_EQ(book.find("jambi-01")->changed_at_ms, 1'001);
    ASSERT_TRUE(book.set_password("jambi-01", "$argon2id$y", 2'000));
    EXPECT_EQ(book.find("jambi-01")->changed_at_ms, 2'000);
    EXPECT_FALSE(book.set_password("nobody", "$argon2id$y", 2'000));
}

TEST(password_test, only_the_right_password_of_a_known_user_matches)
{
    auto const hash = hash_password("correct horse battery");
    ASSERT_TRUE(hash);
    EXPECT_THAT(*hash, HasSubstr("$argon2id$"));
    EXPECT_TRUE(password_matches(*hash, "correct horse battery"));
    EXPECT_FALSE(password_matches(*hash, "correct horse batterz"));
    EXPECT_FALSE(password_matches("", ""));
    EXPECT_FALSE(password_matches("", "correct horse battery"));
}

TEST(password_test, nobodys_hash_costs_what_a_users_costs)
{
    auto const cost_of = [](std::string_view hash) {
        return hash.substr(0, hash.find('$', hash.find("p=")));
    };
    auto const users = hash_password("correct horse battery");
    ASSERT_TRUE(users);
    EXPECT_EQ(cost_of(nobodys_hash), cost_of(*users));
    EXPECT_FALSE(password_matches(nobodys_hash, "correct horse battery"));
    auto const dearer =
        std::string(nobodys_hash).replace(std::string(nobodys_hash).find("t=2"), 3, "t=3");
    EXPECT_NE(cost_of(dearer), cost_of(*users));
}

TEST(password_test, the_length_has_two_sides)
{
    EXPECT_TRUE(password_fault(std::string(limits::password_bytes_min - 1, 'x')));
    EXPECT_FALSE(password_fault(std::string(limits::password_bytes_min, 'x')));
    EXPECT_FALSE(password_fault(std::string(limits::password_bytes_max, 'x')));
    EXPECT_TRUE(password_fault(std::string(limits::password_bytes_max + 1, 'x')));
    EXPECT_TRUE(password_fault("a line\nbreak in it"));
}

}  // namespace
}  // namespace sejuta::people
