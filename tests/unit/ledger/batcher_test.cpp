// SPDX-License-Identifier: Apache-2.0
// Group commit: what goes together, in which order answers come, and that a call whose end is
// unknown is repeated until a reply says what became of its reports.
#include "ledger/batcher.hpp"

#include <gmock/gmock.h>

#include <string>

#include "base/limits.hpp"
#include "ledger/memory/memory_ledger.hpp"

namespace sejuta::ledger {
namespace {

using base::errc;
using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr auto pil = "2020-06-29/15.71/pil/baru/none/pmb/none/ontime";

domain::event_ptr an_event()
{
    auto event = std::make_shared<domain::event>();
    event->id = "batcher-2020";
    event->service_dates = {*domain::service_date::from_number(20200629)};
    return event;
}

domain::report a_report(std::uint32_t seq)
{
    return {.terminal = "term-1",
            .seq = seq,
            .site = "1571-pmb-01",
            .cell = *domain::from_field(pil),
            .count = 1,
            .corrects = {},
            .healed = {}};
}

// Keeps calls until the test answers them; everything that happens goes to one log.
class scripted_recorder final : public recorder_port {
public:
    explicit scripted_recorder(std::vector<std::string>& log) : log_(log) {}
    void record(domain::event const&, std::vector<domain::report> const& reports,
                on_recorded done) override
    {
        log_.push_back("call of " + std::to_string(reports.size()));
        calls.emplace_back(reports, std::move(done));
    }
    void close_day(domain::event const&, domain::day_close const&, on_closed) override {}
    void lacking(domain::event const&, std::string const&, std::vector<std::uint32_t>,
                 std::function<void(base::result<std::vector<std::uint32_t>>)>) override
    {
    }
    // Answers the oldest call.
    void reply(base::result<batch_reply> answer)
    {
        auto const call = std::move(calls.front());
        calls.pop_front();
        call.second(std::move(answer));
    }
    void confirm()
    {
        batch_reply answer{{1, ++revision_, 0}, {}};
        answer.outcomes.resize(calls.front().first.size(), {.verdict = verdict::recorded});
        reply(answer);
    }
    std::deque<std::pair<std::vector<domain::report>, on_recorded>> calls;

private:
    std::vector<std::string>& log_;
    revision revision_ = 1;
};

class batcher_test : public testing::Test, public answer_sink {
protected:
    void answered(std::uint64_t origin, domain::report const& report, outcome const& what) override
    {
        EXPECT_NE(what.verdict, verdict::rejected);
        log_.push_back("answer " + std::to_string(report.seq) + " to " + std::to_string(origin));
        if (on_answer_) on_answer_();
    }
    void failed(std::uint64_t origin, domain::report const& report,
                boost::system::error_code why) override
    {
        log_.push_back("failed " + std::to_string(report.seq) + " to " + std::to_string(origin));
        error_ = why;
    }
    void batch_done(sequence const& now) override
    {
        log_.push_back("done at " + std::to_string(now.revision));
    }
    batcher::retry_scheduler scheduler()
    {
        return [this](milliseconds after, std::function<void()> what) {
            pauses_.push_back(after);
            retries_.push_back(std::move(what));
        };
    }
    void run_retries()
    {
        for (auto const& one : std::exchange(retries_, {})) one();
    }
    void add(std::uint32_t from, std::uint32_t to)
    {
        for (auto seq = from; seq <= to; ++seq)
            ASSERT_TRUE(batcher_->add(a_report(seq), seq + 100));
    }

