// SPDX-License-Identifier: Apache-2.0
// See chart.hpp.
#include "chart.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "words.hpp"

namespace sejuta::sim {
namespace {

constexpr double width = 420, height = 200;
constexpr double left = 56, right = 38, top = 14, bottom = 24;

constexpr double far_apart = 50;  // the highest value and the lowest, on an axis that shows zero

struct scale {
    double seconds_max = 1;
    double value_min = 0;  // above 0: logarithmic, both ends powers of ten
    double value_max = 1;
    double x(double seconds) const { return left + (width - left - right) * seconds / seconds_max; }
    double y(double value) const
    {
        return height - bottom - (height - top - bottom) * share_of(value);
    }
    double share_of(double value) const
    {
        if (value_min == 0) return value / value_max;
        return std::log(std::max(value, value_min) / value_min) / std::log(value_max / value_min);
    }
    std::vector<double> ticks() const
    {
        if (value_min == 0) return {0, value_max / 2, value_max};
        std::vector<double> powers;
        for (double power = value_min; power <= value_max * 1.001; power *= 10)
            powers.push_back(power);
        return powers;
    }
};

scale scale_of(chart const& of)
{
    scale at;
    double most = 0, least = INFINITY;
    for (auto const& line : of.lines)
        for (double const value : line.values)
            if (!std::isnan(value)) {
                most = std::max(most, value);
                if (value > 0) least = std::min(least, value);
            }
    at.value_max = nice_above(most);
    if (of.may_be_logarithmic && most > least * far_apart) {
        at.value_min = std::pow(10, std::floor(std::log10(least)));
        at.value_max = std::pow(10, std::ceil(std::log10(most)));
    }
    at.seconds_max = of.seconds.empty() ? 1 : std::max(1.0, of.seconds.back());
    return at;
}

std::string text_at(double x, double y, char const* anchor, std::string const& style,
                    saying const& text)
{
    return in_both(
        text, "text",
        format(" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"", x, y, anchor) + style + "\"");
}

std::string number_at(double x, double y, char const* anchor, std::string const& number)
{
    return text_at(x, y, anchor, "tick", {in_english_marks(number), number});
}

std::string rule(double x1, double y1, double x2, double y2, char const* style)
{
    return format("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>", x1, y1,
                  x2, y2, style);
}

// Whole steps of 1, 2 or 5: 2.5 would need decimals.
double tick_above(double value)
{
    double const nice = nice_above(value);
    double const power = std::pow(10, std::floor(std::log10(nice) + 1e-9));
    return nice > 2.2 * power && nice < 3 * power ? 5 * power : nice;
}

std::string bands(chart const& of, scale const& at)
{
    constexpr double narrowest = 2;
    std::string out;
    for (auto const& [from, to] : of.bands) {
        double const x = at.x(std::min(from, at.seconds_max));
        double const wide = std::max(narrowest, at.x(std::min(to, at.seconds_max)) - x);
        out += format("<rect class=\"band\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                      x, top, wide, height - top - bottom);
    }
    return out;
}

std::string axes(chart const& of, scale const& at)
{
    std::string out;
    auto const ticks = at.ticks();
    for (double const value : ticks) {
        bool const lowest = value == ticks.front();
        out += rule(left, at.y(value), width - right, at.y(value), lowest ? "axis" : "grid");
        out += number_at(left - 6, at.y(value) + 4, "end", number_id(value));
    }
    double const step = tick_above(at.seconds_max / 5);
    for (double seconds = 0; seconds <= at.seconds_max * 1.001; seconds += step)
        out += number_at(at.x(seconds), height - 6, "middle", number_id(seconds) + " s");
    if (of.limit > at.value_min && of.limit <= at.value_max) {
        out += rule(left, at.y(of.limit), width - right, at.y(of.limit), "limit");
        out += text_at(left + 4, at.y(of.limit) - 4, "start", "limit-name", of.limit_name);
    }
    return out;
}

// Where there was nothing to measure the line has a gap.
std::string polyline(chart_line const& line, std::vector<double> const& seconds, scale const& at)
{
    std::string path;
    bool down = false;
    for (std::size_t i = 0; i < line.values.size(); ++i) {
        if (std::isnan(line.values[i])) {
            down = false;
            continue;
        }
        path += format("%c%.1f %.1f", down ? 'L' : 'M', at.x(seconds[i]), at.y(line.values[i]));
        if (!std::exchange(down, true)) path += 'h' + std::string("0.1");  // alone: a dot
    }
    return "<path class=\"line " + line.style + "\" d=\"" + path + "\"/>";
}

// The names stand where the lines end, pushed apart where they would touch.
std::string end_labels(chart const& of, scale const& at)
{
    std::vector<std::pair<double, chart_line const*>> ends;
    for (auto const& line : of.lines)
        for (auto value = line.values.rbegin(); value != line.values.rend(); ++value)
            if (!std::isnan(*value)) {
                ends.emplace_back(at.y(*value), &line);
                break;
            }
    std::sort(ends.begin(), ends.end(),
              [](auto const& one, auto const& two) { return one.first < two.first; });
    constexpr double apart = 16;  // what the largest type of the page needs
    double const floor = height - bottom - apart * static_cast<double>(ends.size());
    double above = -100;
    std::string out;
    for (std::size_t i = 0; i < ends.size(); ++i) {
        double const y =
            std::max(above + apart, std::min(ends[i].first, floor + apart * double(i + 1)));
        above = y;
        out += text_at(width - right + 5, y + 4, "start", "name " + ends[i].second->style,
                       {ends[i].second->name, ends[i].second->name});
    }
    return out;
}

}  // namespace

double nice_above(double value)
{
    if (!(value > 0)) return 1;
    double const power = std::pow(10, std::floor(std::log10(value)));
    for (double const step : {1.0, 2.0, 2.5, 5.0, 10.0})
        if (value <= power * step * 1.0001) return power * step;
    return power * 10;
}

std::string number_id(double value)
{
    int const decimals = value == std::floor(value) || std::abs(value) >= 100 ? 0
                         : std::abs(value) >= 10                              ? 1
                                                                              : 2;
    std::string plain = format("%.*f", decimals, std::abs(value));
    auto const point = plain.find('.');
    auto whole = in_groups(plain.substr(0, point), '.');
    if (point != std::string::npos) whole += "," + plain.substr(point + 1);
    return value < 0 ? "-" + whole : whole;
}

std::string in_english_marks(std::string const& id)
{
    auto en = id;
    for (auto& letter : en)
        if (letter == '.' || letter == ',') letter = letter == '.' ? ',' : '.';
    return en;
}

std::string in_both(saying const& what, char const* element, std::string const& with)
{
    auto const one = [&](std::string const& language, std::string const& text) {
        return "<" + std::string(element) + language + with + ">" + in_markup(text) + "</" +
               element + ">";
    };
    if (what.en != what.id) return one(" lang=\"id\"", what.id) + one(" lang=\"en\"", what.en);
    return with.empty() ? in_markup(what.id) : one("", what.id);
}

std::string chart_svg(chart const& of)
{
    auto const at = scale_of(of);
    auto unit = of.unit;
    if (at.value_min > 0) unit = {unit.en + ", powers of ten", unit.id + ", pangkat sepuluh"};
    std::string out =
        "<figure><figcaption>" + in_both(of.title) + " <small>" + in_both(unit) +
        "</small></figcaption>" +
        format("<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"", width, height) +
        in_markup(of.title.id + ", " + unit.id) + "\">" + bands(of, at) + axes(of, at);
    for (auto const& line : of.lines) out += polyline(line, of.seconds, at);
    return out + end_labels(of, at) + "</svg></figure>";
}

}  // namespace sejuta::sim
