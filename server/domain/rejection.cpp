// SPDX-License-Identifier: Apache-2.0
#include "domain/rejection.hpp"

#include <array>

#include "base/assert.hpp"

namespace sejuta::domain {
namespace {

using enum rejection_code;

constexpr std::array<rule, rejection_codes> rules{{
    {malformed_frame, advice::final, "",
     "Bingkai bukan TerminalFrame yang utuh. Perbarui aplikasi.",
     "The bytes are not a whole TerminalFrame. Update the app."},
    {reports_per_frame, advice::final, "reports", "Satu bingkai memuat 1 sampai 64 laporan.",
     "A frame holds 1 to 64 reports."},
    {seq_out_of_range, advice::final, "seq", "Nomor laporan 1 sampai 2.147.483.647.",
     "seq is 1 to 2,147,483,647."},
    {seq_twice_in_frame, advice::final, "seq",
     "Nomor laporan ini dua kali dalam satu bingkai. Kirim masing-masing sekali.",
     "This seq stands twice in one frame. Send each once."},
    {site_unknown, advice::final, "site",
     "Titik layanan tidak ada di daftar kegiatan. Periksa kodenya atau minta didaftarkan.",
     "No such site in the event's register. Check the code or have it registered."},
    {site_not_yours, advice::final, "site",
     "Terminal ini tidak terdaftar untuk titik layanan itu. Daftarkan terminal untuk titik ini.",
     "This terminal is not enrolled for that site. Enrol it for the site."},
    {method_unknown, advice::final, "method", "Metode tidak dikenal. Pilih metode dari daftar.",
     "Unknown method. Choose one of the list."},
    {category_unknown, advice::final, "category", "Pilih baru, ulang, atau ganti cara.",
     "Choose baru, ulang or ganti cara."},
    {postpartum_unknown, advice::final, "postpartum",
     "Pilih KB PP, pasca keguguran, atau bukan keduanya.",
     "Choose KB PP, pasca keguguran or neither."},
    {partner_unknown, advice::final, "partner", "Pilih TNI, Polri, IBI, lainnya, atau tanpa mitra.",
     "Choose TNI, Polri, IBI, other or none."},
    {count_out_of_range, advice::final, "count", "Jumlah akseptor 1 sampai 10.000.",
     "count is 1 to 10,000."},
    {count_above_ceiling, advice::confirm, "count",
     "Jumlah di atas batas wajar satu titik sehari. Periksa, lalu kirim lagi dengan konfirmasi.",
     "The count is above the event's ceiling for a site and day. Check it, then send it "
     "confirmed."},
    {service_date_invalid, advice::final, "service_date",
     "Tanggal layanan bukan tanggal kalender (yyyymmdd).",
     "service_date is not a day of the calendar (yyyymmdd)."},
    {service_date_outside_event, advice::final, "service_date",
     "Tanggal layanan di luar tanggal kegiatan. Pilih tanggal kegiatan.",
     "service_date is not one of the event's. Choose one of them."},
    {service_date_in_future, advice::retry_later, "service_date",
     "Tanggal layanan belum mulai di zona titik layanan. Kirim lagi setelah mulai.",
     "service_date has not begun at the site's zone. Send again once it has."},
    {method_not_at_place, advice::final, "method",
     "Metode ini tidak dilayani di jenis tempat ini: IMP hanya pil dan kondom; MOW dan MOP hanya "
     "di "
     "Puskesmas, RS/faskes, atau KB bergerak.",
     "This kind of place does not give this method: IMP only pil and kondom; MOW and MOP only at "
     "Puskesmas, RS/faskes or KB bergerak."},
    {mal_needs_kb_pp, advice::final, "postpartum",
     "MAL hanya dihitung sebagai KB PP. Tandai KB PP.", "MAL counts only as KB PP. Mark KB PP."},
    {mop_not_postpartum, advice::final, "postpartum",
     "MOP untuk klien pria: tidak dapat KB PP atau pasca keguguran.",
     "MOP has a male client: neither KB PP nor pasca keguguran."},
    {device_time_out_of_range, advice::final, "device_time_ms",
     "Jam perangkat di luar tahun 2000 sampai 2099. Setel jam perangkat.",
     "The device's clock is outside the years 2000 to 2099. Set it."},
    {conflict, advice::final, "seq",
     "Nomor ini sudah tercatat dengan isi lain. Keduanya disimpan; kirim sebagai laporan baru bila "
     "perlu.",
     "This seq was recorded with other content. Both are kept; send it as a new report if need "
     "be."},
    {event_not_open, advice::final, "",
     "Kegiatan tidak menerima laporan sekarang: belum dibuka, sudah ditutup, atau batas waktu "
     "laporan terlambat sudah lewat. Hubungi panitia.",
     "The event accepts no reports now: it has not begun, is closed, or the deadline of late "
     "reports has passed. Call the committee."},
    {correction_kind_unknown, advice::final, "correction.kind", "Pilih batal atau ganti.",
     "Choose void or replace."},
    {correction_reason_unknown, advice::final, "correction.reason",
     "Pilih alasan: salah entry, salah kutip, salah hitung, atau salah persepsi.",
     "Choose a reason: salah entry, salah kutip, salah hitung or salah persepsi."},
    {correction_target_missing, advice::retry_after_reconcile, "correction.seq",
     "Laporan yang dikoreksi belum tercatat. Kirim laporan itu dulu, lalu koreksinya.",
     "The corrected report is not on the ledger yet. Send it first, then its correction."},
    {correction_target_gone, advice::final, "correction.seq",
     "Tidak ada yang dapat dikoreksi di nomor itu: sudah dibatalkan atau diganti, laporan ini "
     "sendiri, atau bukan nomor laporan. Koreksi penggantinya.",
     "Nothing to correct under that seq: it was voided or replaced before, is this report itself, "
     "or no seq (1 to 2,147,483,647). Correct its replacement."},
    {correction_content_differs, advice::final, "correction",
     "Pembatalan harus mengulang isi laporan yang dibatalkan.",
     "A void repeats the content of the report that it takes back."},
    {ledger_unavailable, advice::retry_later, "",
     "Pencatatan sedang tidak dapat dilakukan. Laporan disimpan dan dikirim lagi sendiri.",
     "The ledger cannot record now. Keep the report; it is sent again."},
    {busy, advice::retry_later, "",
     "Server sedang penuh. Laporan disimpan dan dikirim lagi sendiri.",
     "The server is full. Keep the report; it is sent again."},
    {site_inactive, advice::final, "site",
     "Titik layanan ini sudah dinonaktifkan. Hubungi petugas kabupaten/kota.",
     "This site was deactivated. Call the regency's officer."},
    {own_total_out_of_range, advice::final, "own_total", "Total sendiri 0 sampai 1.000.000.",
     "own_total is 0 to 1,000,000."},
    {proof_refused, advice::final, "proof",
     "Bukti terima bukan dari server ini untuk laporan ini. Kirim tanpa bukti.",
     "The proof is not this server's receipt of this report. Send it without a proof."},
    {terminal_revoked, advice::final, "",
     "Terminal ini sudah dicabut. Minta kode baru dari petugas kabupaten/kota.",
     "This terminal was revoked. Ask the regency's officer for a new code."},
}};

}  // namespace

rule const& rule_of(rejection_code code)
{
    auto const row = static_cast<std::size_t>(code) - 1;
    SEJUTA_ASSERT(row < rules.size() && rules[row].code == code, "every code has its row");
    return rules[row];
}

void throw_exception_from_error(rejection const& why, boost::source_location const&)
{
    SEJUTA_ASSERT(false, rule_of(why.code).text_en.data());
    std::abort();
}

}  // namespace sejuta::domain
