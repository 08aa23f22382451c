// SPDX-License-Identifier: Apache-2.0
// Randomness that is the same on every machine: the standard library's distributions and shuffle
// may differ between versions, and a rehearsal must be a pure function of scenario and seed.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/assert.hpp"

namespace sejuta::sim {

// SplitMix64: one word of state, every seed is a good seed.
class prng {
public:
    explicit prng(std::uint64_t seed) : state_(seed) {}

    // A stream of its own for each purpose, so that one more draw here moves nothing there.
    prng(std::uint64_t seed, std::string_view purpose) : state_(seed)
    {
        for (char const letter : purpose)
            state_ = (state_ ^ static_cast<unsigned char>(letter)) * 0x100000001b3ULL;
        state_ = next();
    }

    std::uint64_t next()
    {
        state_ += 0x9e3779b97f4a7c15ULL;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ULL;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
        return mixed ^ (mixed >> 31);
    }

    // 0 to bound - 1, every value equally likely.
    std::uint64_t below(std::uint64_t bound)
    {
        SEJUTA_ASSERT(bound > 0, "there is no number below 0");
        std::uint64_t const limit = UINT64_MAX - UINT64_MAX % bound;
        std::uint64_t drawn = next();
        while (drawn >= limit) drawn = next();
        return drawn % bound;
    }

    // first to last, both included.
    std::uint64_t between(std::uint64_t first, std::uint64_t last)
    {
        return first + below(last - first + 1);
    }

    // 0 to just below 1.
    double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

    // The index of one weight, drawn in proportion; at least one weight must be above 0.
    std::size_t weighted(std::span<double const> weights)
    {
        double sum = 0;
        for (double const weight : weights) sum += weight;
        SEJUTA_ASSERT(sum > 0, "nothing to draw from");
        double left = unit() * sum;
        std::size_t chosen = weights.size();
        for (std::size_t i = 0; i < weights.size(); ++i) {
            if (weights[i] <= 0) continue;
            chosen = i;  // the last positive one also takes what rounding leaves over
            if (left < weights[i]) break;
            left -= weights[i];
        }
        return chosen;
    }

    template <class T>
    void shuffle(std::vector<T>& items)
    {
        for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
    }

private:
    std::uint64_t state_;
};

}  // namespace sejuta::sim
