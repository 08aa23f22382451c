// SPDX-License-Identifier: Apache-2.0
// The end of a run as one page that needs nothing else: verdict, thresholds, figures, charts and
// the table behind them. Indonesian first; English stands beside it, and alone at the page's `#en`.
#include <algorithm>
#include <cmath>
#include <ctime>

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

// A number with its unit as id-ID writes it, and as English does: 1.234,5 and 1,234.5.
std::string numeral(std::string const& id)
{
    auto en = id;
    for (auto& letter : en)
        if (letter == '.' || letter == ',') letter = letter == '.' ? ',' : '.';
    return en == id ? in_markup(id) : both(id, en);
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

std::string acceptors_id(told_run const& day)
{
    return number_id(double(day.kept.receipted().acceptors)) + " akseptor dalam " +
           count_id(day.kept.counted()) + " laporan";
}

std::string agreement_id(told_run const& day)
{
    auto const& run = day.run;
    return acceptors_id(day) + ": buku tanda terima, rencana, GET /v1/totals, tayangan langsung" +
           (run.verdict.recount_compared ? ", hitung ulang buku besar mentah" : "") +
           " dan jawaban buku besar kepada " + count_id(run.audited_terminals) +
           " terminal sama dalam " + count_id(run.verdict.compared) + " angka" +
           (!run.recount.made() ? "; buku besar mentah tidak dihitung ulang."
            : run.verdict.recount_compared
                ? "."
                : "; buku besar mentah dihitung pada revisi lain dan tidak dibandingkan.");
}

std::string unproven_id(told_run const& day)
{
    auto const& run = day.run;
    if (run.ending == ending::interrupted) return "Gladi dihentikan sebelum selesai.";
    if (run.ending == ending::out_of_time) return "Gladi mencapai batas --max-duration.";
    std::string out = "Gladi tidak selesai: " + acceptors_id(day) + " memegang tanda terima.";
    if (!run.incidents.empty() && run.incidents.back().open)
        out += " Terakhir: " + in_indonesian(run.incidents.back()) + ".";
    if (run.recount.made()) out += " Hitung ulang buku besar mentah: selisih 0.";
    return out;
}

std::string sentence_id(told_run const& day)
{
    auto const& verdict = day.run.verdict;
    switch (verdict.outcome) {
    case outcome::agrees: return agreement_id(day);
    case outcome::short_:
        return "Buku besar cocok dengan tanda terima (" + acceptors_id(day) + "), dari " +
               number_id(double(day.planned.wanted.total())) + " akseptor yang direncanakan.";
    case outcome::mismatch:
        return count_id(verdict.differences) + " selisih " +
               (verdict.inside_ledger
                    ? "di dalam buku besar mentah, walau terminal dan total sama: "
                    : "antara buku besar dan buku tanda terima: ") +
               acceptors_id(day) + ".";
    case outcome::unproven: break;
    }
    return unproven_id(day);
}

struct verdict_words {
    char const* id;
    char const* en;
};

verdict_words heading_of(outcome value)
{
    switch (value) {
    case outcome::agrees: return {"Buku besar cocok: selisih 0", "The ledger agrees: difference 0"};
    case outcome::short_:
        return {"Buku besar cocok, rencana tidak tercapai",
                "The ledger agrees, the plan was not reached"};
    case outcome::mismatch: return {"BUKU BESAR TIDAK COCOK", "LEDGER MISMATCH"};
    case outcome::unproven: break;
    }
    return {"Buku besar belum terbukti", "The ledger is not proven"};
}

std::string ending_html(told_run const& day)
{
    auto const& run = day.run;
    bool const good = run.verdict.outcome == outcome::agrees;
    auto const words = heading_of(run.verdict.outcome);
    std::string const out = "<section class=\"verdict " + std::string(good ? "good" : "bad") +
                            "\"><h2><i>" + (good ? "✓" : "✗") + "</i> " + both(words.id, words.en) +
                            "</h2><p>" + both(sentence_id(day), run.verdict.sentence) + "</p>";
    std::string rows;
    std::size_t shown = 0;
    for (auto const& one : run.verdict.findings)
        if (++shown <= 20)
            rows += "<li>" + in_markup(one.who + ", " + one.what) + ": " +
                    number_id(double(one.found)) + " ≠ " + number_id(double(one.book)) + "</li>";
    for (auto const& one : run.verdict.reasons)
        if (++shown <= 40) rows += "<li>" + in_markup(one) + "</li>";
    if (rows.empty()) return out + "</section>";
    return out + "<p class=\"soft\">" +
           both("Ditemukan ≠ buku tanda terima; selebihnya dengan kata-kata programnya:",
                "Found ≠ book of receipts; the rest in the program's words:") +
           "</p><ul>" + rows + "</ul></section>";
}

// What befell the server; nothing where nothing did.
std::string incidents_html(run_result const& run)
{
    std::string rows;
    for (auto const& one : run.incidents) {
        auto const span = number_id(one.to_seconds - one.from_seconds) + " s";
        rows += "<tr><td class=\"n\">" + numeral(number_id(one.from_seconds) + " s") + "</td><td>" +
                both(in_indonesian(one), in_english(one)) + "</td><td class=\"n\">" +
                (lasts(one) ? numeral(span) : "") +
                (one.open ? both(" sampai akhir", " to the end") : std::string()) + "</td></tr>";
    }
    if (rows.empty()) return "";
    return "<section class=\"happened\"><h3><i>!</i> " + both("Yang terjadi", "What happened") +
           " <small>" + both("diarsir pada grafik", "shaded in the charts") +
           "</small></h3><table>" + rows + "</table></section>";
}

std::string note(char const* id, char const* en)
{
    return "<p class=\"soft note\">" + both(id, en) + "</p>";
}

std::string unjudged_html(run_result const& run)
{
    auto const en = unjudged_text(run);
    if (en.empty()) return "";
    return "<p class=\"unjudged\"><i>!</i> " +
           both("Waktu tanda terima tidak dinilai: semuanya tunggakan, " +
                    count_id(run.backlog_us.count()) +
                    " laporan sudah jatuh tempo ketika gladi dimulai.",
                "Receipt " + en + ".") +
           "</p>";
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
        std::string const verdict = one.met ? "good\"><td><i>✓" : "bad\"><td><i>✗";
        std::string const found =
            std::isfinite(one.found) ? numeral(number_id(one.found) + words.unit) : "—";
        rows += "<tr class=\"" + (one.judged ? verdict : "unjudged\"><td><i>?") + "</i></td><td>" +
                both(words.id, words.en) + "</td><td class=\"n\">" +
                (one.judged ? found : both("tidak dinilai", "not judged")) +
                "</td><td class=\"n soft\">" + (one.at_least ? "≥ " : "≤ ") +
                numeral(number_id(one.limit) + words.unit) + "</td></tr>";
    }
    return "<section><h3>" + both("Ambang", "Thresholds") + "</h3>" +
           note("Waktu dihitung sejak laporan seharusnya dikirim, bukan sejak terkirim.",
                "Times count from when a report was due, not from when it left.") +
           unjudged_html(run) + "<table>" + rows + "</table></section>";
}

