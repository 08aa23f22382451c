// SPDX-License-Identifier: Apache-2.0
#include "ingest/decode/dictation.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include "base/limits.hpp"
#include "domain/dimensions.hpp"
#include "domain/service_date.hpp"

namespace sejuta::ingest {
namespace {

using domain::sent_close;
using domain::sent_report;

constexpr std::size_t parts_min = 7;
constexpr std::size_t parts_max = 8;
constexpr std::string_view digits = "0123456789";
constexpr std::string_view alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ/-";

constexpr std::array<line_fault_text, 9> texts{{
    {line_fault::parts, "parts",
     "Baris terdiri dari tujuh atau delapan bagian huruf, angka dan tanda hubung di antara garis "
     "miring. Minta dibacakan lagi.",
     "A line has seven or eight parts of letters, digits and hyphens between slashes. Ask for it "
     "again."},
    {line_fault::check, "check",
     "Dua angka periksa di ujung tidak cocok: ada yang salah dengar. Minta dibacakan lagi.",
     "The two check digits at the end do not fit: something was misheard. Ask for it again."},
    {line_fault::terminal, "terminal", "Kode terminal 4 sampai 32 huruf, angka dan tanda hubung.",
     "The terminal is 4 to 32 letters, digits and hyphens."},
    {line_fault::seq, "seq", "Nomor laporan 1 sampai 2.147.483.647 tanpa nol di depan.",
     "seq is 1 to 2,147,483,647 without a leading zero."},
    {line_fault::site, "site", "Kode titik layanan 1 sampai 32 huruf, angka dan tanda hubung.",
     "The site is 1 to 32 letters, digits and hyphens."},
    {line_fault::date, "date", "Tanggal pelayanan enam angka, HHBBTT, dan ada di kalender.",
     "The service date is six digits, DDMMYY, and a day of the calendar."},
    {line_fault::cell, "cell",
     "Sel lima angka: metode (dua), kategori, pascapersalinan, mitra; atau T untuk tutup hari.",
     "The cell is five digits: method (two), category, postpartum, partner; or T for a close."},
    {line_fault::count, "count",
     "Jumlah 1 sampai 10.000, dengan Y bila sudah dikonfirmasi; total tutup hari 0 sampai "
     "1.000.000.",
     "The count is 1 to 10,000, with Y where it was confirmed; a close's total 0 to 1,000,000."},
    {line_fault::correction, "correction",
     "Koreksi: B atau G, nomor yang dikoreksi, tanda hubung, alasan 1 sampai 4; tidak pada tutup "
     "hari.",
     "A correction is B or G, the corrected seq, a hyphen, the reason 1 to 4; none with a close."},
}};

// What people wrote: without white space, in capitals.
std::string normalised(std::string_view line)
{
    std::string text;
    for (char const c : line) {
        if (c == ' ' || (c >= '\t' && c <= '\r')) continue;
        text.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
    }
    return text;
}

std::vector<std::string_view> parts_of(std::string_view text)
{
    std::vector<std::string_view> parts;
    for (std::size_t from = 0; from <= text.size() && parts.size() <= parts_max;) {
        auto const to = std::min(text.find('/', from), text.size());
        parts.push_back(text.substr(from, to - from));
        from = to + 1;
    }
    return parts;
}

// The text as a number, modulo 97: each character stands for two decimal digits.
unsigned remainder(std::string_view text)
{
    unsigned rest = 0;
    for (char const c : text) rest = (rest * 100 + static_cast<unsigned>(alphabet.find(c))) % 97;
    return rest;
}

bool all_of(std::string_view text, std::string_view letters)
{
    return text.find_first_not_of(letters) == std::string_view::npos;
}

bool is_checked(std::string_view body, std::string_view check)
{
    if (check.size() != 2 || !all_of(check, digits)) return false;
    auto const value = static_cast<unsigned>((check[0] - '0') * 10 + (check[1] - '0'));
    return value >= 2 && value <= 98 && (remainder(body) * 100 + value) % 97 == 1;
}

// Digits without a leading zero, within the limits.
std::optional<std::uint32_t> plain(std::string_view text, std::uint32_t min, std::uint32_t max)
{
    if (text.empty() || text.size() > 10 || !all_of(text, digits)) return std::nullopt;
    if (text.size() > 1 && text.front() == '0') return std::nullopt;
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    if (value < min || value > max) return std::nullopt;
    return static_cast<std::uint32_t>(value);
}

bool is_code(std::string_view text, std::size_t min, std::size_t max)
{
    return text.size() >= min && text.size() <= max &&
           text.find('/') == std::string_view::npos;  // its letters were looked at before
}

int digit(std::string_view text, std::size_t at)
{
    return text[at] - '0';
}

std::optional<std::uint32_t> date_of(std::string_view text)
{
    if (text.size() != 6 || !all_of(text, digits)) return std::nullopt;
    auto const two = [text](std::size_t at) {
        return static_cast<std::uint32_t>(digit(text, at) * 10 + digit(text, at + 1));
    };
    auto const number = 20'000'000 + two(4) * 10'000 + two(2) * 100 + two(0);
    if (!domain::service_date::from_number(number)) return std::nullopt;
    return number;
}

// Whether a number is a row of a dimension's table.
template <class Tokens>
bool is_known(Tokens const& tokens, int number)
{
    return std::any_of(tokens.begin(), tokens.end(),
                       [number](auto const& row) { return static_cast<int>(row.value) == number; });
}

bool read_cell(std::string_view text, sent_report& into)
{
    if (text.size() != 5 || !all_of(text, digits)) return false;
    into.method = digit(text, 0) * 10 + digit(text, 1);
    into.category = digit(text, 2);
    into.postpartum = digit(text, 3);
    into.partner = digit(text, 4);
    return is_known(domain::method_tokens, into.method) &&
           is_known(domain::category_tokens, into.category) &&
           is_known(domain::postpartum_tokens, into.postpartum) &&
           is_known(domain::partner_tokens, into.partner);
}

// "B4-1": voids the report of seq 4 for reason 1; "G4-1" replaces it.
std::optional<domain::sent_correction> correction_of(std::string_view text)
{
    auto const cut = text.find('-');
    if (cut == std::string_view::npos || text.empty()) return std::nullopt;
    if (text[0] != 'B' && text[0] != 'G') return std::nullopt;
    auto const seq = plain(text.substr(1, cut - 1), 1, limits::seq_max);
    auto const reason = plain(text.substr(cut + 1), 1, 4);
    if (!seq || !reason) return std::nullopt;
    return domain::sent_correction{*seq, text[0] == 'B' ? 1 : 2, static_cast<int>(*reason)};
}

std::variant<dictated, line_fault> close_of(std::vector<std::string_view> const& parts,
                                            dictated line, sent_close close)
{
    if (parts.size() == parts_max) return line_fault::correction;
    auto const total = plain(parts[5], 0, limits::own_total_max);
    if (!total) return line_fault::count;
    close.own_total = *total;
    line.said = std::move(close);
    return line;
}

std::variant<dictated, line_fault> report_of(std::vector<std::string_view> const& parts,
                                             dictated line, sent_report report)
{
    if (!read_cell(parts[4], report)) return line_fault::cell;
    auto amount = parts[5];
    report.confirmed = amount.ends_with('Y');
    if (report.confirmed) amount.remove_suffix(1);
    auto const count = plain(amount, 1, limits::count_max);
    if (!count) return line_fault::count;
    report.count = *count;
    if (parts.size() == parts_max) {
        report.correction = correction_of(parts[6]);
        if (!report.correction) return line_fault::correction;
    }
    line.said = std::move(report);
    return line;
}

}  // namespace

line_fault_text const& text_of(line_fault fault)
{
    return texts[static_cast<std::size_t>(fault)];
}

std::uint32_t seq_of(dictated const& line)
{
    return std::visit([](auto const& said) { return said.seq; }, line.said);
}

std::string const& site_of(dictated const& line)
{
    return std::visit([](auto const& said) -> std::string const& { return said.site; }, line.said);
}

std::variant<dictated, line_fault> read_dictated(std::string_view line)
{
    auto const text = normalised(line);
    auto const parts = parts_of(text);
    if (parts.size() < parts_min || parts.size() > parts_max || !all_of(text, alphabet))
        return line_fault::parts;
    auto const check = parts.back();
    if (!is_checked(std::string_view(text).substr(0, text.size() - check.size() - 1), check))
        return line_fault::check;
    if (!is_code(parts[0], limits::terminal_id_bytes_min, limits::terminal_id_bytes_max))
        return line_fault::terminal;
    auto const seq = plain(parts[1], 1, limits::seq_max);
    if (!seq) return line_fault::seq;
    if (!is_code(parts[2], 1, limits::site_code_bytes_max)) return line_fault::site;
    auto const date = date_of(parts[3]);
    if (!date) return line_fault::date;
    dictated said{std::string(parts[0]), {}};
    for (char& c : said.terminal)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    std::string site(parts[2]);
    if (parts[4] == "T") {
        return close_of(parts, std::move(said),
                        {.seq = *seq, .site = std::move(site), .service_date = *date});
    }
    sent_report report;
    report.seq = *seq;
    report.site = std::move(site);
    report.service_date = *date;
    report.date_chosen = true;
    return report_of(parts, std::move(said), std::move(report));
}

}  // namespace sejuta::ingest
