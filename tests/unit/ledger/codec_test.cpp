// SPDX-License-Identifier: Apache-2.0
// Commands as bytes, read back by the library that reads Redis's answers.
#include "ledger/redis/codec.hpp"

#include <gmock/gmock.h>

#include <limits>

namespace sejuta::ledger::redis {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> read_back(std::string const& bytes)
{
    decoder read;
    read.feed(bytes.data(), bytes.size());
    auto const command = std::move(*read.next().value());
    std::vector<std::string> arguments;
    for (std::size_t i = 0; i < command.elements(); ++i)
        arguments.emplace_back(command.at(i).text());
    return arguments;
}

TEST(command_bytes_test, arguments_are_read_back_as_they_were_added)
{
    std::string const binary("\r\n$3\0*", 7);
    std::string const longer_than_its_room(5'000, 'x');
    command_bytes command(6, 0);
    command.add("FCALL").add(std::uint64_t{0}).add(std::numeric_limits<std::uint64_t>::max());
    command.add("").add(binary).add(longer_than_its_room);
    EXPECT_THAT(
        read_back(std::move(command).take()),
        ElementsAre("FCALL", "0", "18446744073709551615", "", binary, longer_than_its_room));
}

TEST(command_bytes_test, a_list_of_texts_is_the_same_command)
{
    command_bytes one_by_one(3, 0);
    one_by_one.add("HGET").add("key").add(std::uint64_t{7});
    EXPECT_EQ(command_bytes({"HGET", "key", "7"}).take(), std::move(one_by_one).take());
}

TEST(command_bytes_death_test, a_command_with_another_number_of_arguments_is_never_sent)
{
    EXPECT_DEATH(command_bytes(2, 0).take(), "as many arguments");
    command_bytes full(1, 0);
    full.add("PING");
    EXPECT_DEATH(full.add("PONG"), "as many arguments");
}

}  // namespace
}  // namespace sejuta::ledger::redis
