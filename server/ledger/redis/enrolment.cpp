// SPDX-License-Identifier: Apache-2.0
#include "ledger/redis/enrolment.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sodium.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "base/limits.hpp"
#include "ledger/code_states.hpp"
#include "ledger/entry.hpp"
#include "ledger/entry_parts.hpp"
#include "ledger/redis/functions.hpp"
#include "ledger/redis/refusal.hpp"

namespace sejuta::ledger::redis {
namespace {

constexpr std::size_t codes_per_call = 256;
constexpr std::string_view redeeming_by = "code";  // who enrols a terminal: whoever holds the code

template <std::size_t Bytes>
std::string hex(std::array<std::uint8_t, Bytes> const& bytes)
{
    std::array<char, 2 * Bytes + 1> text;
    sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
    return text.data();
}

std::vector<std::string> fcall(std::string_view function, std::string const& event)
{
    return {"FCALL",
            std::string(function),
            "3",
            key(event, "ledger"),
            key(event, "head"),
            key(event, "codes")};
}

base::fault issue_refusal(std::string_view event, base::result<reply> const& answer)
{
    auto const text = answer ? answer->text() : std::string_view{};
    if (text.starts_with("FINAL"))
        return {fmt::format("event {} is final: no terminal is enrolled any more", event)};
    if (text.starts_with("CODEEXISTS"))
        return {
            "a code with this hash was issued before with other sites or another expiry: make "
            "new codes"};
    if (text.starts_with("CODESFULL"))
        return {
            fmt::format("event {} has {} codes that wait already: issue fewer, or wait until "
                        "old ones expire",
                        event, limits::enrolment_codes_max)};
    return refusal(fmt::format("issuing codes for event {}", event), answer);
}

// One issuing of many codes: a call after the other.
struct issuing {
    connection& to;
    std::string event;
    std::string by;
    std::vector<domain::code_issued> codes;
    std::function<void(base::checked<std::size_t>)> done;
    std::size_t next = 0;
    std::size_t fresh = 0;
};

void issue_next(std::shared_ptr<issuing> const& all)
{
    auto arguments = fcall(issue_function, all->event);
    arguments.push_back(std::to_string(limits::enrolment_codes_max));
    auto const until = std::min(all->codes.size(), all->next + codes_per_call);
    for (; all->next < until; ++all->next) {
        auto const& code = all->codes[all->next];
        arguments.push_back(field_of(code.code));
        arguments.push_back(state_of(code));
        arguments.push_back(encode(domain::change{all->by, code}));
    }
    all->to.command(arguments, [all](base::result<reply> const& answer) {
        auto const fresh = answer && !answer->is_error() ? answer->integer() : std::nullopt;
        if (!fresh) return all->done(issue_refusal(all->event, answer));
        all->fresh += static_cast<std::size_t>(*fresh);
        if (all->next == all->codes.size()) return all->done(all->fresh);
        issue_next(all);
    });
}

std::vector<std::string> words_of(std::string_view text)
{
    std::vector<std::string> words;
    while (!text.empty()) {
        auto const cut = text.find(' ');
        words.emplace_back(text.substr(0, cut));
        text = cut == std::string_view::npos ? std::string_view{} : text.substr(cut + 1);
    }
    return words;
}

// The sites in a code's state, "I <expires> <sites>" or "U <claim> <terminal> <sites>".
std::vector<std::string> sites_in(std::string_view state)
{
    auto words = words_of(state);
    auto const before = std::min<std::size_t>(words.size(), state.starts_with('I') ? 2 : 3);
    words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(before));
    return words;
}

// One exchange of a code, which needs to know the code's sites first.
struct redeeming {
    connection& to;
    std::string event;
    domain::code_hash code;
    claim by;
    std::string terminal;
    std::function<void(base::checked<redeemed>)> done;

