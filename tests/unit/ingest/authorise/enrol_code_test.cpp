// SPDX-License-Identifier: Apache-2.0
#include "ingest/authorise/enrol_code.hpp"

#include <gtest/gtest.h>

#include <set>

namespace sejuta::ingest {
namespace {

TEST(enrol_code_test, a_code_is_read_as_people_type_it)
{
    for (auto const* typed : {"7K3M0QWERT1X", "7k3m-0qwe-rt1x", " 7K3M OQWE RTIX ", "7k3moqwertlx",
                              "7-K-3-M-o-Q-W-E-R-T-i-X"})
        EXPECT_EQ(normalised_code(typed), "7K3M0QWERT1X") << typed;
}

TEST(enrol_code_test, what_is_no_code_is_none)
{
    for (auto const& typed :
         {std::string(), std::string("7K3M0QWERT1"), std::string("7K3M0QWERT1XX"),
          std::string("7K3M0QWERT1U"), std::string("7K3M0QWERT1\n"), std::string("7K3M0QWERT1Ö"),
          "7K3M0QWERT1X" + std::string(53, '-')})
        EXPECT_EQ(normalised_code(typed), std::nullopt) << typed;
    EXPECT_TRUE(normalised_code("7K3M0QWERT1X" + std::string(52, '-')).has_value());
}

TEST(enrol_code_test, codes_are_random_normalised_and_shown_in_groups_of_four)
{
    std::set<std::string> codes;
    std::set<char> letters;
    for (int i = 0; i < 1'000; ++i) {
        auto const code = make_enrol_code();
        EXPECT_EQ(normalised_code(shown_code(code)), code);
        codes.insert(code);
        letters.insert(code.begin(), code.end());
    }
    EXPECT_EQ(codes.size(), 1'000u);
    EXPECT_EQ(letters.size(), 32u);
    EXPECT_EQ(shown_code("7K3M0QWERT1X"), "7K3M-0QWE-RT1X");
}

TEST(enrol_code_test, a_hash_is_of_the_normalised_code)
{
    EXPECT_EQ(hash_of_code("7K3M0QWERT1X"), hash_of_code(*normalised_code("7k3m-oqwe-rtlx")));
    EXPECT_NE(hash_of_code("7K3M0QWERT1X"), hash_of_code("7K3M0QWERT1Y"));
}

}  // namespace
}  // namespace sejuta::ingest