std::string figure_row(char const* id, char const* en, std::string const& value)
{
    return "<tr><td>" + both(id, en) + "</td><td class=\"n\">" + numeral(value) + "</td></tr>";
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
    if (run.recount.made())
        rows += figure_row("Laporan dan penutupan, dihitung ulang", "Reports and closes, recounted",
                           count_id(run.recount.reports + run.recount.closes));
    for (auto const& [code, times] : kept.rejections())
        rows += figure_row(("Ditolak: " + rejection_name(code)).c_str(),
                           ("Rejected: " + rejection_name(code)).c_str(), count_id(times));
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
            rows += "<td class=\"n\">" + numeral(ms_id(from.percentile(percent))) + "</td>";
        rows += "<td class=\"n\">" + numeral(ms_id(from.max())) + "</td><td class=\"n soft\">" +
                numeral(count_id(from.count())) + "</td></tr>";
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
    // With the dashed line of a threshold; empty: none.
    std::string svg(char const* id, char const* en, char const* unit, std::vector<chart_line> lines,
                    std::string const& threshold = {}) const
    {
        chart out{both(id, en),         id,   unit, seconds, std::move(lines), 0,
                  "ambang · limit p99", bands};
        for (auto const& one : run.thresholds)
            if (one.name == threshold) out.limit = one.limit;
        return chart_svg(out);
    }

    run_result const& run;
    std::vector<double> seconds;
    std::vector<std::pair<double, double>> bands;
};

