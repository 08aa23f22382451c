// SPDX-License-Identifier: Apache-2.0
#include "app/settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <CLI/CLI.hpp>
#include <fstream>

namespace sejuta::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct settings_test : testing::Test {
    ~settings_test() override
    {
        for (auto const* name : {"SEJUTA_LISTEN", "SEJUTA_THREADS", "SEJUTA_DEV_TOKENS"})
            unsetenv(name);
        if (!file.empty()) std::filesystem::remove(file);
    }

    void write(std::string const& toml)
    {
        char name[] = "/tmp/sejuta-settings-XXXXXX";
        int const fd = mkstemp(name);
        ASSERT_GE(fd, 0);
        close(fd);
        file = name;
        std::ofstream(file) << toml;
    }

    std::vector<std::string> read(std::vector<std::string> flags)
    {
        CLI::App command;
        declare_settings(command, into);
        if (!file.empty()) flags.insert(flags.end(), {"--config", file});
        std::reverse(flags.begin(), flags.end());  // as CLI11 takes a vector
        command.parse(flags);
        return complete_settings(command, into);
    }

    settings into;
    std::string file;
};

TEST_F(settings_test, flags_win_over_the_environment_that_over_the_file_that_over_defaults)
{
    EXPECT_THAT(read({"--event", "e"}), IsEmpty());
    EXPECT_EQ(into.listen, "127.0.0.1:8080");

    write("listen = \"127.0.0.1:1\"\nthreads = 3\ndev-tokens = true\n");
    into = {};
    EXPECT_THAT(read({"--event", "e"}), IsEmpty());
    EXPECT_EQ(into.listen, "127.0.0.1:1");
    EXPECT_EQ(into.threads, 3u);
    EXPECT_TRUE(into.dev_tokens);

    setenv("SEJUTA_LISTEN", "127.0.0.1:2", 1);
    into = {};
    EXPECT_THAT(read({"--event", "e"}), IsEmpty());
    EXPECT_EQ(into.listen, "127.0.0.1:2");

    into = {};
    EXPECT_THAT(read({"--event", "e", "--listen", "127.0.0.1:3"}), IsEmpty());
    EXPECT_EQ(into.listen, "127.0.0.1:3");
    EXPECT_EQ(into.threads, 3u);
}

TEST_F(settings_test, a_list_in_the_file_gives_each_event)
{
    write("event = [\"a\", \"b\"]\n");
    EXPECT_THAT(read({}), IsEmpty());
    EXPECT_THAT(into.events, ElementsAre("a", "b"));
}

TEST_F(settings_test, a_key_that_is_no_setting_and_a_value_that_is_none_name_file_and_line)
{
    write("event = \"e\"\nlisen = \"x\"\nthreads = \"many\"\n");
    auto const faults = read({});
    ASSERT_EQ(faults.size(), 2u);
    EXPECT_THAT(faults[0], HasSubstr(file + ":2: lisen: no such setting"));
    EXPECT_THAT(faults[1], HasSubstr(file + ":3: threads"));
}

TEST_F(settings_test, a_file_that_is_no_toml_names_line_and_column)
{
    write("event = \"e\"\nlisten = \n");
    EXPECT_THAT(read({}), ElementsAre(HasSubstr(file + ":2:")));
}

TEST_F(settings_test, each_setting_is_checked_on_both_sides)
{
    auto const faults_of = [this](std::vector<std::string> flags) {
        into = {};
        flags.insert(flags.end(), {"--event", "e"});
        return read(flags);
    };
    EXPECT_THAT(faults_of({"--threads", "64"}), IsEmpty());
    EXPECT_THAT(faults_of({"--threads", "65"}), ElementsAre(HasSubstr("threads \"65\"")));
    for (auto const& [name, most] :
         {std::pair("--connections-max", limits::connections_max),
          std::pair("--viewers-max", limits::viewers_max),
          std::pair("--public-viewers-max", limits::public_viewers_max)}) {
        EXPECT_THAT(faults_of({name, "1"}), IsEmpty());
        EXPECT_THAT(faults_of({name, std::to_string(most)}), IsEmpty());
        EXPECT_THAT(faults_of({name, "0"}), ElementsAre(HasSubstr(name + 2)));
        EXPECT_THAT(faults_of({name, std::to_string(most + 1)}), ElementsAre(HasSubstr(name + 2)));
    }
    EXPECT_THAT(faults_of({"--rehearsal-speed", "10000"}), IsEmpty());
    EXPECT_THAT(faults_of({"--rehearsal-speed", "10001"}),
                ElementsAre(HasSubstr("rehearsal-speed")));
    EXPECT_THAT(faults_of({"--rehearsal-speed", "0.5"}), ElementsAre(HasSubstr("rehearsal-speed")));
    EXPECT_THAT(faults_of({"--log-level", "loud"}), ElementsAre(HasSubstr("log-level \"loud\"")));
    EXPECT_THAT(faults_of({"--alternative", "http://x"}), ElementsAre(HasSubstr("alternative")));
    into = {};
    EXPECT_THAT(read({}), ElementsAre(HasSubstr("at least one event directory")));
}

}  // namespace
}  // namespace sejuta::app
