// SPDX-License-Identifier: Apache-2.0
// The end of a run as one page that needs nothing else: verdict, thresholds, figures, charts and
// the table behind them. Indonesian first; English stands beside it, and alone at the page's `#en`.
#include <cmath>

#include "chart.hpp"
#include "report.hpp"
#include "result_page.hpp"
#include "words.hpp"

namespace sejuta::sim {
namespace {

// Both languages; the page shows one.
std::string both(std::string const& id, std::string const& en)
{
    return "<span lang=\"id\">" + in_markup(id) + "</span><span lang=\"en\">" + in_markup(en) +
           "</span>";
}

std::string count_id(std::uint64_t number)
{
    return number_id(double(number));
}

std::string ms_id(std::uint64_t us)
{
    return us < 1'000'000 ? number_id(double(us) / 1'000) + " ms"
                          : number_id(double(us) / 1'000'000) + " s";
}

// The verdict in words. What is not a plain agreement is told as the program says it.
std::string sentence_id(told_run const& day)
{
    auto const& verdict = day.run.verdict;
    if (verdict.outcome != outcome::agrees) return verdict.sentence;
    return count_id(static_cast<std::uint64_t>(day.kept.receipted().acceptors)) +
           " akseptor dalam " + count_id(day.kept.counted()) +
           " laporan: buku tanda terima, rencana, GET /v1/totals, tayangan langsung dan jawaban "
           "buku besar kepada " +
           count_id(day.run.audited_terminals) + " terminal sama dalam " +
           count_id(verdict.compared) + " angka.";
}

std::string ending_html(told_run const& day)
{
    auto const& run = day.run;
    bool const good = run.verdict.outcome == outcome::agrees;
    std::string id = "Buku besar belum terbukti";
    if (good) id = "Buku besar cocok: selisih 0";
    if (run.verdict.outcome == outcome::mismatch) id = "BUKU BESAR TIDAK COCOK";
    if (run.verdict.outcome == outcome::short_) id = "Buku besar cocok, rencana tidak tercapai";
    std::string out = "<section class=\"verdict " + std::string(good ? "good" : "bad") +
                      "\"><h2><i>" + (good ? "✓" : "✗") + "</i> <span lang=\"id\">" + id +
                      "</span><span lang=\"en\">" +
                      (good ? "The ledger agrees: difference 0"
                       : run.verdict.outcome == outcome::mismatch
                           ? "LEDGER MISMATCH"
                           : "The ledger is not proven, or the plan was not reached") +
                      "</span></h2><p>" + both(sentence_id(day), run.verdict.sentence) + "</p>";
    std::string rows;
    std::size_t shown = 0;
    for (auto const& one : run.verdict.findings)
        if (++shown <= 20)
            rows += "<li>" + in_markup(one.who + ", " + one.what) + ": " +
                    number_id(double(one.found)) + " ≠ " + number_id(double(one.book)) + "</li>";
    for (auto const& one : run.verdict.reasons)
        if (++shown <= 40) rows += "<li>" + in_markup(one) + "</li>";
    return out + (rows.empty() ? "" : "<ul>" + rows + "</ul>") + "</section>";
}

struct threshold_words {
    char const* key;
    char const* id;
    char const* en;
    char const* unit;
};
constexpr threshold_words names[] = {
    {"receipt_p95_ms", "Tanda terima, p95", "Receipt, p95", " ms"},
    {"receipt_p99_ms", "Tanda terima, p99", "Receipt, p99", " ms"},
    {"freshness_p99_ms", "Sampai terlihat, p99", "Receipt to viewer, p99", " ms"},
    {"receipts_per_second", "Tanda terima per detik", "Receipts per second", ""},
    {"rejections", "Penolakan tak terduga", "Unexpected rejections", ""},
};

std::string thresholds_html(run_result const& run)
{
    if (run.thresholds.empty()) return "";
    std::string rows;
    for (auto const& one : run.thresholds) {
        threshold_words words{"", one.name.c_str(), one.name.c_str(), ""};
        for (auto const& known : names)
            if (one.name == known.key) words = known;
        rows += std::string("<tr class=\"") + (one.met ? "good" : "bad") + "\"><td><i>" +
                (one.met ? "✓" : "✗") + "</i></td><td>" + both(words.id, words.en) +
                "</td><td class=\"n\">" +
                (std::isfinite(one.found) ? number_id(one.found) + words.unit : "—") +
                "</td><td class=\"n soft\">" + (one.at_least ? "≥ " : "≤ ") + number_id(one.limit) +
                words.unit + "</td></tr>";
    }
    return "<section><h3>" + both("Ambang", "Thresholds") + "</h3><table>" + rows +
           "</table></section>";
}

std::string figure_row(char const* id, char const* en, std::string const& value)
{
    return "<tr><td>" + both(id, en) + "</td><td class=\"n\">" + in_markup(value) + "</td></tr>";
}

std::string figures_html(told_run const& day)
{
    auto const& run = day.run;
    auto const& kept = day.kept;
    std::string rows;
    rows += figure_row("Laporan direncanakan", "Reports planned", count_id(kept.reports()));
    rows += figure_row("Dengan tanda terima", "With a receipt", count_id(kept.counted()));
    rows += figure_row("Ditolak", "Refused", count_id(kept.refused()));
    rows +=
        figure_row("… sesuai aturan", "… as the rules want", count_id(kept.refused_as_expected()));
    rows += figure_row("Pengiriman", "Sendings", count_id(kept.sendings()));
    rows += figure_row("Duplikat dikenali", "Duplicates recognised", count_id(kept.duplicates()));
    rows += figure_row(
        "Tanda terima per detik", "Receipts per second",
        number_id(run.load_seconds > 0 ? std::round(double(kept.counted()) / run.load_seconds)
                                       : 0));
    rows += figure_row("Terminal", "Terminals", count_id(day.planned.terminals.size()));
    rows += figure_row("Tersambung serentak, terbanyak", "Connected at once, most",
                       count_id(run.connected_max));
    rows += figure_row("Sambung ulang", "Reconnects", count_id(run.reconnects));
    rows += figure_row("Penonton", "Viewers", count_id(day.from.viewers));
    rows += figure_row("Terminal bertanya ke buku besar", "Terminals that asked the ledger",
                       count_id(run.audited_terminals));
    for (auto const& [kind, sites] : day.planned.planted)
        rows +=
            figure_row(("Ditanam: " + kind).c_str(), ("Planted: " + kind).c_str(), count_id(sites));
    rows += figure_row("Lama", "Duration", number_id(run.seconds) + " s");
    return "<section><h3>" + both("Angka", "Figures") + "</h3><table>" + rows +
           "</table></section>";
}

std::string waits_html(run_result const& run)
{
    std::string rows;
    auto const add = [&](char const* id, char const* en, histogram const& from) {
        if (from.count() == 0) return;
        rows += "<tr><td>" + both(id, en) + "</td>";
        for (double const percent : {50.0, 95.0, 99.0, 99.9})
            rows += "<td class=\"n\">" + ms_id(from.percentile(percent)) + "</td>";
        rows += "<td class=\"n\">" + ms_id(from.max()) + "</td><td class=\"n soft\">" +
                count_id(from.count()) + "</td></tr>";
    };
    add("Jatuh tempo → tanda terima", "Due → receipt", run.latency_us);
    add("Tunggakan awal → tanda terima", "Backlog at the begin → receipt", run.backlog_us);
    add("Tanda terima → terlihat", "Receipt → seen by a viewer", run.freshness_us);
    if (rows.empty()) return "";
    return "<section class=\"wide\"><h3>" + both("Waktu", "Times") +
           "</h3><table><tr class=\"head\"><th></th><th>p50</th><th>p95</th><th>p99</th>"
           "<th>p99,9</th><th>max</th><th>n</th></tr>" +
           rows + "</table></section>";
}

std::string charts_html(run_result const& run)
{
    if (run.samples.size() < 2) return "";
    std::vector<double> seconds;
    for (auto const& one : run.samples) seconds.push_back(one.seconds);
    auto const line = [&](char const* name, char const* style, auto const& value) {
        chart_line out{name, style, {}};
        for (auto const& one : run.samples) out.values.push_back(value(one));
        return out;
    };
    auto const ms = [](std::uint64_t us) { return us == 0 ? std::nan("") : double(us) / 1'000; };
    std::string out = "<section class=\"charts\">";
    out += chart_svg({both("Laju", "Rate"),
                      "tanda terima/detik · receipts/s",
                      seconds,
                      {line("", "teal", [](auto const& at) { return at.receipts_per_second; })}});
    out += chart_svg({both("Waktu tanda terima", "Receipt latency"),
                      "ms",
                      seconds,
                      {line("p99", "vermilion", [&](auto const& at) { return ms(at.p99_us); }),
                       line("p95", "gold", [&](auto const& at) { return ms(at.p95_us); }),
                       line("p50", "teal", [&](auto const& at) { return ms(at.p50_us); })}});
    out += chart_svg(
        {both("Sampai terlihat penonton", "Receipt to viewer"),
         "ms",
         seconds,
         {line("p99", "vermilion", [&](auto const& at) { return ms(at.freshness_p99_us); }),
          line("p50", "teal", [&](auto const& at) { return ms(at.freshness_p50_us); })}});
    out += chart_svg({both("Sambungan", "Connections"),
                      "terminal",
                      seconds,
                      {line("", "ink", [](auto const& at) { return double(at.connections); })}});
    return out + "</section>";
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
            rows += "<td class=\"n\">" + number_id(value) + "</td>";
        rows += "</tr>";
    }
    return "<details><summary>" + both("Tabel per detik", "Table by second") +
           "</summary><table><tr class=\"head\"><th>s</th><th>" + both("tanda terima", "receipts") +
           "</th><th>/s</th><th>" + both("sambungan", "connections") +
           "</th><th>p50 ms</th><th>p99 ms</th><th>" + both("terlihat p99 ms", "seen p99 ms") +
           "</th></tr>" + rows + "</table></details>";
}

}  // namespace

std::string html_text(told_run const& day)
{
    auto const sums = day.kept.receipted();
    auto const scale = day.from.scale < 1 ? format(" · skala %g", day.from.scale) : "";
    return std::string(page_head) + "<title>" + in_markup(day.from.name) +
           " · Sejuta</title></head>" +
           "<body><span id=\"en\"></span><header><p class=\"brand\">Sejuta · " +
           both("laporan gladi", "rehearsal report") +
           " · <a class=\"to-en\" href=\"#en\">English</a><a class=\"to-id\" href=\"#\">Bahasa "
           "Indonesia</a></p><h1>" +
           both(day.from.title_id, day.from.title) + "</h1><p class=\"soft\">" +
           in_markup(day.from.name + " · " + day.run.event + " · seed " +
                     std::to_string(day.run.seed) + scale + " · " + day.run.server) +
           "</p><p class=\"number\">" + number_id(double(sums.acceptors)) + "</p><p>" +
           both("akseptor, dari " + number_id(double(day.planned.wanted.total())) + " direncanakan",
                "acceptors of " + number_id(double(day.planned.wanted.total())) + " planned") +
           "</p></header><main>" + ending_html(day) + "<div class=\"columns\">" +
           thresholds_html(day.run) + figures_html(day) + "</div>" + waits_html(day.run) +
           charts_html(day.run) + table_html(day.run) + "</main></body></html>\n";
}

}  // namespace sejuta::sim
