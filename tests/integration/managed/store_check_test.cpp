// SPDX-License-Identifier: Apache-2.0
// The store may come back as another one: functions that are missing are loaded again, others and
// weaker settings hold every report back, and no connection is used before both were looked at.
#include "ledger/managed/store_check.hpp"

#include <optional>

#include "integration/managed/support.hpp"
#include "ledger/managed/prober.hpp"
#include "ledger/redis/functions.hpp"

namespace sejuta::ledger::managed {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;

constexpr auto forged =
    "#!lua name=sejuta_1\nredis.register_function('sejuta_record_1', function() return 1 end)";

class checking_a_store : public testing::Test {
protected:
    checking_a_store()
    {
        auto started = managed_redis::start(io_, options_in(directory_ / "data"));
        if (!started) throw std::runtime_error(started.error().sentence);
        redis_ = std::move(*started);
        readiness_facts known;
        known.functions_loaded = known.rights_probed = known.ledger_recounted = true;
        prober_ = std::make_unique<prober>(
            io_, prober_options{.store = redis_->admin(), .data_directory = {}, .free_bytes = {}},
            known);
        prober_->start();
    }
    std::string as_admin(std::vector<std::string> command) const
    {
        return ask(redis_->admin(), std::move(command));
    }
    bool records(bool wanted)
    {
        return run_until(io_, [&] { return prober_->may_record() == wanted; });
    }
    // What a connection that was just made is told.
    std::string admitted()
    {
        std::optional<std::string> answer;
        prober_->admit([&](std::string const& why_not) { answer = why_not; });
        EXPECT_TRUE(run_until(io_, [&] { return answer.has_value(); }));
        return answer.value_or("no answer");
    }
    std::vector<std::string> reasons() const { return reasons_not_ready(prober_->facts()); }

    temporary_directory directory_;
    boost::asio::io_context io_;
    std::unique_ptr<managed_redis> redis_;
    std::unique_ptr<prober> prober_;
};

TEST_F(checking_a_store, missing_functions_are_loaded_before_a_connection_is_used)
{
    ASSERT_TRUE(records(true));
    EXPECT_EQ(admitted(), "");
    EXPECT_THAT(as_admin({"FUNCTION", "LIST"}), HasSubstr("sejuta_record_1"));
    as_admin({"FUNCTION", "DELETE", "sejuta_1"});
    EXPECT_EQ(admitted(), "");
    EXPECT_THAT(as_admin({"FUNCTION", "LIST"}), HasSubstr("sejuta_record_1"));
}

TEST_F(checking_a_store, other_functions_are_never_used_and_left_alone)
{
    ASSERT_TRUE(records(true));
    as_admin({"FUNCTION", "LOAD", "REPLACE", forged});
    EXPECT_THAT(admitted(), HasSubstr("other functions under the name sejuta_1"));
    EXPECT_FALSE(prober_->may_record());
    EXPECT_THAT(reasons(), Contains(HasSubstr("FUNCTION DELETE sejuta_1")));
    EXPECT_EQ(as_admin({"FCALL", "sejuta_record_1", "0"}), "1");
    as_admin({"FUNCTION", "LOAD", "REPLACE", std::string(redis::function_source())});
    EXPECT_TRUE(records(true)) << "it is looked at again without a hand";
}

TEST_F(checking_a_store, what_changes_under_an_open_connection_is_found_by_itself)
{
    ASSERT_TRUE(records(true));
    as_admin({"CONFIG", "SET", "appendfsync", "everysec"});
    ASSERT_TRUE(records(false));
    EXPECT_THAT(reasons(), Contains(HasSubstr("appendfsync is \"everysec\"")));
    EXPECT_THAT(admitted(), HasSubstr("appendfsync"));
    as_admin({"CONFIG", "SET", "appendfsync", "always"});
    ASSERT_TRUE(records(true));
    as_admin({"FUNCTION", "LOAD", "REPLACE", forged});
    EXPECT_TRUE(records(false));
}

TEST_F(checking_a_store, a_connection_that_is_not_admitted_carries_no_command)
{
    redis::connection own(io_, redis_->application());
    std::string refusal = "not yet";
    unsigned asked = 0;
    own.admit([&](auto answer) {
        ++asked;
        answer(refusal);
    });
    own.start();
    ASSERT_TRUE(run_until(io_, [&] { return asked >= 2; })) << "it asks again";
    EXPECT_FALSE(own.connected());
    EXPECT_EQ(own.trouble(), "not yet");
    std::optional<base::result<redis::reply>> answered;
    own.command({"PING"}, [&](auto answer) { answered = std::move(answer); });
    ASSERT_TRUE(run_until(io_, [&] { return answered.has_value(); }));
    EXPECT_EQ(answered->error(), base::errc::store_unreachable);
    refusal.clear();
    EXPECT_TRUE(run_until(io_, [&] { return own.connected(); }));
    // And again after each loss.
    auto const before = asked;
    ::kill(redis_->process_id(), SIGKILL);
    ASSERT_TRUE(run_until(io_, [&] { return !own.connected(); }));
    EXPECT_TRUE(run_until(io_, [&] { return own.connected(); }));
    EXPECT_GT(asked, before);
}

}  // namespace
}  // namespace sejuta::ledger::managed
