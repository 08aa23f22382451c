// SPDX-License-Identifier: Apache-2.0
#include "recount.hpp"

#include <gtest/gtest.h>

#include "ledger_place.hpp"

namespace sejuta::sim {
namespace {

std::string printed(std::string const& between, std::string const& end)
{
    return "harganas-2020\n  epoch      e5d365519a785984\n  revision   1718\n"
           "  as of      2020-06-29T15:00:00Z\n  acceptors  3328\n  reports    1880\n"
           "  closes     2\n  cells      900\n  codes      0\n  site days  99\n" +
           between + "verify: harganas-2020: 3328 acceptors in 1880 reports, revision 1718: " +
           "ledger, cells and chain " + end + "\n";
}

TEST(recount, reads_what_verify_prints)
{
    auto const found = parse_recount(printed("", "agree: difference 0"), 0).value();
    EXPECT_EQ(found.revision, 1718U);
    EXPECT_EQ(found.acceptors, 3328);
    EXPECT_EQ(found.reports, 1880U);
    EXPECT_EQ(found.closes, 2U);
    EXPECT_EQ(found.difference_count, 0U);
    EXPECT_TRUE(found.differences.empty());
}

TEST(recount, keeps_each_difference_in_words_and_how_many_there_are)
{
    auto const found =
        parse_recount(printed("  difference {e}:cells a/b: expected 1, found 2\n  and 11 more\n",
                              "compared: 12 differences"),
                      1)
            .value();
    EXPECT_EQ(found.difference_count, 12U);
    ASSERT_EQ(found.differences.size(), 1U);
    EXPECT_EQ(found.differences.front(), "{e}:cells a/b: expected 1, found 2");
}

TEST(recount, is_none_where_verify_could_not_read_or_contradicts_its_code)
{
    auto const unread = parse_recount("verify: cannot connect to unix:///x\n", 1);
    ASSERT_FALSE(unread);
    EXPECT_EQ(unread.error().sentence, "verify: cannot connect to unix:///x");
    EXPECT_FALSE(parse_recount("", 127));
    EXPECT_FALSE(parse_recount(printed("", "agree: difference 0"), 1));
    EXPECT_FALSE(parse_recount(printed("", "compared: 3 differences"), 0));
}

TEST(recount, of_a_store_that_lost_the_event_has_no_report)
{
    auto const found =
        parse_recount("verify: e: the event e has not begun in this store\n", 1).value();
    EXPECT_EQ(found.reports, 0U);
    EXPECT_EQ(found.revision, 0U);
}

TEST(recount, finds_who_listens_on_a_port)
{
    std::string const table =
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  "
        "timeout inode\n"
        "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        "
        "0 3504837 1 0000000000000000 100 0 0 10 0\n"
        "   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        "
        "0 77 1 0000000000000000 100 0 0 10 0\n"
        "   2: 00000000000000000000000001000000:1F91 00000000000000000000000000000000:0000 0A "
        "00000000:00000000 00:00000000 00000000     0        0 88 1 0 100 0 0 10 0\n";
    EXPECT_EQ(listening_inodes(table, 8080), std::vector<unsigned long>{3504837});
    EXPECT_EQ(listening_inodes(table, 8081), std::vector<unsigned long>{88});
    EXPECT_TRUE(listening_inodes(table, 8082).empty());
}

}  // namespace
}  // namespace sejuta::sim
