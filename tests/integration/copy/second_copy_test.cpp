// SPDX-License-Identifier: Apache-2.0
// The disk is gone: from the second copy, and from a backup, the ledger comes back under its
// revisions with what no terminal holds, and the terminals bring what came after it.
#include "app/second_copy.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <sstream>

#include "app/backup.hpp"
#include "app/verify.hpp"
#include "contract/ledger_builders.hpp"
#include "integration/managed/support.hpp"
#include "ledger/copy_reader.hpp"
#include "ledger/managed/store.hpp"
#include "ledger/redis/enrolment.hpp"
#include "ledger/redis/opening.hpp"
#include "ledger/redis/recorder.hpp"

namespace sejuta::tests {
namespace {

namespace fs = std::filesystem;
namespace managed = ledger::managed;
using managed::run_until;
using ::testing::HasSubstr;

constexpr auto event_id = "copied-2020";
constexpr auto late_pil = "2020-06-29/15.71/pil/baru/none/pmb/none/late";

domain::event_ptr the_event()
{
    domain::event event;
    event.id = event_id;
    event.service_dates = {*domain::service_date::from_number(20200629)};
    event.clock = {.starts_at_ms = event_start_ms, .ends_at_ms = 0, .speed = 300};
    return std::make_shared<domain::event const>(std::move(event));
}

// One start of a server, as far as its store goes.
class life {
public:
    explicit life(fs::path const& data)
    {
        auto started = managed::managed_redis::start(io, managed::options_in(data));
        if (!started) throw std::runtime_error(started.error().sentence);
        redis = std::move(*started);
        auto prepared = managed::prepare_store({redis->application(), redis->admin()}, {event}, {});
        if (!prepared) throw std::runtime_error(prepared.error().sentence);
        head = prepared->heads.front();
        connection = std::make_unique<ledger::redis::connection>(io, redis->application());
        recorder = std::make_unique<ledger::redis::recorder>(*connection);
        connection->start();
        if (!run_until(io, [&] { return connection->connected(); }))
            throw std::runtime_error("Redis answers");
    }
    ledger::outcome record(domain::report const& one)
    {
        std::optional<ledger::outcome> outcome;
        recorder->record(*event, {one}, [&](auto const& reply) {
            outcome = reply ? reply->outcomes.front() : ledger::outcome{};
        });
        EXPECT_TRUE(run_until(io, [&] { return outcome.has_value(); }));
        return outcome.value_or(ledger::outcome{});
    }
    std::vector<std::uint32_t> lacking(std::vector<std::uint32_t> const& held)
    {
        std::optional<std::vector<std::uint32_t>> lacks;
        recorder->lacking(*event, "term-1", held, [&](auto const& found) { lacks = *found; });
        EXPECT_TRUE(run_until(io, [&] { return lacks.has_value(); }));
        return lacks.value_or(std::vector<std::uint32_t>{});
    }
    // What no terminal holds.
    void organise()
    {
        int done = 0;
        ledger::redis::set_status(*connection, event_id, {.to = domain::event_status::late},
                                  [&](auto const& now) { done += now.has_value(); });
        ledger::redis::issue_codes(*connection, event_id, "a", {{{7}, {"S7"}, 4'000'000'000}},
                                   [&](auto const& issued) { done += issued.has_value(); });
        EXPECT_TRUE(run_until(io, [&] { return done == 2; }));
    }
    std::string ask(std::vector<std::string> command) const
    {
        return managed::ask(redis->admin(), std::move(command));
    }
    ledger::revision revision() const
    {
        return std::stoull(ask({"HGET", "{copied-2020}:head", "revision"}));
    }
    // Everything that a restore makes again, but for the head.
    std::string derived() const
    {
        std::string all;
        for (auto const* name : {"cells", "minutes", "codes", "index"}) {
            auto const hash = ask({"HGETALL", "{copied-2020}:" + std::string(name)});
            all += std::string(name) + " " + hash + "\n";
        }
        return all;
    }
    // Redis is killed, and nothing is left.
    void lose_the_disk(fs::path const& data)
    {
        auto const id = redis->process_id();
        ::kill(id, SIGKILL);
        redis.reset();
        fs::remove_all(data);
    }

    boost::asio::io_context io;
    domain::event_ptr event = the_event();
    std::unique_ptr<managed::managed_redis> redis;
    ledger::head head;
    std::unique_ptr<ledger::redis::connection> connection;
    std::unique_ptr<ledger::redis::recorder> recorder;
};

class second_copy_test : public ::testing::Test {
protected:
    fs::path data() const { return home_ / "data"; }
    fs::path copy() const { return home_ / "copy"; }

    std::unique_ptr<app::second_copy> copying(life const& of, fs::path const& to) const
    {
        auto opened = app::second_copy::open({to, data(), of.redis->application(), {event_id}});
        if (!opened) throw std::runtime_error(opened.error().sentence);
        (*opened)->start();
        return std::move(*opened);
    }
    // Until the copy says that it has everything.
    static bool has_all(app::second_copy const& copy, life& of)
    {
        auto const revision = of.revision();
        return run_until(of.io, [&] {
            auto const now = copy.figures();
            return !now.empty() && now[0].is_whole() && now[0].revision >= revision;
        });
    }
    int restore(fs::path const& from, unsigned line = 0)
    {
        testing::internal::CaptureStderr();
        testing::internal::CaptureStdout();
        auto const code = app::run_restore({from, line, data()});
        testing::internal::GetCapturedStdout();
        said_ = testing::internal::GetCapturedStderr();
        return code;
    }
    int backup(app::backup_command const& command)
    {
        testing::internal::CaptureStderr();
        testing::internal::CaptureStdout();
        auto const code = app::run_backup(command);
        said_ = testing::internal::GetCapturedStdout() + testing::internal::GetCapturedStderr();
        return code;
    }
    static int verify(life const& of)
    {
        std::ostringstream out;
        auto const code = app::run_verify({of.redis->reader(), {}, false, false}, out, out);
        EXPECT_EQ(code, 0) << out.str();
        return code;
    }

    managed::temporary_directory home_;
    std::string said_;
};

TEST_F(second_copy_test, brings_a_lost_disk_back_and_terminals_bring_the_rest)
{
    auto first = std::make_unique<life>(data());
    std::ofstream(data() / "receipt.key") << "secret";
    auto const one = first->record(a_report("term-1", 1, 3));
    first->record(a_void(a_report("term-1", 1, 3), 2));
    first->organise();
    auto watching = copying(*first, copy());
    first->record(a_report("term-1", 3, 5));
    ASSERT_TRUE(has_all(*watching, *first));
    watching.reset();
    auto const lost = first->record(a_report("term-1", 4, 7));
    auto const late = first->ask({"HGET", "{copied-2020}:cells", late_pil});
    EXPECT_EQ(late, "12");
    first->lose_the_disk(data());

    ASSERT_EQ(restore(copy()), 0) << said_;
    EXPECT_EQ(managed::read_text(data() / "receipt.key"), "secret");
    life second(data());
    EXPECT_EQ(second.head.status, domain::event_status::late);
    EXPECT_NE(second.head.now.epoch, first->head.now.epoch);
    EXPECT_THAT(second.ask({"HVALS", "{copied-2020}:codes"}), HasSubstr("S7"));
    auto again = a_report("term-1", 1, 3);
    auto const known = second.record(again);
    EXPECT_EQ(known.verdict, ledger::verdict::duplicate);
    EXPECT_EQ(known.revision, one.revision);
    EXPECT_EQ(known.epoch, one.epoch);
    EXPECT_THAT(second.lacking({1, 2, 3, 4}), ::testing::ElementsAre(4));
    auto healed = a_report("term-1", 4, 7);
    healed.healed = domain::healing{lost.event_time_ms, lost.late};
    EXPECT_EQ(second.record(healed).event_time_ms, lost.event_time_ms);
    EXPECT_EQ(second.ask({"HGET", "{copied-2020}:cells", late_pil}), late);
    EXPECT_EQ(verify(second), 0);
    // The copy goes on in the same line, since it is the same ledger.
    auto next = copying(second, copy());
    ASSERT_TRUE(has_all(*next, second));
    EXPECT_EQ(ledger::lines_of(copy() / event_id).size(), 1U);
}

TEST_F(second_copy_test, keeps_the_line_of_a_ledger_that_another_one_replaced)
{
    auto first = std::make_unique<life>(data());
    for (std::uint32_t seq = 1; seq <= 20; ++seq) first->record(a_report("term-1", seq, 1));
    {
        auto watching = copying(*first, copy());
        ASSERT_TRUE(has_all(*watching, *first));
    }
    first->lose_the_disk(data());
    {
        life empty(data());  // by mistake
        auto watching = copying(empty, copy());
        ASSERT_TRUE(has_all(*watching, empty));
        EXPECT_EQ(ledger::lines_of(copy() / event_id).size(), 2U);
        empty.lose_the_disk(data());
    }
    EXPECT_EQ(restore(copy()), 1);
    EXPECT_THAT(said_, HasSubstr("line 1 is longer than the newest"));
    EXPECT_FALSE(fs::exists(data()));
    ASSERT_EQ(restore(copy(), 1), 0) << said_;
    life again(data());
    EXPECT_THAT(again.lacking({1, 20, 21}), ::testing::ElementsAre(21));
}

TEST_F(second_copy_test, goes_on_where_it_ended_after_redis_was_away)
{
    life server(data());
    auto watching = copying(server, copy());
    server.record(a_report("term-1", 1, 1));
    ASSERT_TRUE(has_all(*watching, server));
    ::kill(server.redis->process_id(), SIGKILL);
    ASSERT_TRUE(run_until(server.io, [&] { return !server.connection->connected(); }));
    ASSERT_TRUE(run_until(server.io, [&] { return server.connection->connected(); }));
    server.record(a_report("term-1", 2, 1));
    ASSERT_TRUE(has_all(*watching, server));
    auto const read = ledger::read_copy({copy(), 0}, nullptr);
    ASSERT_TRUE(read) << read.error().sentence;
    EXPECT_EQ(read->events[0].end.revision, server.revision());
}

TEST_F(second_copy_test, takes_one_writer_and_warns_where_it_cannot_write)
{
    life server(data());
    std::ofstream(copy()) << "a file stands there";
    auto const refused =
        app::second_copy::open({copy(), data(), server.redis->application(), {event_id}});
    EXPECT_FALSE(refused);
    fs::remove(copy());
    auto const watching = copying(server, copy());
    ASSERT_TRUE(has_all(*watching, server));
    auto const second =
        app::second_copy::open({copy(), data(), server.redis->application(), {event_id}});
    ASSERT_FALSE(second);
    EXPECT_THAT(second.error().sentence, HasSubstr("another server writes there"));
    auto const blocked = home_ / "blocked";
    fs::create_directory(blocked);
    std::ofstream(blocked / event_id) << "in the way";
    auto const stuck = copying(server, blocked);
    ASSERT_TRUE(run_until(server.io, [&] {
        auto const now = stuck->figures();
        return !now.empty() && !now[0].is_whole() &&
               now[0].trouble.find("making a folder") != std::string::npos;
    }));
    EXPECT_EQ(server.record(a_report("term-1", 9, 1)).verdict, ledger::verdict::recorded);
}

TEST_F(second_copy_test, a_backup_is_taken_beside_the_server_and_read_back)
{
    auto server = std::make_unique<life>(data());
    server->record(a_report("term-1", 1, 3));
    server->organise();
    auto const file = home_ / "one.backup";
    app::backup_command command;
    command.where.data_dir = data();
    command.to = file;
    ASSERT_EQ(backup(command), 0) << said_;
    EXPECT_THAT(said_, HasSubstr("read back: whole"));
    EXPECT_EQ(backup(command), 1);
    EXPECT_THAT(said_, HasSubstr("is there already"));
    EXPECT_EQ(restore(file), 1);
    EXPECT_THAT(said_, HasSubstr("restore into an empty directory"));
    auto const before = server->derived();
    server->lose_the_disk(data());
    ASSERT_EQ(restore(file), 0) << said_;
    life again(data());
    EXPECT_EQ(again.derived(), before);
    EXPECT_EQ(verify(again), 0);
}

TEST_F(second_copy_test, a_backup_without_one_of_its_entries_restores_nothing)
{
    auto server = std::make_unique<life>(data());
    for (std::uint32_t seq = 1; seq <= 3; ++seq) server->record(a_report("term-1", seq, 1));
    app::backup_command command;
    command.where.data_dir = data();
    command.to = home_ / "whole.backup";
    ASSERT_EQ(backup(command), 0) << said_;
    server->lose_the_disk(data());
    auto const bytes = managed::read_text(command.to);
    auto const third = bytes.find("3-0");
    auto const fourth = bytes.find("4-0");
    ASSERT_LT(third, fourth);
    // From the head of one entry's record to that of the next: nine bytes and a word's size before.
    std::ofstream(home_ / "damaged", std::ios::binary)
        << bytes.substr(0, third - 13) + bytes.substr(fourth - 13);
    EXPECT_EQ(restore(home_ / "damaged"), 1);
    EXPECT_THAT(said_, HasSubstr("entry 4-0 does not follow revision 2"));
    EXPECT_FALSE(fs::exists(data()));
    ASSERT_EQ(restore(command.to), 0) << said_;
}

}  // namespace
}  // namespace sejuta::tests
