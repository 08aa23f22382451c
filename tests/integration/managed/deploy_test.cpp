// SPDX-License-Identifier: Apache-2.0
// The examples for a Redis of others, in deploy/redis, against what we write and check ourselves.
#include "integration/managed/support.hpp"
#include "ledger/managed/redis_conf.hpp"
#include "ledger/managed/rights.hpp"
#include "ledger/managed/store.hpp"
#include "ledger/redis/functions.hpp"

namespace sejuta::ledger::managed {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

fs::path const examples = fs::path(SEJUTA_SOURCE_DIR) / "deploy/redis";

std::string replaced(std::string text, std::string const& from, std::string const& to)
{
    auto const at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

TEST(the_example_configuration, has_every_setting_that_we_write_ourselves)
{
    auto const text = read_text(examples / "redis.conf");
    for (auto const& one : durable_settings()) {
        auto const value = one.value.empty() ? std::string("\"\"") : std::string(one.value);
        EXPECT_THAT(text, HasSubstr("\n" + std::string(one.name) + " " + value + "\n"));
        EXPECT_THAT(redis_conf({}), HasSubstr("\n" + std::string(one.name) + " " + value + "\n"));
    }
}

TEST(the_example_users, have_the_rules_that_we_write_ourselves)
{
    EXPECT_EQ(read_text(examples / "users.acl"),
              "user default " + default_rules() + "\nuser sejuta on >change-this-password " +
                  application_rules() + "\nuser sejuta-admin on >change-this-password-too " +
                  admin_rules() + "\nuser sejuta-reader on >and-this-one " + reader_rules() + "\n");
}

TEST(the_example_redis, is_a_store_without_fault_or_advice)
{
    temporary_directory const directory;
    fs::copy(examples / "users.acl", directory / "users.acl");
    auto text = read_text(examples / "redis.conf");
    text = replaced(text, "dir /var/lib/redis", "dir " + directory.path().string());
    text = replaced(text, "/etc/redis/users.acl", directory / "users.acl");
    text = replaced(text, "port 6379", "port 0\nunixsocket " + (directory / "s").string());
    std::ofstream(directory / "redis.conf") << text;
    auto running = process::start({.program = *find_program("redis-server"),
                                   .arguments = {directory / "redis.conf"},
                                   .log = directory / "log"});
    ASSERT_TRUE(running);

    redis::endpoint application;
    application.unix_path = directory / "s";
    application.user = "sejuta";
    application.password = "change-this-password";
    auto admin = application;
    admin.user = "sejuta-admin";
    admin.password = "change-this-password-too";
    auto event = std::make_shared<domain::event>();
    event->id = "hari-contoh";
    auto const prepared = prepare_store({application, admin}, {event}, {});
    EXPECT_TRUE(prepared) << prepared.error().sentence << read_text(directory / "log");
    EXPECT_TRUE(prepared && prepared->advice.empty());

    running->signal(SIGTERM);
    EXPECT_TRUE(running->wait(patience));
}

// The rights and the functions' source are two texts about one thing.
TEST(the_applications_rights, are_those_that_the_functions_use)
{
    std::string const source(redis::function_source());
    std::vector<std::string> used;
    std::string const call = "redis.call('";
    for (auto at = source.find(call); at != std::string::npos; at = source.find(call, at + 1)) {
        auto const begin = at + call.size();
        auto name = source.substr(begin, source.find('\'', begin) - begin);
        for (auto& letter : name) letter = static_cast<char>(std::tolower(letter));
        used.push_back(name);
    }
    ASSERT_THAT(used, testing::Contains("xadd"));
    std::vector<std::string> granted;
    for (auto const& right : application_rights()) {
        granted.emplace_back(right.command);
        if (!right.writes) continue;
        EXPECT_THAT(used, testing::Contains(right.command)) << "it is not needed";
    }
    for (auto const& name : used) EXPECT_THAT(granted, testing::Contains(name));
}

}  // namespace
}  // namespace sejuta::ledger::managed
