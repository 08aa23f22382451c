// SPDX-License-Identifier: Apache-2.0
#include "command_line.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/limits.hpp"

namespace sejuta::sim {
namespace {

struct access_token : testing::Test {
    access_token()
    {
        char name[] = "/tmp/sejuta-token-XXXXXX";
        int const descriptor = mkstemp(name);
        EXPECT_GE(descriptor, 0);
        close(descriptor);
        file_ = given.access_token_file = name;
    }
    ~access_token() override { std::filesystem::remove(file_); }
    base::checked<std::string> of(std::string const& text)
    {
        std::ofstream(given.access_token_file) << text;
        return authorization_of(given);
    }
    arguments given;

private:
    std::string file_;
};

TEST_F(access_token, is_the_first_line_of_its_file)
{
    EXPECT_EQ(of("sja1.abc.def\n").value(), "Bearer sja1.abc.def");
    EXPECT_EQ(of("sja1.abc.def").value(), "Bearer sja1.abc.def");
    EXPECT_EQ(of(std::string(limits::token_bytes_max, 'a')).value().size(),
              limits::token_bytes_max + 7);
    EXPECT_EQ(authorization_of({}).value(), "") << "none was asked for";
}

TEST_F(access_token, is_refused_with_its_file_where_it_is_none)
{
    auto const sentence = "--access-token is \"" + given.access_token_file + "\"; ";
    for (auto const& text : {std::string(), std::string("two words"), std::string("a\r\n"),
                             std::string(limits::token_bytes_max + 1, 'a')}) {
        auto const refused = of(text);
        ASSERT_FALSE(refused) << text;
        EXPECT_TRUE(refused.error().sentence.starts_with(sentence)) << refused.error().sentence;
    }
    given.access_token_file += ".missing";
    EXPECT_FALSE(authorization_of(given));
}

}  // namespace
}  // namespace sejuta::sim
