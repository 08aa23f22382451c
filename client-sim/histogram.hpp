// SPDX-License-Identifier: Apache-2.0
// Latencies in log-linear buckets: exact below 256, afterwards 128 buckets for each power of two,
// so a percentile is never more than 0.8 % too high and memory never grows. Not thread-safe.
#pragma once

#include <array>
#include <cstdint>

namespace sejuta::sim {

class histogram {
public:
    void add(std::uint64_t value);
    std::uint64_t count() const { return count_; }
    std::uint64_t max() const { return max_; }
    std::uint64_t min() const { return count_ == 0 ? 0 : min_; }
    double mean() const;
    // The smallest bucket's upper edge that at least `percent` of the values do not exceed; never
    // above max(); 0 where nothing was added. percent is 0 to 100.
    std::uint64_t percentile(double percent) const;

private:
    static constexpr int sub_bits_ = 7;
    static constexpr std::size_t exact_ = std::size_t{2} << sub_bits_;
    static constexpr std::size_t buckets_ = exact_ + ((64 - sub_bits_ - 1) << sub_bits_);

    static std::size_t index_of(std::uint64_t value);
    static std::uint64_t upper_edge(std::size_t index);

    std::array<std::uint64_t, buckets_> counts_{};
    std::uint64_t count_ = 0;
    std::uint64_t max_ = 0;
    std::uint64_t min_ = UINT64_MAX;
    double sum_ = 0;
};

}  // namespace sejuta::sim
