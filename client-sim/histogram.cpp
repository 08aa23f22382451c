// SPDX-License-Identifier: Apache-2.0
// Bucket arithmetic: a value of 2^e with e >= 8 keeps its 7 bits below the leading one.
//   value   1 bbbbbbb xxxx...   →   index = 256 + (e - 8) * 128 + bbbbbbb
#include "histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace sejuta::sim {

std::size_t histogram::index_of(std::uint64_t value)
{
    if (value < exact_) return static_cast<std::size_t>(value);
    int const exponent = std::bit_width(value) - 1;
    auto const shift = static_cast<unsigned>(exponent - sub_bits_);
    std::size_t const below_leading = (value >> shift) & ((1U << sub_bits_) - 1);
    return exact_ + (static_cast<std::size_t>(exponent - sub_bits_ - 1) << sub_bits_) +
           below_leading;
}

std::uint64_t histogram::upper_edge(std::size_t index)
{
    if (index < exact_) return index;
    std::size_t const past = index - exact_;
    auto const shift = static_cast<unsigned>((past >> sub_bits_) + 1);
    std::uint64_t const leading = (1U << sub_bits_) | (past & ((1U << sub_bits_) - 1));
    return (leading << shift) + ((std::uint64_t{1} << shift) - 1);
}

void histogram::add(std::uint64_t value, std::uint64_t times)
{
    if (times == 0) return;
    counts_[index_of(value)] += times;
    count_ += times;
    max_ = std::max(max_, value);
    min_ = std::min(min_, value);
    sum_ += static_cast<double>(value) * static_cast<double>(times);
}

void histogram::merge(histogram const& other)
{
    if (other.count_ == 0) return;
    for (std::size_t i = 0; i < buckets_; ++i) counts_[i] += other.counts_[i];
    count_ += other.count_;
    max_ = std::max(max_, other.max_);
    min_ = std::min(min_, other.min_);
    sum_ += other.sum_;
}

std::vector<std::pair<std::uint32_t, std::uint64_t>> histogram::filled() const
{
    std::vector<std::pair<std::uint32_t, std::uint64_t>> out;
    if (count_ == 0) return out;
    for (std::uint32_t i = 0; i < buckets_; ++i)
        if (counts_[i] != 0) out.emplace_back(i, counts_[i]);
    return out;
}

void histogram::restore(std::vector<std::pair<std::uint32_t, std::uint64_t>> const& from,
                        ends const& at)
{
    clear();
    for (auto const& [index, times] : from)
        if (index < buckets_) counts_[index] = times;
    count_ = at.count;
    max_ = at.max;
    min_ = at.min;
    sum_ = at.sum;
}

double histogram::mean() const
{
    return count_ == 0 ? 0 : sum_ / static_cast<double>(count_);
}

std::uint64_t histogram::percentile(double percent) const
{
    if (count_ == 0) return 0;
    auto const wanted = static_cast<std::uint64_t>(
        std::max(1.0, std::ceil(percent / 100 * static_cast<double>(count_))));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < buckets_; ++i) {
        seen += counts_[i];
        if (seen >= wanted) return std::min(upper_edge(i), max_);
    }
    return max_;
}

}  // namespace sejuta::sim
