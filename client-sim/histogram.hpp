// SPDX-License-Identifier: Apache-2.0
// Latencies in log-linear buckets: exact below 256, afterwards 128 buckets for each power of two,
// so a percentile is never more than 0.8 % too high and memory never grows. Not thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace sejuta::sim {

class histogram {
public:
    void add(std::uint64_t value, std::uint64_t times = 1);
    // As if every value of the other had been added here.
    void merge(histogram const& other);
    void clear() { *this = {}; }
    // The buckets that hold something, and back: for another process or a file.
    std::vector<std::pair<std::uint32_t, std::uint64_t>> filled() const;
    struct ends {
        std::uint64_t count = 0;
        std::uint64_t max = 0;
        std::uint64_t min = UINT64_MAX;
        double sum = 0;
    };
    ends edges() const { return {count_, max_, min_, sum_}; }
    void restore(std::vector<std::pair<std::uint32_t, std::uint64_t>> const&, ends const&);
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
