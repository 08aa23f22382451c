// SPDX-License-Identifier: Apache-2.0
#include "ledger/index_value.hpp"

#include <gtest/gtest.h>

namespace sejuta::ledger {
namespace {

std::string mark_in(std::string const& site)
{
    domain::report const report{
        "terminal-1",
        1,
        site,
        *domain::from_field("2020-06-29/15.71/pil/baru/none/pmb/none/ontime"),
        1,
        {}};
    return identity_of(report).substr(16, domain::site_mark{}.size());
}

// More sites than marks are kept, so that they take each other's places.
TEST(index_value_test, every_site_has_its_own_mark_however_many_there_are)
{
    EXPECT_EQ(mark_in("").size(), 4U);
    for (int round = 0; round < 2; ++round) {
        for (int i = 0; i < 20'000; ++i) {
            auto const site = "S1571-PMB-" + std::to_string(i);
            auto const mark = domain::mark_of(site);
            ASSERT_EQ(mark_in(site), std::string(mark.begin(), mark.end())) << site;
        }
    }
}

}  // namespace
}  // namespace sejuta::ledger
