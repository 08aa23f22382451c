// SPDX-License-Identifier: Apache-2.0
#include "app/post_enrol.hpp"

#include <sodium.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/json.hpp>

#include "app/http_error.hpp"
#include "app/json_body.hpp"
#include "base/limits.hpp"
#include "ingest/authorise/enrol_code.hpp"

namespace sejuta::app {
namespace {

namespace json = boost::json;
using ledger::redis::redeem_refusal;

constexpr refusal_row code_malformed{
    400, "request_malformed",
    "Permintaan tidak terbaca. Muat ulang halaman, lalu masukkan kodenya lagi.",
    "The body is {\"code\": 12 characters, \"claim\": 32 hex digits} and nothing else."};
constexpr refusal_row code_unknown{
    403, "code_unknown",
    "Kode tidak dikenal. Periksa huruf dan angkanya, atau minta kode baru dari petugas "
    "kabupaten/kota.",
    "Unknown code. Check its letters and digits, or ask the regency's officer for a new one."};
constexpr refusal_row code_used{
    403, "code_used",
    "Kode sudah dipakai oleh perangkat lain. Minta kode baru dari petugas kabupaten/kota.",
    "The code was used by another device. Ask the regency's officer for a new one."};
constexpr refusal_row code_expired{
    403, "code_expired",
    "Kode sudah kedaluwarsa: berlaku 72 jam. Minta kode baru dari petugas kabupaten/kota.",
    "The code has expired: it is good for 72 hours. Ask the regency's officer for a new one."};
constexpr refusal_row too_many_codes{429, "too_many_tries",
                                     "Terlalu banyak percobaan. Coba lagi sebentar lagi.",
                                     "Too many tries at this server. Try again in a moment."};
constexpr refusal_row enrol_away{503, "store_away", "Server belum siap. Coba lagi sebentar lagi.",
                                 "The server is not ready. Try again in a moment."};
constexpr std::chrono::seconds away_retry{5};

edge::http_response refused(redeem_refusal why)
{
    switch (why) {
    case redeem_refusal::used: return refused(code_used);
    case redeem_refusal::expired: return refused(code_expired);
    case redeem_refusal::unknown: break;
    }
    return refused(code_unknown);
}

struct wanted {
    std::string code;  // as typed
    ledger::redis::claim claim{};
};

std::optional<ledger::redis::claim> claim_of(std::string_view hex)
{
    ledger::redis::claim claim{};
    std::size_t size = 0;
    char const* end = nullptr;
    if (hex.size() != 2 * claim.size() ||
        sodium_hex2bin(claim.data(), claim.size(), hex.data(), hex.size(), nullptr, &size, &end) !=
            0 ||
        size != claim.size() || end != hex.data() + hex.size())
        return std::nullopt;
    return claim;
}

// Strictly {"code", "claim"}, both texts.
std::optional<wanted> read(std::string_view body)
{
    auto const texts = texts_of(body, {"code", "claim"});
    if (!texts) return std::nullopt;
    auto const by = claim_of(texts->back());
    if (!by) return std::nullopt;
    return wanted{texts->front(), *by};
}

// Asks one event after the other until one knows the code. Keeps itself alive between the answers.
class search : public std::enable_shared_from_this<search> {
public:
    search(enrol_world const& world, domain::code_hash const& code,
           ledger::redis::claim const& claim, edge::http_reply reply)
        : world_(world),
          code_(code),
          claim_(claim),
          reply_(std::move(reply))
    {
    }

    void next()
    {
        if (at_ == world_.events.size()) return reply_(refused(code_unknown));
        world_.redeem(world_.events[at_], code_, claim_, terminal_,
                      [self = shared_from_this()](base::checked<ledger::redis::redeemed> found) {
                          self->take(found);
                      });
    }

private:
    void take(base::checked<ledger::redis::redeemed> const& found)
    {
        if (!found) {
            spdlog::warn("app enrolment event={} failed: {}", world_.events[at_],
                         found.error().sentence);
            return reply_(refused(enrol_away, away_retry));
        }
        if (auto const* enrolled = std::get_if<domain::enrolment>(&*found))
            return reply_(token_for(*enrolled));
        auto const why = std::get<redeem_refusal>(*found);
        if (why != redeem_refusal::unknown) return reply_(refused(why));
        ++at_;
        next();
    }

    edge::http_response token_for(domain::enrolment const& enrolled) const
    {
        auto const& event = world_.events[at_];
        auto const life =
            std::chrono::duration_cast<std::chrono::seconds>(limits::terminal_token_life);
        auto const expires = world_.clock.now_ms() / 1000 + life.count();
        ingest::identity const who{event, enrolled.terminal, enrolled.sites};
        spdlog::info("app enrolled event={} terminal={} sites={}", event, enrolled.terminal,
                     enrolled.sites.size());
        json::object const body{
            {"token", ingest::make_token(who, expires, world_.keys.now()->back().secret_key)},
            {"terminal", enrolled.terminal},
            {"event", event},
            {"sites", json::array(enrolled.sites.begin(), enrolled.sites.end())},
            {"expires_at_seconds", expires},
        };
        return {200, "application/json", json::serialize(body) + "\n", {}};
    }

    enrol_world const& world_;
    domain::code_hash code_;
    ledger::redis::claim claim_;
    edge::http_reply reply_;
    std::string terminal_ = ingest::make_terminal_id();
    std::size_t at_ = 0;
};

}  // namespace

void post_enrol(enrol_world const& world, std::string_view body, edge::http_reply reply)
{
    auto const asked = read(body);
    if (!asked) return reply(refused(code_malformed));
    auto const code = ingest::normalised_code(asked->code);
    if (!code) return reply(refused(code_unknown));
    if (auto const after = world.gate.refused(world.clock.monotonic()))
        return reply(refused(too_many_codes, *after));
    std::make_shared<search>(world, ingest::hash_of_code(*code), asked->claim, std::move(reply))
        ->next();
}

}  // namespace sejuta::app
