// SPDX-License-Identifier: Apache-2.0
// A line chart as inline SVG for the report: lines over seconds, labelled at their ends, a quiet
// axis that shows zero, or powers of ten. Pure; colours are classes of the page.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "words.hpp"

namespace sejuta::sim {

struct chart_line {
    std::string name;            // written beside its end
    std::string style;           // a class of the page
    std::vector<double> values;  // NaN: nothing to show
};

struct chart {
    saying title;
    saying unit;
    std::vector<double> seconds;  // of all lines
    std::vector<chart_line> lines;
    double limit = 0;  // a dashed line with its name; 0: none
    saying limit_name;
    std::vector<std::pair<double, double>> bands;  // spans of seconds that are shaded
    // Powers of ten where the lines are so far apart that a common axis would show the highest
    // alone.
    bool may_be_logarithmic = false;
};

// 1 2 5 10 20 50 ...: the smallest such number that is not below `value`.
double nice_above(double value);
// Both languages as elements of which the page shows one; one text where they are the same.
std::string in_both(saying const&, char const* element = "span", std::string const& with = {});
// As id-ID writes it: 1.234,5 with as many decimals as the size asks for.
std::string number_id(double value);
// The same as English writes it: 1,234.5.
std::string in_english_marks(std::string const& id);
std::string chart_svg(chart const&);

}  // namespace sejuta::sim
