// SPDX-License-Identifier: Apache-2.0
// What the recording function keeps of a refused sending is read back as it was sent; anything else
// is nothing, never a guess.
#include "ledger/kept_conflict.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "contract/ledger_builders.hpp"
#include "ledger/entry.hpp"

namespace sejuta::ledger {
namespace {

using tests::a_close;
using tests::a_report;

std::string const digest(32, 'a');

TEST(kept_conflict_test, a_report_is_read_back_as_it_was_sent)
{
    auto const sent = tests::a_void(a_report("term-1", 3, 12), 4);
    auto const read = parse_kept_conflict("term-1/4/" + digest, "1593392400123 " + encode(sent));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->event_time_ms, 1593392400123);
    EXPECT_EQ(std::get<domain::report>(read->refused), sent);
    EXPECT_EQ(terminal_of(read->refused), "term-1");
    EXPECT_EQ(seq_of(read->refused), 4U);
    EXPECT_EQ(regency_of(read->refused).text(), "15.71");
}

TEST(kept_conflict_test, a_close_is_read_back_as_it_was_sent)
{
    auto const sent = a_close("term-1", 5, 0);
    auto const read = parse_kept_conflict("term-1/5/" + digest, "7 close " + encode(sent));
    ASSERT_TRUE(read);
    EXPECT_EQ(std::get<domain::day_close>(read->refused), sent);
    EXPECT_EQ(site_of(read->refused), "1571-pmb-01");
    EXPECT_EQ(regency_of(read->refused).text(), "15.71");
}

TEST(kept_conflict_test, what_the_function_would_not_write_is_nothing)
{
    auto const field = "term-1/1/" + digest;
    auto const bytes = encode(a_report("term-1", 1));
    ASSERT_TRUE(parse_kept_conflict(field, "7 " + bytes));
    std::vector<std::string> const wrong{std::string(),
                                         "7",
                                         "7 ",
                                         " " + bytes,
                                         "-7 " + bytes,
                                         "x " + bytes,
                                         "7 " + bytes + bytes,
                                         "7 close " + bytes,
                                         "7 " + bytes.substr(1),
                                         "281474976710656 " + bytes};
    for (auto const& value : wrong) EXPECT_FALSE(parse_kept_conflict(field, value)) << value;
    EXPECT_FALSE(parse_kept_conflict("term-1/2/" + digest, "7 " + bytes)) << "another seq";
    EXPECT_FALSE(parse_kept_conflict("term-2/1/" + digest, "7 " + bytes)) << "another terminal";
}

}  // namespace
}  // namespace sejuta::ledger
