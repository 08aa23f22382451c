// SPDX-License-Identifier: Apache-2.0
// A line chart as inline SVG for the report: lines over seconds, labelled at their ends, a quiet
// axis that shows zero. Pure; colours are classes of the page.
#pragma once

#include <string>
#include <vector>

namespace sejuta::sim {

struct chart_line {
    std::string name;            // written beside its end
    std::string style;           // a class of the page
    std::vector<double> values;  // NaN: nothing to show
};

struct chart {
    std::string title;
    std::string unit;
    std::vector<double> seconds;  // of all lines
    std::vector<chart_line> lines;
    double limit = 0;  // a dashed line; 0: none
};

// 1 2 5 10 20 50 ...: the smallest such number that is not below `value`.
double nice_above(double value);
// As id-ID writes it: 1.234,5 with as many decimals as the size asks for.
std::string number_id(double value);
std::string chart_svg(chart const&);

}  // namespace sejuta::sim
