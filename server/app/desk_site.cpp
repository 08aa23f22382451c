// SPDX-License-Identifier: Apache-2.0
// One site's page: what may be done there, its terminals and its newest reports.
#include <spdlog/spdlog.h>

#include <boost/json.hpp>

#include "app/desk_parts.hpp"
#include "base/limits.hpp"
#include "ledger/redis/enrolment.hpp"
#include "totals/site_reports.hpp"

namespace sejuta::app {
namespace {

namespace json = boost::json;
using people::action;

constexpr std::array desk_actions{action::enrol, action::revoke, action::correct,
                                  action::enter_dictated, action::add_site};

std::string_view fate_word(totals::report_fate fate)
{
    switch (fate) {
    case totals::report_fate::voided: return "voided";
    case totals::report_fate::replaced: return "replaced";
    case totals::report_fate::counted: break;
    }
    return "counted";
}

json::object report_object(totals::site_report const& one)
{
    json::object line{{"method", domain::word(one.cell.method)},
                      {"category", domain::word(one.cell.category)},
                      {"postpartum", domain::word(one.cell.postpartum)},
                      {"partner", domain::word(one.cell.partner)},
                      {"count", one.row.acceptors}};
    return {{"terminal", one.terminal},
            {"seq", one.row.seq},
            {"service_date", one.cell.date.number()},
            {"event_time_ms", one.row.event_time_ms},
            {"state", fate_word(one.fate)},
            {"corrects", one.row.corrects},
            {"acceptors", one.row.acceptors},
            {"lines", json::array{std::move(line)}}};
}

json::array terminals_array(desk_call const& call, std::vector<std::string> const& terminals,
                            std::map<std::string, base::unix_ms> const& seen)
{
    json::array out;
    for (auto const& terminal : terminals) {
        auto const first = seen.find(terminal);
        out.push_back({{"terminal", terminal},
                       {"first_seen_ms", first == seen.end() ? 0 : first->second},
                       {"revoked", call.world.is_revoked(call.event->id, terminal)}});
    }
    return out;
}

json::object site_object(desk_call const& call, domain::site const& site)
{
    json::array may;
    for (auto const what : desk_actions)
        if (call.may(what, site.regency)) may.emplace_back(people::word(what));
    auto const names = call.world.register_of(call.event->id).names->now();
    auto const name = names->find(site.code);
    return {{"site", site.code},
            {"name", name == names->end() ? "" : name->second},
            {"place", domain::word(site.place)},
            {"regency", site.regency.text()},
            {"active", site.active},
            {"may", std::move(may)}};
}

void show_site(desk_call_ptr const& call, std::string const& code,
               totals::site_reports const& known)
{
    auto terminals = known.terminals;
    if (terminals.size() > limits::desk_terminals_max) terminals.resize(limits::desk_terminals_max);
    auto body = site_object(*call, *call->event->find_site(code));
    json::array reports;
    for (auto const& one : known.reports) reports.push_back(report_object(one));
    body["reports_total"] = known.total;
    body["reports"] = std::move(reports);
    body["terminals"] = json::array();
    if (terminals.empty()) return call->reply(desk::answer(body));
    ledger::redis::read_seen_of(
        call->world.store, call->event->id, terminals,
        [call, terminals, body = std::move(body)](
            base::checked<std::map<std::string, base::unix_ms>> const& seen) mutable {
            if (!seen) {
                spdlog::warn("desk {}", seen.error().sentence);
                return call->reply(refused(desk::store_away, desk::store_away_retry));
            }
            body["terminals"] = terminals_array(*call, terminals, *seen);
            call->reply(desk::answer(body));
        });
}

}  // namespace

void desk_site(desk_call_ptr const& call)
{
    constexpr std::string_view page = "/v1/desk/site/";
    auto const code = call->request.path.substr(page.size());
    if (!desk::site_or_refuse(*call, code, action::see_sites)) return;
    desk::ask_board(
        call, [code](totals::board const& board) { return totals::reports_of(board, code); },
        [code](desk_call_ptr const& from, totals::site_reports const& known) {
            show_site(from, code, known);
        });
}

}  // namespace sejuta::app
