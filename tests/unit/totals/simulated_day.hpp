// SPDX-License-Identifier: Apache-2.0
// A simulated service day: sites of five kinds in three zones, each with its own size, whose
// reports follow a shape that differs from day to day: everybody may be late, a kind of place may
// be busier after lunch, more or less is typed in at night. Every day is another seed.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "domain/event.hpp"

namespace sejuta::tests {

struct simulated_report {
    base::unix_ms at_ms = 0;
    std::size_t site = 0;
    std::uint32_t count = 0;
};

struct simulated_site {
    domain::zone zone = domain::zone::wib;
    domain::place place{};
};

class simulated_day {
public:
    simulated_day(unsigned seed, domain::service_date date, std::size_t sites_of_a_kind)
        : random_(seed),
          date_(date)
    {
        delay_minutes_ = normal() * 12;
        for (auto const& kind : domain::place_tokens) shape(kind.value);
        for (auto const zone : {domain::zone::wib, domain::zone::wita, domain::zone::wit})
            for (auto const& kind : domain::place_tokens)
                for (std::size_t i = 0; i < sites_of_a_kind; ++i) add_site(zone, kind.value);
        std::sort(reports.begin(), reports.end(),
                  [](auto const& a, auto const& b) { return a.at_ms < b.at_ms; });
    }

    std::vector<simulated_site> sites;
    std::vector<simulated_report> reports;  // by time

private:
    // Parts of the day by local minutes; the last one is the tail until 22.00 WIB.
    static constexpr std::array<double, 9> bounds{0, 480, 540, 630, 720, 780, 870, 900, 0};
    using weights = std::array<double, 8>;

    double normal() { return std::normal_distribution<double>()(random_); }
    double unit() { return std::uniform_real_distribution<double>()(random_); }

    // What a kind of place usually does, each part of it more or less today.
    void shape(domain::place place)
    {
        static constexpr std::array<weights, 5> usual{{{1, 10, 26, 23, 8, 17, 6, 9},
                                                       {3, 9, 18, 16, 7, 15, 8, 24},
                                                       {1, 8, 23, 22, 9, 18, 7, 12},
                                                       {5, 8, 20, 18, 8, 15, 6, 20},
                                                       {0, 9, 28, 25, 8, 16, 6, 8}}};
        auto& today = shapes_[static_cast<std::size_t>(place)];
        today = usual[static_cast<std::size_t>(place) - 1];
        for (auto& part : today) part *= std::exp(0.25 * normal());
    }
    void add_site(domain::zone zone, domain::place place)
    {
        auto const site = sites.size();
        sites.push_back({zone, place});
        double const size = std::exp(2.2 + 0.7 * normal());  // reports; nine are usual
        auto const reports_of_site =
            std::poisson_distribution<int>(size)(random_) + (unit() < 0.9 ? 1 : 0);
        for (int i = 0; i < reports_of_site; ++i)
            reports.push_back({instant(zone, place), site, count()});
    }
    std::uint32_t count()
    {
        auto const drawn = unit();
        return drawn < 0.6 ? 1U : 1U + static_cast<std::uint32_t>(-6 * std::log(unit()));
    }
    base::unix_ms instant(domain::zone zone, domain::place place)
    {
        auto const& today = shapes_[static_cast<std::size_t>(place)];
        std::discrete_distribution<std::size_t> parts(today.begin(), today.end());
        auto const part = parts(random_);
        double const cut_off = (22 + static_cast<int>(zone) - 7) * 60.0;
        double minutes = 0;
        if (part == today.size() - 1) {
            auto const within = unit();
            minutes = bounds[part] + within * within * (cut_off - bounds[part]);
        } else {
            minutes = bounds[part] + unit() * (bounds[part + 1] - bounds[part]);
        }
        minutes = std::clamp(minutes + delay_minutes_, 0.0, cut_off - 0.1);
        return date_.begins_ms(zone) + static_cast<base::unix_ms>(minutes * 60'000);
    }

    std::mt19937 random_;
    domain::service_date date_;
    double delay_minutes_ = 0;
    std::array<weights, 6> shapes_{};
};

}  // namespace sejuta::tests