    std::string doing() const { return fmt::format("enrolling for event {}", event); }
};

std::optional<redeemed> parse_redeemed(domain::code_hash const& code, std::string_view text)
{
    if (text == "unknown") return redeem_refusal::unknown;
    if (text == "used") return redeem_refusal::used;
    if (text == "expired") return redeem_refusal::expired;
    auto words = words_of(text);
    if (words.size() < 3 || words[0] != "enrolled") return std::nullopt;
    return domain::enrolment{code, words[1], {words.begin() + 2, words.end()}};
}

void ask_for_terminal(std::shared_ptr<redeeming> const& one, std::vector<std::string> const& sites)
{
    auto arguments = fcall(redeem_function, one->event);
    arguments.push_back(field_of(one->code));
    arguments.push_back(hex(one->by));
    arguments.push_back(one->terminal);
    arguments.push_back(fmt::format("{}", fmt::join(sites, " ")));
    arguments.push_back(encode(domain::change{std::string(redeeming_by),
                                              domain::enrolment{one->code, one->terminal, sites}}));
    one->to.command(arguments, [one](base::result<reply> const& answer) {
        if (!answer || answer->is_error()) return one->done(refusal(one->doing(), answer));
        auto parsed = parse_redeemed(one->code, answer->text());
        if (!parsed) return one->done(refusal(one->doing(), answer));
        one->done(std::move(*parsed));
    });
}

}  // namespace

void issue_codes(connection& to, std::string const& event, std::string const& by,
                 std::vector<domain::code_issued> codes,
                 std::function<void(base::checked<std::size_t>)> done)
{
    for (auto const& code : codes) {
        domain::change const change{by, code};
        std::string_view wrong;
        if (change_of(encode(change), wrong) == change) continue;
        return answer_later(to,
                            {fmt::format("a code of event {} cannot be issued: its {} is outside "
                                         "its limits (docs/LIMITS.md)",
                                         event, wrong)},
                            std::move(done));
    }
    if (codes.empty()) return answer_later(to, {"there is no code to issue"}, std::move(done));
    issue_next(
        std::make_shared<issuing>(issuing{to, event, by, std::move(codes), std::move(done)}));
}

void redeem(connection& to, std::string const& event, domain::code_hash const& code,
            claim const& by, std::string const& terminal,
            std::function<void(base::checked<redeemed>)> done)
{
    if (!is_terminal_id(terminal))
        return answer_later(to, {"a terminal's id has 4 to 32 characters"}, std::move(done));
    auto const one =
        std::make_shared<redeeming>(redeeming{to, event, code, by, terminal, std::move(done)});
    to.command({"HGET", key(event, "codes"), field_of(code)},
               [one](base::result<reply> const& answer) {
                   if (!answer || answer->is_error())
                       return one->done(refusal(one->doing(), answer));
                   if (answer->is_nil()) return one->done(redeemed(redeem_refusal::unknown));
                   ask_for_terminal(one, sites_in(answer->text()));
               });
}

void note_seen(connection& to, std::string const& event, std::string const& terminal,
               std::function<void(base::checked<void>)> done)
{
    to.command({"FCALL", std::string(seen_function), "2", key(event, "head"), key(event, "seen"),
                terminal},
               [event, done = std::move(done)](base::result<reply> const& answer) {
                   if (answer && answer->is_integer()) return done({});
                   done(refusal(fmt::format("noting a terminal of event {}", event), answer));
               });
}

void read_seen(connection& to, std::string const& event,
               std::function<void(base::checked<std::map<std::string, base::unix_ms>>)> done)
{
    to.command({"HGETALL", key(event, "seen")},
               [event, done = std::move(done)](base::result<reply> const& answer) {
                   auto const doing = fmt::format("reading the terminals of event {}", event);
                   if (!answer || answer->is_error()) return done(refusal(doing, answer));
                   std::map<std::string, base::unix_ms> seen;
                   for (std::size_t i = 0; i + 1 < answer->elements(); i += 2) {
                       auto const at = answer->at(i + 1).integer();
                       if (!at) return done(base::fault{doing + ": a time that is none"});
                       seen.emplace(answer->at(i).text(), *at);
                   }
                   done(std::move(seen));
               });
}

void read_seen_of(connection& to, std::string const& event,
                  std::vector<std::string> const& terminals,
                  std::function<void(base::checked<std::map<std::string, base::unix_ms>>)> done)
{
    std::vector<std::string> arguments{"HMGET", key(event, "seen")};
    arguments.insert(arguments.end(), terminals.begin(), terminals.end());
    to.command(arguments,
               [event, terminals, done = std::move(done)](base::result<reply> const& answer) {
                   auto const doing = fmt::format("reading terminals of event {}", event);
                   if (!answer || answer->is_error() || answer->elements() != terminals.size())
                       return done(refusal(doing, answer));
                   std::map<std::string, base::unix_ms> seen;
                   for (std::size_t i = 0; i < terminals.size(); ++i)
                       if (auto const at = answer->at(i).integer()) seen.emplace(terminals[i], *at);
                   done(std::move(seen));
               });
}

}  // namespace sejuta::ledger::redis
