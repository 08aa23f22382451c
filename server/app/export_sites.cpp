// SPDX-License-Identifier: Apache-2.0
// All sites of a region as a table to take away. That it was taken stands in the ledger before the
// first byte of it leaves.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "app/desk_parts.hpp"
#include "catalogue/csv_writer.hpp"
#include "totals/site_rows.hpp"

namespace sejuta::app {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::chrono::seconds export_retry{2};

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

std::string export_table(std::vector<totals::site_row> rows, domain::event const& event,
                         catalogue::site_names const& names)
{
    std::sort(rows.begin(), rows.end(),
              [](auto const& a, auto const& b) { return a.code < b.code; });
    auto text = std::string(byte_order_mark) +
                "code,name,kind,regency,regency_name,expected,reported,closed,acceptors,"
                "silent_minutes\r\n";
    for (auto const& row : rows) text += export_row(row, event, names);
    return text;
}

edge::http_response export_file(std::string const& event, domain::region_code region,
                                std::string table)
{
    auto const file = fmt::format("attachment; filename=\"{}-sites-{}.csv\"", event, region.text());
    return {200,
            "text/csv; charset=utf-8",
            std::move(table),
            {{"Content-Disposition", file}, {"Cache-Control", "no-store"}}};
}

// On a thread of its own, one table at a time: that of the nation has 60,000 rows.
void write_table(desk_call_ptr const& call, domain::region_code region,
                 std::vector<totals::site_row> rows)
{
    call->world.exporter.ask(
        [event = call->event, region, rows = std::move(rows),
         names = call->world.register_of(call->event->id).names->now()] {
            return export_file(event->id, region, export_table(rows, *event, *names));
        },
        [io = &call->world.io, call, region](edge::http_response answer) {
            boost::asio::post(*io, [call, region, answer = std::move(answer)] {
                if (answer.status != 200)
                    return call->reply(refused(desk::store_away, export_retry));
                desk::write(call, domain::table_export{"sites", region}, answer);
            });
        });
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
        [region = *region](totals::board const& board) {
            return totals::every_site_of(board, region);
        },
        [region = *region](desk_call_ptr const& from, std::vector<totals::site_row> rows) {
            write_table(from, region, std::move(rows));
        });
}

}  // namespace sejuta::app
