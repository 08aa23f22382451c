// SPDX-License-Identifier: Apache-2.0
// Codes for new terminals, revoked ones, and what they dictated.
#include <spdlog/spdlog.h>

#include <algorithm>

#include "app/desk_parts.hpp"
#include "app/json_body.hpp"
#include "app/take_dictated.hpp"
#include "base/limits.hpp"
#include "ingest/authorise/enrol_code.hpp"
#include "ingest/authorise/token.hpp"
#include "ledger/redis/enrolment.hpp"
#include "totals/site_reports.hpp"

namespace sejuta::app {
namespace {

using people::action;

constexpr refusal_row site_closed{
    409, "refused", "Titik layanan ini dinonaktifkan atau digabung: tidak ada kode baru.",
    "The site was deactivated or merged: it gets no new code."};
constexpr refusal_row terminal_unknown{404, "terminal_unknown",
                                       "Terminal ini tidak dikenal. Periksa kode terminalnya.",
                                       "The ledger has seen no such terminal. Check its id."};

}  // namespace

void desk_code(desk_call_ptr const& call)
{
    auto const asked = texts_of(call->request.body, {"site"});
    if (!asked) return call->reply(refused(desk::malformed));
    auto const* const site = desk::site_or_refuse(*call, asked->front(), action::enrol);
    if (!site) return;
    if (!site->active || !site->merged_into.empty())
        return call->reply(refused(site_closed, "site"));
    auto const code = ingest::make_enrol_code();
    auto const life = std::chrono::seconds(limits::enrol_code_life).count();
    auto const expires = call->world.terminals.clock.now_ms() / 1000 + life;
    ledger::redis::issue_codes(
        call->world.store, call->event->id, call->who.user,
        {{ingest::hash_of_code(code), {site->code}, expires}},
        [call, site = site->code, code, expires](base::checked<std::size_t> const& issued) {
            if (issued)
                return call->reply(desk::answer({{"site", site},
                                                 {"code", ingest::shown_code(code)},
                                                 {"expires_at_ms", expires * 1000}}));
            spdlog::error("desk {}", issued.error().sentence);
            call->reply(refused(desk::store_away, desk::store_away_retry));
        });
}

// Whose a terminal is: of the sites that it was enrolled for or reported for. Who may revoke in the
// whole nation may revoke what the ledger has not seen yet, such as a token by command.
void desk_revoke(desk_call_ptr const& call)
{
    auto const asked = texts_of(call->request.body, {"terminal"});
    if (!asked || !ingest::is_terminal_id(asked->front()))
        return call->reply(refused(desk::malformed, "terminal"));
    desk::ask_board(
        call,
        [terminal = asked->front()](totals::board const& board) {
            return totals::sites_of_terminal(board, terminal);
        },
        [terminal = asked->front()](desk_call_ptr const& from, std::set<std::string> const& sites) {
            bool const everywhere = from->may(action::revoke, domain::region_code::nation());
            if (sites.empty() && !everywhere)
                return from->reply(refused(terminal_unknown, "terminal"));
            bool const all = std::all_of(sites.begin(), sites.end(), [&](auto const& code) {
                auto const* const site = from->event->find_site(code);
                return site ? from->may(action::revoke, site->regency) : everywhere;
            });
            if (!all) return from->reply(refused(desk::not_yours, "terminal"));
            auto good = desk::answer({{"terminal", terminal}, {"revoked", true}});
            if (from->world.is_revoked(from->event->id, terminal))
                return from->reply(std::move(good));
            desk::write(from, domain::revocation{terminal}, std::move(good));
        });
}

void desk_dictated(desk_call_ptr const& call)
{
    auto const asked = texts_of(call->request.body, {"lines"});
    if (!asked) return call->reply(refused(desk::malformed));
    if (!people::may_somewhere(call->who, action::enter_dictated))
        return call->reply(refused(desk::not_yours));
    auto* const pipeline = call->world.terminals.pipeline_of(call->event->id);
    auto const may_enter = [&call](std::string const& code) {
        auto const* const site = call->event->find_site(code);
        return site && call->may(action::enter_dictated, site->regency);
    };
    take_dictated(*pipeline, asked->front(), call->who.user, may_enter,
                  [call](auto const& answers) { call->reply(dictated_response(answers)); });
}

}  // namespace sejuta::app