    std::vector<std::string> log_;
    std::vector<milliseconds> pauses_;
    std::vector<std::function<void()>> retries_;
    std::function<void()> on_answer_;
    boost::system::error_code error_;
    scripted_recorder recorder_{log_};
    std::unique_ptr<batcher> batcher_ =
        std::make_unique<batcher>(recorder_, an_event(), *this, scheduler());
};

TEST_F(batcher_test, nothing_is_sent_before_the_end_of_the_turn)
{
    add(1, 1);
    EXPECT_THAT(log_, IsEmpty());
    EXPECT_EQ(batcher_->queued(), 1U);
    EXPECT_FALSE(batcher_->idle());
}

TEST_F(batcher_test, one_report_alone_goes_at_once_and_is_answered_to_its_origin)
{
    add(1, 1);
    batcher_->flush();
    EXPECT_THAT(log_, ElementsAre("call of 1"));
    recorder_.confirm();
    EXPECT_THAT(log_, ElementsAre("call of 1", "answer 1 to 101", "done at 2"));
    EXPECT_TRUE(batcher_->idle());
}

TEST_F(batcher_test, what_came_in_one_turn_goes_as_one_batch)
{
    add(1, 5);
    batcher_->flush();
    batcher_->flush();
    EXPECT_THAT(log_, ElementsAre("call of 5"));
}

TEST_F(batcher_test, while_calls_are_in_flight_the_next_batch_collects)
{
    for (std::uint32_t seq = 1; seq <= 30; ++seq) {
        add(seq, seq);
        batcher_->flush();
    }
    EXPECT_THAT(log_, ElementsAre("call of 1", "call of 8"));
    EXPECT_EQ(batcher_->in_flight(), limits::batches_in_flight_max);
    EXPECT_EQ(batcher_->queued(), 21U);
}

TEST_F(batcher_test, a_few_reports_wait_for_the_call_in_flight_and_enough_do_not)
{
    auto const enough = static_cast<std::uint32_t>(limits::second_batch_reports_min);
    add(1, 1);
    batcher_->flush();
    add(2, enough);
    batcher_->flush();
    EXPECT_THAT(log_, ElementsAre("call of 1"));
    add(enough + 1, enough + 1);
    batcher_->flush();
    EXPECT_THAT(log_, ElementsAre("call of 1", "call of " + std::to_string(enough)));
}

TEST_F(batcher_test, a_reply_sends_the_next_batch_before_the_answers)
{
    for (std::uint32_t seq = 1; seq <= 4; ++seq) {
        add(seq, seq);
        batcher_->flush();
    }
    log_.clear();
    recorder_.confirm();
    EXPECT_THAT(log_, ElementsAre("call of 3", "answer 1 to 101", "done at 2"));
}

TEST_F(batcher_test, a_batch_has_at_most_its_limit)
{
    auto const limit = static_cast<std::uint32_t>(limits::batch_reports_max);
    add(1, limit);
    batcher_->flush();
    EXPECT_THAT(log_, ElementsAre("call of " + std::to_string(limit)));
    add(limit + 1, 2 * limit + 1);
    batcher_->flush();
    EXPECT_EQ(recorder_.calls.back().first.size(), limit);
    EXPECT_EQ(batcher_->queued(), 1U);
}

TEST_F(batcher_test, a_full_queue_refuses_and_takes_again_when_there_is_room)
{
    auto const limit = static_cast<std::uint32_t>(limits::recorder_queue_reports_max);
    add(1, limit);
    EXPECT_FALSE(batcher_->add(a_report(limit + 1), 1));
    batcher_->flush();
    EXPECT_TRUE(batcher_->add(a_report(limit + 1), 1));
}

TEST_F(batcher_test, an_unknown_end_sends_the_same_batch_again_and_answers_nothing)
{
    for (auto const why :
         {errc::store_timeout, errc::store_lost, errc::store_unreachable, errc::queue_full}) {
        log_.clear();
        add(1, 3);
        batcher_->flush();
        auto const sent = recorder_.calls.front().first;
        recorder_.reply(make_error_code(why));
        EXPECT_THAT(log_, ElementsAre("call of 3"));
        EXPECT_EQ(batcher_->in_flight(), 1U);
        run_retries();
        ASSERT_EQ(recorder_.calls.size(), 1U);
        EXPECT_EQ(recorder_.calls.front().first, sent);
        recorder_.confirm();
        EXPECT_TRUE(batcher_->idle());
    }
}

TEST_F(batcher_test, a_refusal_of_the_store_is_told_at_once)
{
    for (auto const why :
         {errc::store_refused, errc::store_full, errc::store_nonsense, errc::stopped}) {
        log_.clear();
        add(1, 2);
        batcher_->flush();
        recorder_.reply(make_error_code(why));
        EXPECT_THAT(log_, ElementsAre("call of 2", "failed 1 to 101", "failed 2 to 102"));
        EXPECT_EQ(error_, why);
        EXPECT_TRUE(batcher_->idle());
    }
    EXPECT_THAT(retries_, IsEmpty());
}

TEST_F(batcher_test, a_store_that_stays_away_fails_each_report_once_after_bounded_time)
{
    add(1, 2);
    batcher_->flush();
    milliseconds waited{0};
    while (!recorder_.calls.empty()) {
        recorder_.reply(make_error_code(errc::store_unreachable));
        run_retries();
    }
    for (auto const& pause : pauses_) {
        EXPECT_GE(pause, limits::store_backoff_min);
        EXPECT_LE(pause, limits::store_backoff_max);
        waited += pause;
    }
    EXPECT_LE(waited, limits::record_retry_max);
    EXPECT_GT(waited + limits::store_backoff_max, limits::record_retry_max);
    EXPECT_EQ(std::count(log_.begin(), log_.end(), "failed 1 to 101"), 1);
    EXPECT_EQ(std::count(log_.begin(), log_.end(), "failed 2 to 102"), 1);
    EXPECT_EQ(error_, errc::store_unreachable);
    EXPECT_TRUE(batcher_->idle());
}

TEST_F(batcher_test, timeouts_use_up_the_time_for_retries)
{
    add(1, 1);
    batcher_->flush();
    int calls = 0;
    while (!recorder_.calls.empty()) {
        ++calls;
        recorder_.reply(make_error_code(errc::store_timeout));
        run_retries();
    }
    EXPECT_EQ(calls, limits::record_retry_max / limits::store_call_deadline);
}

TEST_F(batcher_test, an_answer_may_bring_the_next_report)
{
    on_answer_ = [this, seq = 10U]() mutable {
        if (seq < 13) add(seq, seq), batcher_->flush(), ++seq;
    };
    add(1, 1);
    batcher_->flush();
    while (!recorder_.calls.empty()) recorder_.confirm();
    EXPECT_EQ(std::count(log_.begin(), log_.end(), "call of 1"), 4);
    EXPECT_TRUE(batcher_->idle());
}

TEST_F(batcher_test, once_destroyed_it_answers_nobody)
{
    add(1, 1);
    batcher_->flush();
    add(2, 9);
    batcher_->flush();
    ASSERT_EQ(recorder_.calls.size(), 2U);
    recorder_.reply(make_error_code(errc::store_lost));
    log_.clear();
    batcher_.reset();
    recorder_.confirm();
    run_retries();
    EXPECT_THAT(log_, IsEmpty());
    EXPECT_THAT(recorder_.calls, IsEmpty());
}

TEST_F(batcher_test, destroyed_by_an_answer_it_answers_nobody_more)
{
    on_answer_ = [this] { batcher_.reset(); };
    add(1, 3);
    batcher_->flush();
    recorder_.confirm();
    EXPECT_THAT(log_, ElementsAre("call of 3", "answer 1 to 101"));
}

// With a ledger behind it: a call that fails before or after it was recorded counts once.
class batcher_ledger_test : public batcher_test {
protected:
    void run()
    {
        for (int i = 0; i < 100 && !batches_.idle(); ++i) {
            ledger_.run();
            run_retries();
        }
    }
    base::fake_clock clock_;
    memory_ledger ledger_{an_event(), clock_, 0xab};
    batcher batches_{ledger_, an_event(), *this, scheduler()};
};

TEST_F(batcher_ledger_test, a_lost_reply_is_resolved_by_the_ledger_and_counts_once)
{
    using moment = memory_ledger::moment;
    ledger_.fail_next(moment::after_recording, errc::store_timeout);
    ledger_.fail_next(moment::before_recording, errc::store_unreachable);
    ledger_.fail_next(moment::after_recording, errc::store_lost);
    for (std::uint32_t seq = 1; seq <= 3; ++seq) batches_.add(a_report(seq), seq);
    batches_.flush();
    run();
    EXPECT_TRUE(batches_.idle());
    EXPECT_THAT(log_, ElementsAre("answer 1 to 1", "answer 2 to 2", "answer 3 to 3", "done at 2"));
    EXPECT_EQ(ledger_.cells().at(pil), 3);
    EXPECT_EQ(ledger_.entries().size(), 2U);
}

}  // namespace
}  // namespace sejuta::ledger
