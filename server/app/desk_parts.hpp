// SPDX-License-Identifier: Apache-2.0
// What the acts of the desk share: their refusals, asking the board, and writing an entry. Only
// desk*.cpp and export_sites.cpp include it.
#pragma once

#include <boost/asio/post.hpp>
#include <boost/json/object.hpp>
#include <utility>

#include "app/centre.hpp"
#include "app/desk.hpp"
#include "app/http_error.hpp"

namespace sejuta::app {

namespace desk {

inline constexpr refusal_row malformed{
    400, "request_malformed", "Permintaan tidak terbaca. Muat ulang halaman, lalu coba lagi.",
    "The body is not the JSON object of this call: docs/PROTOCOL.md, The desk."};
inline constexpr refusal_row not_yours{403, "not_yours", "Di luar cakupan akun Anda.",
                                       "Outside the scope of your account."};
inline constexpr refusal_row site_unknown{
    404, "site_unknown", "Tidak ada titik layanan dengan kode ini. Periksa kodenya.",
    "The event has no site of this code. Check the code."};
inline constexpr refusal_row store_away{
    503, "store_away", "Server belum dapat mencatat. Tidak ada yang berubah; coba lagi.",
    "The server cannot record now. Nothing was changed; try again."};
inline constexpr std::chrono::seconds store_away_retry{5};

// 200 with a JSON object that nobody keeps.
edge::http_response answer(boost::json::object const& body);

// The site of the event as it is now; null once the call was refused: there is none, or this may
// not be done there.
domain::site const* site_or_refuse(desk_call const& call, std::string const& code,
                                   people::action what);

// Writes the change by this account, then answers `good`, or why it could not be written.
void write(desk_call_ptr const& call, decltype(domain::change::what) what,
           edge::http_response good);

// Asks question(board) on the totals thread, then calls then(call, answer) on ours. Where the board
// is not ready the call is answered instead.
template <class Question, class Then>
void ask_board(desk_call_ptr call, Question question, Then then)
{
    auto const& centre = call->world.centre;
    auto* const io = &call->world.io;
    centre.post([io, call = std::move(call), question = std::move(question),
                 then = std::move(then)](app::centre& c) mutable {
        auto const* const board = c.board_of(call->event->id);
        if (!board || !board->is_ready())
            return boost::asio::post(*io, [call = std::move(call)] {
                call->reply(refused(store_away, store_away_retry));
            });
        boost::asio::post(*io,
                          [call = std::move(call), then = std::move(then),
                           answer = question(*board)]() mutable { then(call, std::move(answer)); });
    });
}

}  // namespace desk

}  // namespace sejuta::app
