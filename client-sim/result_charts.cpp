// SPDX-License-Identifier: Apache-2.0
// The charts of the HTML report and the table behind them. See result_parts.hpp.
#include <cmath>

#include "chart.hpp"
#include "result_parts.hpp"

namespace sejuta::sim {
namespace {

// What every chart of the run shares.
struct chart_maker {
    explicit chart_maker(run_result const& of) : run(of)
    {
        for (auto const& one : run.samples) seconds.push_back(one.seconds);
        for (auto const& one : run.incidents) bands.emplace_back(one.from_seconds, one.to_seconds);
    }
    template <class value>
    chart_line line(char const* name, char const* style, value&& of) const
    {
        chart_line out{name, style, {}};
        for (auto const& one : run.samples) out.values.push_back(of(one));
        return out;
    }
    // Of times: with the dashed line of their threshold. Empty: of what is no time.
    std::string svg(saying title, saying unit, std::vector<chart_line> lines,
                    std::string const& threshold = {}) const
    {
        chart out{std::move(title),
                  std::move(unit),
                  seconds,
                  std::move(lines),
                  0,
                  {"limit p99", "ambang p99"},
                  bands,
                  !threshold.empty()};  // times
        for (auto const& one : run.thresholds)
            if (one.name == threshold) out.limit = one.limit;
        return chart_svg(out);
    }

    run_result const& run;
    std::vector<double> seconds;
    std::vector<std::pair<double, double>> bands;
};

}  // namespace

std::string charts_html(run_result const& run)
{
    if (run.samples.size() < 2) return "";
    chart_maker const make(run);
    auto const ms = [](std::uint64_t us) { return us == 0 ? std::nan("") : double(us) / 1'000; };
    return "<section class=\"charts\">" +
           make.svg(
               {"Rate", "Laju"}, {"receipts/s", "tanda terima/detik"},
               {make.line("", "teal", [](auto const& at) { return at.receipts_per_second; })}) +
           make.svg({"Receipt latency", "Waktu tanda terima"}, {"ms", "ms"},
                    {make.line("p99", "vermilion", [&](auto const& at) { return ms(at.p99_us); }),
                     make.line("p95", "gold", [&](auto const& at) { return ms(at.p95_us); }),
                     make.line("p50", "teal", [&](auto const& at) { return ms(at.p50_us); })},
                    "receipt_p99_ms") +
           make.svg(
               {"Receipt to viewer", "Sampai terlihat penonton"}, {"ms", "ms"},
               {make.line("p99", "vermilion",
                          [&](auto const& at) { return ms(at.freshness_p99_us); }),
                make.line("p50", "teal", [&](auto const& at) { return ms(at.freshness_p50_us); })},
               "freshness_p99_ms") +
           make.svg({"Connections", "Sambungan"}, {"terminals", "terminal"},
                    {make.line("", "ink", [](auto const& at) { return double(at.connections); })}) +
           "</section>";
}

// At most sixty rows, so that the page prints.
std::string table_html(run_result const& run)
{
    if (run.samples.empty()) return "";
    std::size_t const step = (run.samples.size() + 59) / 60;
    std::string rows;
    for (std::size_t i = step - 1; i < run.samples.size(); i += step) {
        auto const& one = run.samples[i];
        rows += "<tr><td class=\"n\">" + number_id(std::round(one.seconds)) + "</td>";
        for (double const value :
             {double(one.receipts), std::round(one.receipts_per_second), double(one.connections),
              double(one.p50_us) / 1'000, double(one.p99_us) / 1'000,
              double(one.freshness_p99_us) / 1'000})
            rows += "<td class=\"n\">" + numeral(number_id(value)) + "</td>";
        rows += "</tr>";
    }
    return "<details><summary>" + both("Tabel per detik", "Table by second") +
           "</summary><table><tr class=\"head\"><th>s</th><th>" + both("tanda terima", "receipts") +
           "</th><th>/s</th><th>" + both("sambungan", "connections") +
           "</th><th>p50 ms</th><th>p99 ms</th><th>" + both("terlihat p99 ms", "seen p99 ms") +
           "</th></tr>" + rows + "</table></details>";
}

}  // namespace sejuta::sim