std::string charts_html(run_result const& run)
{
    if (run.samples.size() < 2) return "";
    chart_maker const make(run);
    auto const ms = [](std::uint64_t us) { return us == 0 ? std::nan("") : double(us) / 1'000; };
    return "<section class=\"charts\">" +
           make.svg(
               "Laju", "Rate", "tanda terima/detik · receipts/s",
               {make.line("", "teal", [](auto const& at) { return at.receipts_per_second; })}) +
           make.svg("Waktu tanda terima", "Receipt latency", "ms",
                    {make.line("p99", "vermilion", [&](auto const& at) { return ms(at.p99_us); }),
                     make.line("p95", "gold", [&](auto const& at) { return ms(at.p95_us); }),
                     make.line("p50", "teal", [&](auto const& at) { return ms(at.p50_us); })},
                    "receipt_p99_ms") +
           make.svg(
               "Sampai terlihat penonton", "Receipt to viewer", "ms",
               {make.line("p99", "vermilion",
                          [&](auto const& at) { return ms(at.freshness_p99_us); }),
                make.line("p50", "teal", [&](auto const& at) { return ms(at.freshness_p50_us); })},
               "freshness_p99_ms") +
           make.svg("Sambungan", "Connections", "terminal",
                    {make.line("", "ink", [](auto const& at) { return double(at.connections); })}) +
           "</section>";
}

// "0,3".
std::string share_id(double share)
{
    auto out = format("%g", share);
    std::replace(out.begin(), out.end(), '.', ',');
    return out;
}

// "2026-11-22 10:22 UTC".
std::string utc_text(base::unix_ms instant)
{
    auto const seconds = static_cast<std::time_t>(instant / 1'000);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char out[32];
    std::strftime(out, sizeof out, "%Y-%m-%d %H:%M UTC", &parts);
    return out;
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
    auto const scale = day.from.scale < 1 ? " · skala · scale " + share_id(day.from.scale) : "";
    return std::string(page_head) + "<title>" + in_markup(day.from.name) +
           " · Sejuta</title></head>" +
           "<body><span id=\"en\"></span><header><p class=\"brand\">Sejuta · " +
           both("laporan gladi", "rehearsal report") +
           " · <a class=\"to-en\" href=\"#en\">English</a><a class=\"to-id\" href=\"#\">Bahasa "
           "Indonesia</a></p><h1>" +
           both(day.from.title_id, day.from.title) + "</h1><p class=\"soft\">" +
           in_markup(day.from.name + " · " + day.run.event + " · seed " +
                     std::to_string(day.run.seed) + scale + " · " + day.run.server + " · " +
                     utc_text(day.run.begun_ms)) +
           "</p><p class=\"number\">" + numeral(number_id(double(sums.acceptors))) + "</p><p>" +
           both("akseptor, dari " + number_id(double(day.planned.wanted.total())) + " direncanakan",
                "acceptors of " + grouped(day.planned.wanted.total()) + " planned") +
           "</p><p class=\"soft note\">" +
           both(
               "Gladi: terminal tiruan melaporkan satu hari layanan kepada server ini; di akhir "
               "setiap tanda terima dicocokkan dengan buku besar, dua arah.",
               "A rehearsal: simulated terminals report a service day to this server; at the end "
               "every receipt is compared with the ledger, both ways.") +
           "</p></header><main>" + ending_html(day) + incidents_html(day.run) +
           "<div class=\"columns\">" + thresholds_html(day.run) + figures_html(day) + "</div>" +
           waits_html(day.run) + charts_html(day.run) + table_html(day.run) +
           "</main></body></html>\n";
}

}  // namespace sejuta::sim
