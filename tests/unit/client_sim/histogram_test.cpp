// SPDX-License-Identifier: Apache-2.0
// Percentiles of the histogram against the exact ones of the same values.
#include "histogram.hpp"

#include <gtest/gtest.h>
#include <algorithm>
#include <cmath>

#include "random.hpp"

namespace sejuta::sim {
namespace {

std::uint64_t exact(std::vector<std::uint64_t> const& sorted, double percent)
{
    auto const rank = static_cast<std::size_t>(
        std::max(1.0, std::ceil(percent / 100 * static_cast<double>(sorted.size()))));
    return sorted[rank - 1];
}

TEST(histogram, percentiles_are_within_one_bucket_of_the_exact_ones)
{
    for (std::uint64_t const seed : {1, 2, 3}) {
        prng random(seed);
        histogram found;
        std::vector<std::uint64_t> values;
        for (int i = 0; i < 20'000; ++i) {
            // From microseconds to hours, evenly over the magnitudes.
            auto const value = random.next() >> (24 + random.below(40));
            values.push_back(value);
            found.add(value);
        }
        std::sort(values.begin(), values.end());
        for (double const percent : {0.0, 1.0, 50.0, 90.0, 95.0, 99.0, 99.9, 100.0}) {
            auto const want = exact(values, percent);
            auto const got = found.percentile(percent);
            EXPECT_GE(got, want) << "seed " << seed << ", percent " << percent;
            EXPECT_LE(static_cast<double>(got), static_cast<double>(want) * (1 + 1.0 / 128))
                << "seed " << seed << ", percent " << percent;
        }
    }
}

TEST(histogram, small_values_are_exact)
{
    histogram found;
    for (std::uint64_t value = 1; value <= 200; ++value) found.add(value);
    EXPECT_EQ(found.percentile(50), 100U);
    EXPECT_EQ(found.percentile(99), 198U);
    EXPECT_EQ(found.min(), 1U);
    EXPECT_EQ(found.max(), 200U);
    EXPECT_DOUBLE_EQ(found.mean(), 100.5);
}

TEST(histogram, the_largest_and_the_smallest_value_have_a_bucket)
{
    histogram found;
    found.add(0);
    found.add(UINT64_MAX);
    EXPECT_EQ(found.percentile(50), 0U);
    EXPECT_EQ(found.percentile(100), UINT64_MAX);
}

TEST(histogram, an_empty_one_answers_zero)
{
    EXPECT_EQ(histogram{}.percentile(99), 0U);
    EXPECT_EQ(histogram{}.min(), 0U);
}

}  // namespace
}  // namespace sejuta::sim
