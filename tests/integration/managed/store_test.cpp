// SPDX-License-Identifier: Apache-2.0
// Preparing a store: what is refused, why, and what stands afterwards. Against a real Redis.
#include "ledger/managed/store.hpp"

#include "integration/managed/support.hpp"
#include "ledger/managed/rights.hpp"
#include "ledger/redis/functions.hpp"

namespace sejuta::ledger::managed {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

domain::event_ptr event_named(std::string id)
{
    domain::event made;
    made.id = std::move(id);
    made.clock.starts_at_ms = 1'593'363'600'000;
    made.clock.speed = 300;
    return std::make_shared<domain::event const>(std::move(made));
}

class preparing_a_store : public testing::Test {
protected:
    preparing_a_store()
    {
        auto started = managed_redis::start(io_, options_in(directory_ / "data"));
        if (!started) throw std::runtime_error(started.error().sentence);
        redis_ = std::move(*started);
    }
    store both() const { return {redis_->application(), redis_->admin()}; }
    base::checked<prepared_store> prepare(prepare_options const& options = {}) const
    {
        return prepare_store(both(), {event_named("hari-satu"), event_named("hari-dua")}, options);
    }
    std::string refused(prepare_options const& options = {}) const
    {
        auto const prepared = prepare(options);
        return prepared ? "it was not refused" : prepared.error().sentence;
    }
    std::string as_admin(std::vector<std::string> command) const
    {
        return ask(redis_->admin(), std::move(command));
    }

