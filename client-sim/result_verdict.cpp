// SPDX-License-Identifier: Apache-2.0
// The verdict of the HTML report in both languages: what was found, what differs, and what befell
// the server. See result_parts.hpp.
#include <algorithm>

#include "chart.hpp"
#include "result_parts.hpp"

namespace sejuta::sim {
namespace {

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

// What the recount says by itself, and how much of it somebody holds a receipt for.
std::string recount_id(told_run const& day)
{
    auto const& found = day.run.recount;
    if (!found.trouble.empty())
        return " Buku besar mentah tidak dapat dihitung ulang: " + found.trouble + ".";
    if (!found.made()) return "";
    return " Buku besar mentah, dihitung ulang, cocok dengan penghitungnya sendiri dan memuat " +
           count_id(found.reports + found.closes) + " laporan" +
           (day.kept.sendings() == 0 ? "."
                                     : "; terminal yang bukunya ada memegang tanda terima untuk " +
                                           count_id(day.kept.counted()) + ".");
}

std::string unproven_id(told_run const& day)
{
    auto const& run = day.run;
    if (!run.failure.id.empty())
        return "Buku besar belum terbukti: " + run.failure.id + recount_id(day);
    auto const& reasons = run.verdict.reasons;
    return "Buku besar belum terbukti: " +
           (reasons.empty() ? "tidak ada catatan yang dapat dibaca" : reasons.front().id) + ".";
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

saying heading_of(outcome value)
{
    switch (value) {
    case outcome::agrees: return {"The ledger agrees: difference 0", "Buku besar cocok: selisih 0"};
    case outcome::short_:
        return {"The ledger agrees, the plan was not reached",
                "Buku besar cocok, rencana tidak tercapai"};
    case outcome::mismatch: return {"LEDGER MISMATCH", "BUKU BESAR TIDAK COCOK"};
    case outcome::unproven: break;
    }
    return {"The ledger is not proven", "Buku besar belum terbukti"};
}

// The accounts and the rows of the verdict, by the first words of their English names.
constexpr struct {
    std::string_view en;
    std::string_view id;
} translations[] = {
    {"the live frames", "tayangan langsung"},
    {"ledger", "buku besar"},
    {"recount", "hitung ulang"},
    {"plan", "rencana"},
    {"method group ", "kelompok metode "},
    {"method ", "metode "},
    {"region ", "wilayah "},
    {"regency ", "kabupaten/kota "},
    {"site ", "titik "},
    {"sum of methods against total", "jumlah metode dibanding total"},
    {"sum of regions against total", "jumlah wilayah dibanding total"},
    {"receipts that it lacks", "tanda terima yang tidak dimilikinya"},
    {"reports and closes", "laporan dan penutupan"},
    {"acceptors", "akseptor"},
};

std::string in_indonesian(std::string const& name)
{
    for (auto const& one : translations)
        if (name.starts_with(one.en)) return std::string(one.id) + name.substr(one.en.size());
    return name;
}

std::string finding_row(finding const& one)
{
    return "<tr><td>" +
           both(in_indonesian(one.who) + ", " + in_indonesian(one.what),
                one.who + ", " + one.what) +
           "</td><td class=\"n\">" + numeral(number_id(double(one.found))) +
           "</td><td class=\"n\">" + numeral(number_id(double(one.book))) + "</td></tr>";
}

std::string findings_html(verdict const& from)
{
    constexpr std::size_t shown_max = 20;
    if (from.findings.empty()) return "";
    std::string rows;
    for (std::size_t i = 0; i < std::min(shown_max, from.findings.size()); ++i)
        rows += finding_row(from.findings[i]);
    std::string const head = "<th>" + both("ditemukan", "found") + "</th><th>" +
                             both("buku tanda terima", "book of receipts") + "</th>";
    auto const more = from.findings.size() - std::min(shown_max, from.findings.size());
    return "<table class=\"findings\"><tr><th></th>" + head + "</tr>" + rows + "</table>" +
           (more == 0
                ? ""
                : "<p class=\"soft note\">" +
                      both("… dan " + count_id(more) + " lagi; semuanya ada di hasil JSON.",
                           "… and " + count_text(more) + " more; all of them in the JSON result.") +
                      "</p>");
}

std::string reasons_html(verdict const& from)
{
    constexpr std::size_t shown_max = 40;
    std::string rows;
    for (std::size_t i = 0; i < std::min(shown_max, from.reasons.size()); ++i)
        rows += "<li>" + both(from.reasons[i].id, from.reasons[i].en) + "</li>";
    return rows.empty() ? "" : "<ul>" + rows + "</ul>";
}

// With what the program ended, and why it is not 0 though the ledger agrees.
std::string exit_html(run_result const& run)
{
    auto const code = exit_code_of(run);
    auto const number = std::to_string(code);
    auto const missed = code == exit_threshold ? missed_thresholds(run) : 0;
    std::string const id = missed == 0 ? "" : "; " + count_id(missed) + " ambang tidak tercapai";
    std::string const en = missed == 0 ? "" : "; " + counted_of(missed, "threshold") + " not met";
    return "<p class=\"soft note\">" +
           both("Kode keluar " + number + id + ".", "Exit code " + number + en + ".") + "</p>";
}

}  // namespace

std::string verdict_html(told_run const& day)
{
    auto const& run = day.run;
    bool const good = run.verdict.outcome == outcome::agrees;
    auto const words = heading_of(run.verdict.outcome);
    return "<section class=\"verdict " + std::string(good ? "good" : "bad") + "\"><h2><i>" +
           (good ? "✓" : "✗") + "</i> " + both(words.id, words.en) + "</h2><p>" +
           both(sentence_id(day), run.verdict.sentence) + "</p>" + exit_html(run) +
           findings_html(run.verdict) + reasons_html(run.verdict) + "</section>";
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

}  // namespace sejuta::sim
