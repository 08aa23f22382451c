// SPDX-License-Identifier: Apache-2.0
// All sites of a region as a table to take away. That it was taken stands in the ledger before the
// first byte of it leaves.
#include <fmt/format.h>

#include <limits>

#include "app/desk_parts.hpp"
#include "catalogue/csv_writer.hpp"
#include "totals/site_rows.hpp"

namespace sejuta::app {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

constexpr refusal_row region_unknown{404, "region_unknown",
                                     "Wilayah ini tidak ada di kegiatan ini. Periksa kodenya.",
                                     "The event has no such region: ID, 15 or 15.71."};

// What a spreadsheet would take for a formula is text.
std::string cell_of(std::string_view text)
{
    bool const formula =
        !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
    return catalogue::csv_field(formula ? "'" + std::string(text) : std::string(text));
}

std::string_view yes_or_no(bool is)
{
    return is ? "yes" : "no";
}

std::string export_row(totals::site_row const& row, domain::event const& event,
                       catalogue::site_names const& names)
{
    auto const name = names.find(row.code);
    auto const* const regency = event.find_region(row.regency);
    bool const reported = row.worth.reported != 0 || row.worth.outside != 0;
    return fmt::format("{},{},{},{},{},{},{},{},{},{}\r\n", cell_of(row.code),
                       cell_of(name == names.end() ? std::string_view() : name->second),
                       domain::word(row.place), row.regency.text(),
                       cell_of(regency ? regency->name : std::string()),
                       yes_or_no(row.worth.expected != 0), yes_or_no(reported),
                       yes_or_no(row.worth.closed != 0), row.acceptors, row.silent_minutes);
}

std::string export_table(totals::board const& board, domain::region_code region,
                         catalogue::site_names const& names)
{
    auto const all = totals::sites_of(board, region, totals::site_choice::all, {},
                                      std::numeric_limits<std::size_t>::max());
    auto text = std::string(byte_order_mark) +
                "code,name,kind,regency,regency_name,expected,reported,closed,acceptors,"
                "silent_minutes\r\n";
    for (auto const& row : all.rows) text += export_row(row, board.event(), names);
    return text;
}

}  // namespace

void desk_export_sites(desk_call_ptr const& call)
{
    constexpr std::string_view page = "/v1/export/sites/";
    auto const region = domain::region_code::from_text(call->request.path.substr(page.size()));
    if (!region || !call->event->find_region(*region))
        return call->reply(refused(region_unknown, "region"));
    if (!call->may(people::action::export_table, *region))
        return call->reply(refused(desk::not_yours, "region"));
    desk::ask_board(
        call,
        [region = *region, names = call->world.register_of(call->event->id).names->now()](
            totals::board const& board) { return export_table(board, region, *names); },
        [region = *region](desk_call_ptr const& from, std::string table) {
            auto const file = fmt::format("attachment; filename=\"{}-sites-{}.csv\"",
                                          from->event->id, region.text());
            desk::write(from, domain::table_export{"sites", region},
                        {200,
                         "text/csv; charset=utf-8",
                         std::move(table),
                         {{"Content-Disposition", file}, {"Cache-Control", "no-store"}}});
        });
}

}  // namespace sejuta::app