    temporary_directory directory_;
    boost::asio::io_context io_;
    std::unique_ptr<managed_redis> redis_;
};

TEST_F(preparing_a_store, ends_with_functions_and_begun_events)
{
    auto const prepared = prepare();
    ASSERT_TRUE(prepared) << prepared.error().sentence;
    EXPECT_TRUE(prepared->functions_were_loaded);
    EXPECT_THAT(prepared->weaker, IsEmpty());
    EXPECT_THAT(prepared->advice, IsEmpty());
    EXPECT_TRUE(version_is_supported(prepared->redis_version));
    ASSERT_EQ(prepared->heads.size(), 2U);
    EXPECT_NE(prepared->heads[0].now.epoch, 0U);
    EXPECT_NE(prepared->heads[0].now.epoch, prepared->heads[1].now.epoch);
    EXPECT_EQ(prepared->heads[0].clock_speed, 300);
    EXPECT_EQ(ask(redis_->application(), {"HGET", "{hari-dua}:head", "revision"}), "1");
}

TEST_F(preparing_a_store, twice_changes_nothing)
{
    auto const first = prepare();
    ASSERT_TRUE(first) << first.error().sentence;
    auto const second = prepare();
    ASSERT_TRUE(second) << second.error().sentence;
    EXPECT_FALSE(second->functions_were_loaded);
    EXPECT_EQ(second->heads, first->heads);
}

TEST_F(preparing_a_store, a_cut_store_gets_a_new_epoch_and_keeps_its_revisions)
{
    auto const first = prepare();
    ASSERT_TRUE(first) << first.error().sentence;
    auto const second = prepare({.new_epoch = true});
    ASSERT_TRUE(second) << second.error().sentence;
    EXPECT_NE(second->heads[0].now.epoch, first->heads[0].now.epoch);
    EXPECT_EQ(second->heads[0].now.revision, first->heads[0].now.revision + 1);
}

TEST_F(preparing_a_store, functions_survive_a_restart_of_redis)
{
    ASSERT_TRUE(prepare());
    redis_.reset();
    redis_ = *managed_redis::start(io_, options_in(directory_ / "data"));
    auto const again = prepare();
    ASSERT_TRUE(again) << again.error().sentence;
    EXPECT_FALSE(again->functions_were_loaded);
}

TEST_F(preparing_a_store, other_functions_under_our_name_are_refused_and_kept)
{
    EXPECT_EQ(as_admin({"FUNCTION", "LOAD",
                        "#!lua name=sejuta_1\nredis.register_function('sejuta_record_1', "
                        "function() return 1 end)"}),
              "sejuta_1");
    EXPECT_THAT(refused(), AllOf(HasSubstr("holds other functions under the name sejuta_1"),
                                 HasSubstr("FUNCTION DELETE sejuta_1")));
    EXPECT_EQ(as_admin({"FCALL", "sejuta_record_1", "0"}), "1");
}

TEST_F(preparing_a_store, settings_that_break_the_promise_are_refused_one_by_one)
{
    for (auto const& [name, value] :
         {std::pair("appendfsync", "everysec"), std::pair("no-appendfsync-on-rewrite", "yes"),
          std::pair("maxmemory-policy", "allkeys-lru"), std::pair("appendonly", "no")}) {
        auto const before = as_admin({"CONFIG", "GET", name});
        ASSERT_EQ(as_admin({"CONFIG", "SET", name, value}), "OK");
        EXPECT_THAT(refused(), AllOf(HasSubstr(std::string(name) + " is \"" + value + "\""),
                                     HasSubstr("--accept-weaker-durability")));
        auto const accepted = prepare({.accept_weaker_durability = true});
        ASSERT_TRUE(accepted) << accepted.error().sentence;
        ASSERT_EQ(accepted->weaker.size(), 1U);
        EXPECT_THAT(accepted->weaker[0], HasSubstr(name));
        if (std::string(name) == "appendonly") break;  // turned on again, Redis would not stop soon
        as_admin({"CONFIG", "SET", name, before.substr(before.find(' ') + 1)});
        EXPECT_TRUE(prepare());
    }
}

TEST_F(preparing_a_store, settings_that_only_cost_speed_are_told)
{
    as_admin({"CONFIG", "SET", "save", "3600 1"});
    auto const prepared = prepare();
    ASSERT_TRUE(prepared) << prepared.error().sentence;
    EXPECT_THAT(prepared->advice, testing::ElementsAre(HasSubstr("save is \"3600 1\"")));
}

// A Function runs with its caller's rights, so one missing command is a partial effect.
TEST_F(preparing_a_store, every_missing_right_is_found_before_the_first_report)
{
    for (auto const& right : application_rights()) {
        auto const command = std::string(right.command);
        as_admin({"ACL", "SETUSER", std::string(application_user), "-" + command});
        EXPECT_THAT(refused(), HasSubstr(command)) << command;
        as_admin({"ACL", "SETUSER", std::string(application_user), "+" + command});
    }
    EXPECT_EQ(as_admin({"EXISTS", "{hari-satu}:head"}), "0") << "an event was begun all the same";
    EXPECT_TRUE(prepare());
    EXPECT_EQ(as_admin({"EXISTS", "{hari-satu}:probe"}), "0") << "the probe has written";
}

TEST_F(preparing_a_store, rights_on_the_keys_of_another_event_are_not_enough)
{
    as_admin({"ACL", "SETUSER", std::string(application_user), "resetkeys", "~{hari-satu}*"});
    EXPECT_THAT(refused(), HasSubstr("may not run"));
}

TEST_F(preparing_a_store, one_user_without_the_rights_of_an_admin_is_refused_with_the_cure)
{
    auto const prepared = prepare_store({redis_->application(), {}}, {event_named("e-1")}, {});
    ASSERT_FALSE(prepared);
    EXPECT_THAT(prepared.error().sentence, HasSubstr("--store-admin"));
}

TEST_F(preparing_a_store, a_wrong_password_is_told_without_telling_it)
{
    auto where = both();
    where.application.password = "rahasia";
    auto const prepared = prepare_store(where, {event_named("e-1")}, {.connect_deadline = 300ms});
    ASSERT_FALSE(prepared);
    EXPECT_THAT(prepared.error().sentence,
                AllOf(HasSubstr("check that it runs"), Not(HasSubstr("rahasia"))));
}

TEST_F(preparing_a_store, an_event_of_another_kind_is_refused)
{
    ASSERT_TRUE(prepare());
    domain::event real;
    real.id = "hari-satu";
    real.kind = domain::event_kind::real;
    auto const prepared = prepare_store(both(), {std::make_shared<domain::event const>(real)}, {});
    ASSERT_FALSE(prepared);
    EXPECT_THAT(prepared.error().sentence, HasSubstr("hari-satu"));
}

TEST_F(preparing_a_store, nothing_at_the_address_is_one_sentence)
{
    redis::endpoint nowhere;
    nowhere.unix_path = directory_ / "nothing.sock";
    auto const prepared = prepare_store({nowhere, {}}, {}, {.connect_deadline = 200ms});
    ASSERT_FALSE(prepared);
    EXPECT_THAT(prepared.error().sentence, AllOf(HasSubstr("nothing.sock"), HasSubstr("check")));
}

// Commands that could change or take away what was recorded.
TEST_F(preparing_a_store, the_application_may_do_nothing_else)
{
    ASSERT_TRUE(prepare());
    std::vector<std::vector<std::string>> const forbidden{
        {"CONFIG", "GET", "dir"},
        {"FUNCTION", "LIST"},
        {"FUNCTION", "FLUSH"},
        {"DEL", "{hari-satu}:x"},
        {"XDEL", "{hari-satu}:x", "1"},
        {"XTRIM", "{hari-satu}:x", "MAXLEN", "0"},
        {"EVAL", "return 1", "0"},
        {"SCRIPT", "LOAD", "return 1"},
        {"ACL", "WHOAMI"},
        {"FLUSHALL"},
        {"SHUTDOWN"},
        {"RENAME", "{a}:x", "{a}:y"},
        {"HDEL", "{hari-satu}:x", "f"},
        {"HINCRBY", "{hari-satu}:x", "f", "1"},
        {"XGROUP", "CREATE", "{hari-satu}:x", "g", "0"},
        {"EXPIRE", "{hari-satu}:x", "1"},
        {"KEYS", "*"},
        {"SET", "{hari-satu}:x", "1"},
        {"HSET", "other", "f", "1"}};
    for (auto const& command : forbidden)
        EXPECT_THAT(ask(redis_->application(), command), HasSubstr("NOPERM")) << command.front();
    EXPECT_THAT(ask(redis_->application(), {"FCALL", "sejuta_record_1", "0"}),
                HasSubstr("ARGUMENTS"));
}

TEST_F(preparing_a_store, the_reader_reads_and_cannot_write)
{
    ASSERT_TRUE(prepare());
    EXPECT_THAT(ask(redis_->reader(), {"HGETALL", "{hari-satu}:head"}), HasSubstr("revision 1"));
    EXPECT_THAT(ask(redis_->reader(), {"HSET", "{hari-satu}:head", "revision", "9"}),
                HasSubstr("NOPERM"));
    EXPECT_THAT(ask(redis_->reader(), {"FCALL", "sejuta_record_1", "0"}), HasSubstr("NOPERM"));
}

}  // namespace
}  // namespace sejuta::ledger::managed
