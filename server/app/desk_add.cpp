// SPDX-License-Identifier: Apache-2.0
// A site that is added on the day, as `sejuta site add` does: first the ledger, so that every
// screen and server has it, then the directory, which a restart reads. On the registrar's thread.
#include <spdlog/spdlog.h>

#include <algorithm>

#include "app/desk_parts.hpp"
#include "app/json_body.hpp"
#include "catalogue/import_sites.hpp"
#include "ledger/redis/blocking.hpp"
#include "ledger/redis/opening.hpp"

namespace sejuta::app {
namespace {

constexpr refusal_row site_taken{409, "site_taken",
                                 "Kode ini sudah dipakai titik layanan lain. Pilih kode lain.",
                                 "Another site has this code. Choose another one."};
constexpr refusal_row field_wrong{
    400, "field_wrong",
    "Isian tidak sesuai aturan: kode dari A-Z, 0-9 dan '-', nama paling panjang 120 huruf, jenis "
    "puskesmas, pmb, imp, rs atau kb_bergerak, kode kabupaten/kota seperti 15.71.",
    "A field breaks its rule: a code of A-Z, 0-9 and '-', a name of at most 120 characters, a "
    "place of puskesmas, pmb, imp, rs or kb_bergerak, a regency like 15.71."};
constexpr refusal_row directory_failed{
    503, "directory_failed",
    "Daftar titik layanan di server tidak dapat ditulis. Hubungi petugas server, lalu coba lagi.",
    "The event directory cannot be written. Ask those who run the server, then try again."};
constexpr std::chrono::seconds directory_retry{10};
constexpr std::chrono::seconds registrar_retry{2};

struct wanted_site {
    catalogue::site_row row;
    // As the ledger has it: one that another server added, or we, before the directory failed.
    std::optional<domain::site> known;
    std::string by;
    std::string directory;
    ledger::redis::endpoint store;
};

edge::http_response added(std::string const& code)
{
    return desk::answer({{"site", code}});
}

edge::http_response away(std::string const& why)
{
    spdlog::error("desk {}", why);
    return refused(desk::store_away, desk::store_away_retry);
}

edge::http_response not_written(std::string const& why)
{
    spdlog::error("desk {}", why);
    return refused(directory_failed, directory_retry);
}

// The field of the request that a column of the register is.
std::string_view field_of_column(catalogue::fault const& found)
{
    if (found.column.starts_with("kind")) return "place";
    for (std::string_view const field : {"code", "name", "regency"})
        if (found.column.starts_with(field)) return field;
    return "";
}

base::checked<void> tell_ledger(wanted_site const& wanted, domain::event const& event)
{
    using written = base::checked<ledger::head>;
    ledger::redis::blocking store(wanted.store);
    if (auto const connected = store.connect(); !connected) return connected.error();
    auto const now = store.wait<written>([&](std::function<void(written)> done) {
        ledger::redis::write_change(store.connection(), event,
                                    {wanted.by, domain::site_change{wanted.row.site}},
                                    std::move(done));
    });
    if (!now) return now.error();
    return {};
}

edge::http_response add_to_register(wanted_site const& wanted)
{
    auto const lock = catalogue::directory_lock::take(wanted.directory);
    if (!lock) return not_written(lock.error().sentence);
    auto const into = catalogue::open_directory(wanted.directory);
    if (!into) return not_written(into.error().lines.front());
    auto const& code = wanted.row.site.code;
    auto const there = std::find_if(into->sites.begin(), into->sites.end(),
                                    [&](auto const& each) { return each.site.code == code; });
    if (there != into->sites.end())
        return *there == wanted.row ? added(code) : refused(site_taken, "code");
    if (wanted.known && *wanted.known != wanted.row.site) return refused(site_taken, "code");
    auto const result = catalogue::add_site(*into, wanted.row);
    if (!result) return refused(field_wrong, field_of_column(result.error().rows.front()));
    if (!wanted.known)
        if (auto const told = tell_ledger(wanted, *into->event); !told)
            return away(told.error().sentence);
    auto const written =
        catalogue::replace_file(into->sites_file, catalogue::format_sites(result->rows));
    return written ? added(code) : not_written(written.error().sentence);
}

}  // namespace

void desk_add(desk_call_ptr const& call)
{
    auto const asked = texts_of(call->request.body, {"code", "name", "regency", "place"});
    if (!asked) return call->reply(refused(desk::malformed));
    auto const regency = domain::region_code::from_text((*asked)[2]);
    auto const place = domain::from_word<domain::place>((*asked)[3]);
    if (!regency || !regency->is_regency() || !call->event->find_region(*regency))
        return call->reply(refused(field_wrong, "regency"));
    if (!place) return call->reply(refused(field_wrong, "place"));
    if (!call->may(people::action::add_site, *regency))
        return call->reply(refused(desk::not_yours, "regency"));
    auto const here = call->world.register_of(call->event->id);
    auto const* const known = call->event->find_site(asked->front());
    wanted_site wanted{{{asked->front(), *place, *regency, true, true, {}, {}}, (*asked)[1], {}},
                       known ? std::optional(*known) : std::nullopt,
                       call->who.user,
                       here.directory,
                       call->world.endpoint};
    call->world.registrar.ask(
        [wanted = std::move(wanted), names = here.names] {
            auto answer = add_to_register(wanted);
            if (answer.status == 200) names->add(wanted.row.site.code, wanted.row.name);
            return answer;
        },
        [io = &call->world.io, call](edge::http_response answer) {
            // One site after the other: the desk of the registrar says so as plain text.
            if (answer.content_type != "application/json")
                answer = refused(desk::store_away, registrar_retry);
            boost::asio::post(*io, [call, answer = std::move(answer)] { call->reply(answer); });
        });
}

}  // namespace sejuta::app
