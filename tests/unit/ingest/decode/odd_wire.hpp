// SPDX-License-Identifier: Apache-2.0
// Frames of reports as no proper writer makes them, by a seed: numbers and lengths longer than need
// be, fields unknown, twice or of another type, texts of any bytes, ends missing. Most parts of
// most frames are ordinary, so that what comes after an oddity is still reached.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace sejuta::tests {

class odd_wire {
public:
    explicit odd_wire(std::uint32_t seed) : random_(seed) {}

    // The frame of these Report messages.
    static std::string frame_of(std::vector<std::string> const& reports)
    {
        std::string body;
        for (auto const& report : reports) body += '\x0a' + shortest(report.size()) + report;
        return '\x12' + shortest(body.size()) + body;
    }

    std::string frame()
    {
        std::string body;
        for (auto reports = below(3); reports > 0; --reports) body += part(1, message(report_));
        auto whole = part(2, body);
        if (one_in(20)) whole += part(below(7), {});
        if (one_in(20)) whole.resize(below(whole.size() + 1));
        return whole;
    }

private:
    enum class kind { number, eight_bytes, text, correction, proof };
    using kinds = std::vector<kind>;  // of fields 1, 2, …

    std::size_t below(std::size_t end) { return random_() % end; }
    bool one_in(std::size_t n) { return below(n) == 0; }

    static std::string shortest(std::uint64_t value)
    {
        std::string bytes;
        for (; value >= 0x80; value >>= 7) bytes += static_cast<char>(0x80 | (value & 0x7f));
        return bytes + static_cast<char>(value);
    }
    std::string varint(std::uint64_t value)
    {
        auto bytes = shortest(value);
        if (!one_in(40)) return bytes;
        bytes.back() = static_cast<char>(bytes.back() | 0x80);
        bytes.append(below(10), '\x80');
        return bytes + static_cast<char>(below(128));
    }
    std::uint64_t value()
    {
        constexpr std::array<std::uint64_t, 10> edges{
            0, 1, 2, 127, 128, 0x7fffffff, 0x80000000, 0x100000000, 1ULL << 63, ~0ULL};
        return edges[below(edges.size())];
    }
    std::string part(std::size_t field, std::string const& bytes)
    {
        return varint(field << 3 | 2) + varint(bytes.size()) + bytes;
    }
    std::string text()
    {
        std::string bytes(below(4), 'P');
        if (!one_in(10)) return bytes;
        constexpr std::array<char const*, 3> odd{"\xc3\xa9", "\xff", "\xed\xa0\x80"};
        return bytes + odd[below(odd.size())];
    }

    std::string field(std::size_t number, kind what)
    {
        switch (what) {
        case kind::number: return varint(number << 3) + varint(value());
        case kind::eight_bytes: return varint(number << 3 | 1) + std::string(8, 'e');
        case kind::text: return part(number, text());
        case kind::correction: return part(number, message(correction_));
        case kind::proof: break;
        }
        return part(number, message(proof_));
    }

    // Some of the fields in any order; now and then one twice, one too many, or of another kind.
    std::string message(kinds const& of)
    {
        std::vector<std::size_t> numbers;
        for (std::size_t number = 1; number <= of.size(); ++number)
            if (!one_in(3)) numbers.push_back(number);
        std::shuffle(numbers.begin(), numbers.end(), random_);
        if (one_in(20)) numbers.push_back(1 + below(of.size()));
        if (one_in(20)) numbers.push_back(below(20));
        std::string bytes;
        for (auto const number : numbers) {
            bool const known = number >= 1 && number <= of.size() && !one_in(100);
            bytes += field(number, known ? of[number - 1] : static_cast<kind>(below(5)));
        }
        return bytes;
    }

    std::mt19937 random_;
    kinds const correction_ = kinds(3, kind::number);
    kinds const proof_{kind::eight_bytes, kind::number, kind::number,
                       kind::number,      kind::number, kind::text};
    kinds const report_ = [] {
        kinds of(11, kind::number);
        of[1] = kind::text;
        of.push_back(kind::correction);
        of.push_back(kind::proof);
        return of;
    }();
};

}  // namespace sejuta::tests
