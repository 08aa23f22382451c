// SPDX-License-Identifier: Apache-2.0
// See endings.hpp.
#include "endings.hpp"

namespace sejuta::sim::endings {

saying interrupted()
{
    return {"the run was interrupted.", "gladi dihentikan sebelum selesai."};
}

saying out_of_time()
{
    return {"the run reached --max-duration.", "gladi mencapai batas --max-duration."};
}

saying not_served(std::string const& server, std::string const& event, std::string const& why)
{
    return {server + " has not what the scenario reports: " + why +
                ". Start it with --event and the directory of " + event +
                ", or take a scenario of the event that it serves.",
            server + " tidak memuat yang dilaporkan skenario ini: " + why +
                ". Jalankan dengan --event dan direktori " + event +
                ", atau pilih skenario untuk kegiatan yang dilayaninya."};
}

saying not_shown(std::string const& server, std::string const& event, std::string const& why)
{
    return {server + " did not show event " + event + " on /v1/live: " + why + ".",
            server + " tidak menampilkan kegiatan " + event + " di /v1/live: " + why + "."};
}

saying no_simulated_terminals()
{
    return {"the server does not accept simulated terminals: start it with --dev-tokens.",
            "server tidak menerima terminal tiruan: jalankan dengan --dev-tokens."};
}

saying public_only()
{
    return {
        "the server shows only what everybody may see: give --access-token FILE, or start it "
        "with --open-dashboards.",
        "server hanya menampilkan yang boleh dilihat umum: beri --access-token FILE, atau "
        "jalankan server dengan --open-dashboards."};
}

saying too_long(int last_due_seconds)
{
    auto const when = std::to_string(last_due_seconds);
    return {"the last report would be due in " + when +
                " s, after --max-duration; give the event a faster clock, a --pace, or the run "
                "more time.",
            "laporan terakhir baru jatuh tempo dalam " + when +
                " s, setelah --max-duration; percepat jam kegiatan, beri --pace, atau beri waktu "
                "lebih."};
}

saying server_gone(incident const& now, double seconds, std::string const& why)
{
    auto const en =
        format(" from second %.1f of the run on, for %.0f s", now.from_seconds, seconds);
    auto const id = format(" sejak detik ke-%.0f gladi, selama %.0f s", now.from_seconds, seconds);
    if (now.kind == incident_kind::ledger_away)
        return {"the server answered without its ledger" + en + ".",
                "server menjawab tanpa buku besarnya" + id + "."};
    if (now.kind == incident_kind::silent)
        return {"the server answered nothing" + en + ", though the connection stood.",
                "server tidak menjawab apa pun" + id + ", walau sambungan masih ada."};
    return {"the server answered nothing" + en + " (" + why + ").",
            "server tidak menjawab apa pun" + id + " (" + why + ")."};
}

saying terminal_gave_up(std::string const& why)
{
    return {"a terminal gave up: " + why + ".", "sebuah terminal menyerah: " + why + "."};
}

saying crew_lost(std::vector<crew_loss> const& losses, std::uint64_t reports)
{
    auto const& first = losses.front();
    return {in_english(first) + ", and its book of " + counted_of(reports, "report") + " with it.",
            in_indonesian(first) + ", dan bukunya dengan " + count_id(reports) +
                " laporan ikut hilang."};
}

}  // namespace sejuta::sim::endings
