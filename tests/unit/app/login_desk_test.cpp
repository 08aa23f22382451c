// SPDX-License-Identifier: Apache-2.0
#include "app/login_desk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sodium.h>
#include <stdlib.h>

#include <fstream>
#include <future>

#include "app/users_file.hpp"
#include "base/limits.hpp"
#include "people/password.hpp"

namespace sejuta::app {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr auto password = "kata sandi yang panjang";

struct login_desk_test : testing::Test {
    login_desk_test()
    {
        char name[] = "/tmp/sejuta-login-XXXXXX";
        folder = mkdtemp(name);
        file = folder / "users.json";
        EXPECT_EQ(sodium_init() < 0, false);
        ring = *ingest::key_ring::open(folder);
        people::user one{"jambi-01",
                         people::role::province,
                         {*domain::region_code::from_text("15")},
                         *people::hash_password(password)};
        EXPECT_TRUE(edit_users(file, [&](people::users& book) { return book.add(one); }));
        desk = *login_desk::open({file, ring.get(), {}, false, false}, clock);
    }
    ~login_desk_test() override { fs::remove_all(folder); }

    login_outcome login(std::string const& user, std::string const& with)
    {
        std::promise<login_outcome> promise;
        desk->login(user, with, "192.0.2.1",
                    [&](login_outcome outcome) { promise.set_value(std::move(outcome)); });
        return promise.get_future().get();
    }
    visitor with_cookie(std::string const& id, bool acts = false, std::string origin = {})
    {
        edge::http_request request;
        request.host = "127.0.0.1:1";
        request.cookie = "sejuta=" + id;
        request.origin = std::move(origin);
        return desk->visitor_of(request, acts);
    }

