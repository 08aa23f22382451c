// SPDX-License-Identifier: Apache-2.0
// The end of a run as one page that needs nothing else: verdict, thresholds, figures, charts and
// the table behind them. Indonesian first; English stands beside it, and alone at the page's `#en`.
#include <algorithm>
#include <cmath>
#include <ctime>

#include "chart.hpp"
#include "result_page.hpp"
#include "result_parts.hpp"

namespace sejuta::sim {
namespace {

// "0,3".
std::string share_id(double share)
{
    return in_english_marks(format("%g", share));
}

// " · 2026-11-22 10:22 UTC"; nothing of a run that never began.
std::string begun_text(base::unix_ms instant)
{
    if (instant == 0) return "";
    auto const seconds = static_cast<std::time_t>(instant / 1'000);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char out[32];
    std::strftime(out, sizeof out, " · %Y-%m-%d %H:%M UTC", &parts);
    return out;
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
    return "<section><h3>" + both("Ambang", "Thresholds") + "</h3>" + unjudged_html(run) +
           "<table>" + rows + "</table></section>";
}

std::string figure_row(char const* id, char const* en, std::string const& value)
{
    return "<tr><td>" + both(id, en) + "</td><td class=\"n\">" + numeral(value) + "</td></tr>";
}

std::string planted_id(std::string const& kind)
{
    if (kind == "jump") return "lonjakan (titik)";
    return kind == "round_numbers" ? "angka bulat (titik)" : "ramai tengah malam (titik)";
}

std::string figures_html(told_run const& day)
{
    auto const& run = day.run;
    auto const& kept = day.kept;
    std::string rows;
    rows += figure_row("Laporan direncanakan", "Reports planned", count_id(kept.reports()));
    rows += figure_row("Dengan tanda terima", "With a receipt", count_id(kept.counted()));
    if (kept.unknown() > 0)
        rows += figure_row("Dalam buku yang hilang", "In a lost book", count_id(kept.unknown()));
    if (kept.open() > 0)
        rows += figure_row("Tanpa tanda terima", "Without a receipt", count_id(kept.open()));
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
        rows += figure_row(("Ditanam: " + planted_id(kind)).c_str(),
                           ("Planted: " + kind + " (sites)").c_str(), count_id(sites));
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
    return "<section class=\"wide\"><h3>" + both("Waktu", "Times") + "</h3>" +
           note("Waktu dihitung sejak laporan seharusnya dikirim, bukan sejak terkirim.",
                "Times count from when a report was due, not from when it left.") +
           "<table><tr class=\"head\"><th></th><th>p50</th><th>p95</th><th>p99</th>"
           "<th>" +
           numeral("p99,9") + "</th><th>max</th><th>n</th></tr>" + rows + "</table></section>";
}

// Of a run that never sent anything there is nothing to measure.
std::string measured_html(told_run const& day)
{
    if (day.kept.sendings() == 0 && day.run.samples.empty()) return "";
    return "<div class=\"columns\"><div>" + thresholds_html(day.run) + waits_html(day.run) +
           "</div>" + figures_html(day) + "</div>" + charts_html(day.run) + table_html(day.run);
}

}  // namespace

std::string both(std::string const& id, std::string const& en)
{
    return in_both({en, id});
}

std::string numeral(std::string const& id)
{
    return in_both({in_english_marks(id), id});
}

std::string ms_id(std::uint64_t us)
{
    return us < 1'000'000 ? number_id(double(us) / 1'000) + " ms"
                          : number_id(double(us) / 1'000'000) + " s";
}

std::string html_text(told_run const& day)
{
    auto const sums = day.kept.receipted();
    auto const share = share_id(day.from.scale);
    auto const scale =
        day.from.scale < 1 ? both(" · skala " + share, " · scale " + in_english_marks(share)) : "";
    return std::string(page_head) + "<title>" + in_markup(day.from.name) +
           " · Sejuta</title></head>" +
           "<body><span id=\"en\"></span><header><p class=\"brand\">Sejuta · " +
           both("laporan gladi", "rehearsal report") +
           " · <a class=\"to-en\" href=\"#en\">English</a><a class=\"to-id\" href=\"#\">Bahasa "
           "Indonesia</a></p><h1>" +
           both(day.from.title_id, day.from.title) + "</h1><p class=\"soft\">" +
           in_markup(day.from.name + " · " + day.run.event + " · seed " +
                     std::to_string(day.run.seed)) +
           scale + in_markup(" · " + day.run.server + begun_text(day.run.begun_ms)) +
           "</p><p class=\"number\">" + numeral(number_id(double(sums.acceptors))) + "</p><p>" +
           both("akseptor, dari " + number_id(double(day.planned.wanted.total())) + " direncanakan",
                "acceptors of " + grouped(day.planned.wanted.total()) + " planned") +
           "</p><p class=\"soft note\">" +
           both(
               "Gladi: terminal tiruan melaporkan satu hari layanan kepada server ini; di akhir "
               "setiap tanda terima dicocokkan dengan buku besar, dua arah.",
               "A rehearsal: simulated terminals report a service day to this server; at the end "
               "every receipt is compared with the ledger, both ways.") +
           "</p></header><main>" + verdict_html(day) + incidents_html(day.run) +
           measured_html(day) + "</main></body></html>\n";
}

}  // namespace sejuta::sim
