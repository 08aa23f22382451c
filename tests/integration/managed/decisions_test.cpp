// SPDX-License-Identifier: Apache-2.0
// The pure parts: addresses of stores, the log of a loading Redis, readiness.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "ledger/managed/readiness.hpp"
#include "ledger/managed/redis_conf.hpp"
#include "ledger/managed/redis_log.hpp"
#include "ledger/managed/store_url.hpp"

namespace sejuta::ledger::managed {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

redis::endpoint parsed(std::string_view url)
{
    auto const where = parse_store_url(url);
    EXPECT_TRUE(where) << where.error().sentence;
    return where ? *where : redis::endpoint{};
}

std::string refusal(std::string_view url)
{
    auto const where = parse_store_url(url);
    return where ? "it was taken" : where.error().sentence;
}

TEST(a_store_address, names_host_port_user_and_password)
{
    auto const full = parsed("redis://sejuta:p%40ss:w%2Ford@redis.local:7000/");
    EXPECT_EQ(full.user, "sejuta");
    EXPECT_EQ(full.password, "p@ss:w/ord");
    EXPECT_EQ(full.host, "redis.local");
    EXPECT_EQ(full.port, 7000);
    auto const bare = parsed("redis://127.0.0.1");
    EXPECT_EQ(bare.host, "127.0.0.1");
    EXPECT_EQ(bare.port, 6379);
    EXPECT_EQ(bare.user + bare.password, "");
    auto const six = parsed("redis://:secret@[::1]:6400");
    EXPECT_EQ(six.host, "::1");
    EXPECT_EQ(six.port, 6400);
    EXPECT_EQ(six.password, "secret");
    EXPECT_EQ(parsed("redis://[fe80::1]").host, "fe80::1");
}

TEST(a_store_address, names_a_unix_socket)
{
    EXPECT_EQ(parsed("unix:///run/redis.sock").unix_path, "/run/redis.sock");
    auto const with_user = parsed("unix://sejuta:secret@/run/redis.sock");
    EXPECT_EQ(with_user.unix_path, "/run/redis.sock");
    EXPECT_EQ(with_user.user, "sejuta");
    EXPECT_EQ(parsed("unix:///run/a@b.sock").unix_path, "/run/a@b.sock");
    EXPECT_EQ(parsed("unix:///" + std::string(106, 'x')).unix_path.size(), 107U);
    EXPECT_THAT(refusal("unix:///" + std::string(107, 'x')), HasSubstr("107 bytes"));
}

TEST(a_store_address, is_refused_with_the_forms_and_without_the_password)
{
    for (auto const* url :
         {"", "redis", "http://host", "redis://", "redis://:6379",
          "redis://host:", "redis://host:0", "redis://host:65536", "redis://host:6379x",
          "redis://host/1", "redis://rahasia@host", "redis://u:@host", "redis://u:%rahasia@host",
          "redis://u:rahasia%4@host", "redis://[::1", "redis://[::1]x", "rediss://host",
          "unix://relative", "unix://u:rahasia@relative"})
        EXPECT_THAT(refusal(url), AllOf(HasSubstr("unix:///path"), Not(HasSubstr("rahasia"))))
            << url;
}

std::string const healthy =
    "1:C 21 Nov 2026 21:21:39.683 # oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo\n"
    "1:C 21 Nov 2026 21:21:39.683 # Redis version=7.0.15, bits=64, pid=1, just started\n"
    "1:M 21 Nov 2026 21:21:39.684 # Server initialized\n"
    "1:M 21 Nov 2026 21:21:39.684 # WARNING Memory overcommit must be enabled!\n"
    "1:M 21 Nov 2026 21:21:39.684 * The server is now ready to accept connections at /s\n";

TEST(a_loading_log, of_a_healthy_start_has_no_errors)
{
    auto const report = read_loading(healthy);
    EXPECT_TRUE(report.ready);
    EXPECT_FALSE(report.tail_cut);
    EXPECT_THAT(report.errors, IsEmpty());
    EXPECT_EQ(last_warning(healthy), "");
}

TEST(a_loading_log, counts_from_the_last_start_until_ready)
{
    auto const line = [](std::string const& said) {
        return "1:M 21 Nov 2026 21:21:39.685 # " + said + "\n";
    };
    auto const before = line("== CRITICAL == of an earlier start");
    auto const after = line("User requested shutdown...");
    EXPECT_THAT(read_loading(before + healthy + after).errors, IsEmpty());
    auto const inside = healthy.find("1:M");
    auto damaged = healthy;
    damaged.insert(inside, line("== CRITICAL == one") + line("something never seen before"));
    EXPECT_THAT(read_loading(damaged).errors,
                ElementsAre("== CRITICAL == one", "something never seen before"));
    EXPECT_EQ(last_warning(damaged), "something never seen before");
    auto const torn = healthy.substr(0, inside) + line("Fatal error, can't op");
    EXPECT_THAT(read_loading(torn.substr(0, torn.size() - 1)).errors, IsEmpty());
    EXPECT_EQ(last_warning(torn.substr(0, torn.size() - 1)), "");
    EXPECT_EQ(read_loading(torn).errors.size(), 1U);
    auto cut = healthy;
    cut.insert(inside, line("!!! Truncating the AOF appendonly.aof.1.incr.aof at offset 6 !!!"));
    EXPECT_TRUE(read_loading(cut).tail_cut);
    EXPECT_THAT(read_loading(cut).errors, IsEmpty());
}

TEST(a_configuration, quotes_what_the_directory_is_called)
{
    conf_values values;
    values.directory = "/a b/\"c\"\\d";
    EXPECT_THAT(redis_conf(values), HasSubstr("dir \"/a b/\\\"c\\\"\\\\d\"\n"));
    EXPECT_EQ(password_digest("abc"),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_GT(default_maxmemory_bytes(), 0U);
}

readiness_facts ready()
{
    readiness_facts facts;
    facts.redis_reachable = facts.functions_loaded = facts.rights_probed = true;
    facts.ledger_recounted = facts.disk_checked = true;
    facts.disk_free_bytes = limits::disk_free_bytes_min;
    facts.memory_used_bytes = 100;
    facts.memory_max_bytes = 100'000;
    return facts;
}

// The reasons after one fact was changed.
std::vector<std::string> reasons_with(void (*change)(readiness_facts&))
{
    auto facts = ready();
    change(facts);
    return reasons_not_ready(facts);
}

bool recording_with(void (*change)(readiness_facts&))
{
    auto facts = ready();
    change(facts);
    return may_record(facts);
}

TEST(readiness, is_given_when_every_fact_is_good)
{
    EXPECT_THAT(reasons_not_ready(ready()), IsEmpty());
    EXPECT_TRUE(may_record(ready()));
    EXPECT_THAT(warnings(ready()), IsEmpty());
    EXPECT_THAT(reasons_not_ready({}), Not(IsEmpty()));
    EXPECT_FALSE(may_record({}));
}

TEST(readiness, names_each_reason_and_holds_reports_back)
{
    using facts = readiness_facts;
    std::vector<std::pair<void (*)(facts&), std::string>> const cases{
        {[](facts& f) { f.redis_reachable = false; }, "does not answer"},
        {[](facts& f) { f.redis_loading = true; }, "still loading"},
        {[](facts& f) { f.functions_loaded = false; }, "functions"},
        {[](facts& f) { f.rights_probed = false; }, "rights"},
        {[](facts& f) { f.damage = {"== CRITICAL =="}; }, "== CRITICAL =="},
        {[](facts& f) { f.weaker = {"appendfsync is \"no\""}; }, "appendfsync"},
        {[](facts& f) { f.disk_free_bytes = limits::disk_free_bytes_min - 1; }, "free on the disk"},
        {[](facts& f) { f.memory_used_bytes = 96'000; }, "memory"},
    };
    for (auto const& [change, reason] : cases) {
        EXPECT_THAT(reasons_with(change), ElementsAre(HasSubstr(reason)));
        EXPECT_FALSE(recording_with(change)) << reason;
    }
}

TEST(readiness, waits_for_the_recount_while_reports_are_recorded)
{
    auto const recounting = [](readiness_facts& f) { f.ledger_recounted = false; };
    EXPECT_THAT(reasons_with(recounting), ElementsAre(HasSubstr("has not been recounted")));
    EXPECT_TRUE(recording_with(recounting));
    EXPECT_THAT(reasons_with([](readiness_facts& f) { f.ledger_differs = true; }),
                ElementsAre(HasSubstr("sejuta verify")));
}

TEST(readiness, warns_of_accepted_risks_and_of_memory_that_fills_up)
{
    auto facts = ready();
    facts.weaker = {"appendfsync is \"everysec\""};
    facts.weaker_accepted = true;
    facts.memory_used_bytes = 80'000;
    EXPECT_THAT(reasons_not_ready(facts), IsEmpty());
    EXPECT_TRUE(may_record(facts));
    EXPECT_THAT(warnings(facts), ElementsAre(HasSubstr("everysec"), HasSubstr("memory")));
}

}  // namespace
}  // namespace sejuta::ledger::managed