    base::fake_clock clock;
    fs::path folder;
    fs::path file;
    std::unique_ptr<ingest::key_ring> ring;
    std::unique_ptr<login_desk> desk;
};

TEST_F(login_desk_test, the_right_password_opens_a_session_that_logout_ends)
{
    auto const outcome = login("jambi-01", password);
    ASSERT_EQ(outcome.what, login_outcome::kind::welcome);
    auto const seen = with_cookie(outcome.session_id);
    ASSERT_TRUE(seen.who);
    EXPECT_EQ(seen.who->user, "jambi-01");
    desk->logout(seen.ticket);
    EXPECT_FALSE(with_cookie(outcome.session_id).who);
    EXPECT_FALSE(desk->identity_of(seen.ticket));
}

TEST_F(login_desk_test, wrong_passwords_and_unknown_users_get_the_same_until_they_are_throttled)
{
    EXPECT_EQ(login("jambi-01", "another sentence").what, login_outcome::kind::wrong);
    EXPECT_EQ(login("nobody-01", password).what, login_outcome::kind::wrong);
    for (std::size_t i = 1; i < limits::login_tries_per_user_max; ++i)
        EXPECT_EQ(login("jambi-01", "x").what, login_outcome::kind::wrong);
    auto const throttled = login("jambi-01", password);
    EXPECT_EQ(throttled.what, login_outcome::kind::throttled);
    EXPECT_GT(throttled.wait.count(), 0);
    clock.advance(limits::login_tries_window);
    EXPECT_EQ(login("jambi-01", password).what, login_outcome::kind::welcome);
}

TEST_F(login_desk_test, a_disabled_user_and_a_changed_password_end_the_session_at_the_next_reload)
{
    auto const first = login("jambi-01", password);
    ASSERT_TRUE(edit_users(file, [&](people::users& book) {
        return book.set_disabled("jambi-01", true, clock.now_ms());
    }));
    EXPECT_TRUE(with_cookie(first.session_id).who);
    desk->reload();
    EXPECT_FALSE(with_cookie(first.session_id).who);
    EXPECT_EQ(login("jambi-01", password).what, login_outcome::kind::wrong);
}

TEST_F(login_desk_test, a_wrong_file_changes_nothing)
{
    auto const first = login("jambi-01", password);
    std::ofstream(file, std::ios::trunc) << "{";
    desk->reload();
    EXPECT_TRUE(with_cookie(first.session_id).who);
}

TEST_F(login_desk_test, a_file_that_others_may_read_is_refused)
{
    fs::permissions(file, fs::perms::group_read, fs::perm_options::add);
    EXPECT_THAT(read_users(file).error().sentence, HasSubstr("chmod 600"));
    EXPECT_FALSE(login_desk::open({file, ring.get(), {}, false, false}, clock));
}

TEST_F(login_desk_test, a_cookie_from_a_page_of_elsewhere_is_not_shown)
{
    auto const id = login("jambi-01", password).session_id;
    EXPECT_TRUE(with_cookie(id, true, "http://127.0.0.1:1").who);
    auto const foreign = with_cookie(id, true, "http://evil.example");
    EXPECT_FALSE(foreign.who);
    EXPECT_TRUE(foreign.foreign_origin);
}

TEST_F(login_desk_test, an_access_token_is_its_users_and_another_keys_is_refused)
{
    auto const bearer = [&](std::string const& token) {
        edge::http_request request;
        request.authorization = "Bearer " + token;
        return desk->visitor_of(request, false);
    };
    people::access_claims const claims{"jambi-01", 1, clock.now_ms() + 1'000};
    EXPECT_TRUE(bearer(people::make_access_token(claims, ring->now()->back().secret_key)).who);
    ingest::public_key other_open{};
    ingest::secret_key other{};
    crypto_sign_keypair(other_open.data(), other.data());
    EXPECT_TRUE(bearer(people::make_access_token(claims, other)).token_refused);
    EXPECT_TRUE(bearer("sjt1.AAAA.BBBB").token_refused);
    clock.advance(std::chrono::seconds(1));
    EXPECT_TRUE(
        bearer(people::make_access_token(claims, ring->now()->back().secret_key)).token_refused);
}

TEST_F(login_desk_test, open_dashboards_make_everybody_somebody)
{
    desk = *login_desk::open({file, ring.get(), {}, true, false}, clock);
    auto const seen = with_cookie("");
    ASSERT_TRUE(seen.who);
    EXPECT_EQ(seen.who->role, people::role::everybody);
}

TEST_F(login_desk_test, so_many_passwords_wait_and_the_next_is_told_to_come_back)
{
    constexpr std::size_t queue = 3;
    std::promise<void> go_on;
    std::promise<void> held;
    std::vector<std::promise<login_outcome>> waiting(queue);
    desk = *login_desk::open({file, ring.get(), {}, false, false, queue}, clock);
    // The worker stands still in an answer; its own password waits no more.
    desk->login("jambi-01", password, "192.0.2.1", [&](login_outcome const&) {
        held.set_value();
        go_on.get_future().wait();
    });
    held.get_future().wait();
    for (auto& each : waiting)
        desk->login("jambi-01", password, "192.0.2.1",
                    [&each](login_outcome outcome) { each.set_value(std::move(outcome)); });
    std::optional<login_outcome> over;
    desk->login("jambi-01", password, "192.0.2.1",
                [&over](login_outcome outcome) { over = std::move(outcome); });
    ASSERT_TRUE(over) << "at once, on this thread";
    EXPECT_EQ(over->what, login_outcome::kind::busy);
    EXPECT_GT(over->wait.count(), 0);
    go_on.set_value();
    for (auto& each : waiting)
        EXPECT_EQ(each.get_future().get().what, login_outcome::kind::welcome);
    EXPECT_EQ(login("jambi-01", password).what, login_outcome::kind::welcome) << "there is room";
    desk.reset();  // its worker has left the promises
}

TEST_F(login_desk_test, of_too_many_sessions_the_one_idle_longest_ends)
{
    desk =
        *login_desk::open({file, ring.get(), {}, false, false, limits::login_queue_max, 2}, clock);
    std::vector<std::string> ids;
    for (int i = 0; i < 3; ++i) {
        ids.push_back(login("jambi-01", password).session_id);
        if (i == 1) {
            EXPECT_TRUE(with_cookie(ids[0]).who && with_cookie(ids[1]).who) << "two hold";
        }
        clock.advance(std::chrono::seconds(1));
        if (i == 1) {
            EXPECT_TRUE(with_cookie(ids[1]).who);  // used since: the first is idle longest
        }
    }
    EXPECT_FALSE(with_cookie(ids[0]).who);
    EXPECT_TRUE(with_cookie(ids[1]).who && with_cookie(ids[2]).who);
}

}  // namespace
}  // namespace sejuta::app
