// SPDX-License-Identifier: Apache-2.0
#include "ledger/redis/opening.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "ledger/entry.hpp"
#include "ledger/entry_parts.hpp"
#include "ledger/redis/functions.hpp"
#include "ledger/redis/refusal.hpp"

namespace sejuta::ledger::redis {
namespace {

// The order of HEAD_FIELDS in sejuta_1.lua.
constexpr std::array<char const*, 11> head_fields{
    "epoch",      "revision",    "chain",           "event_time",  "status", "kind",
    "clock_real", "clock_event", "clock_event_end", "clock_speed", "epochs"};

std::optional<double> decimal(std::string_view text)
{
    double value = 0;
    auto const [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (wrong != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<head> parse_head(value const& answer)
{
    if (answer.elements() != head_fields.size()) return std::nullopt;
    auto const epoch = epoch_of(answer.at(0).text());
    auto const revision = answer.at(1).integer();
    auto const time = answer.at(3).integer();
    auto const status = domain::from_word<domain::event_status>(answer.at(4).text());
    auto const kind = domain::from_word<domain::event_kind>(answer.at(5).text());
    auto const real = answer.at(6).integer();
    auto const starts = answer.at(7).integer();
    auto const ends = answer.at(8).integer();
    auto const speed = decimal(answer.at(9).text());
    if (!epoch || !revision || *revision < 1 || !time || !status || !kind || !real || !starts ||
        !ends || !speed)
        return std::nullopt;
    return head{{*epoch, static_cast<ledger::revision>(*revision), *time},
                *status,
                *kind,
                *real,
                *starts,
                *ends,
                *speed};
}

void call(connection& to, std::string_view doing, std::vector<std::string> arguments, on_head done)
{
    to.command(arguments,
               [doing = std::string(doing), done = std::move(done)](base::result<reply> answer) {
                   if (!answer || answer->is_error()) return done(refusal(doing, answer));
                   if (auto const now = parse_head(*answer)) return done(*now);
                   done(base::fault{doing + ": Redis answered something undocumented"});
               });
}

std::vector<std::string> fcall(std::string_view function, std::string const& event)
{
    return {"FCALL", std::string(function), "2", key(event, "ledger"), key(event, "head")};
}

}  // namespace

ledger::epoch random_epoch()
{
    ledger::epoch epoch = 0;
    while (epoch == 0) randombytes_buf(&epoch, sizeof epoch);
    return epoch;
}

void load_functions(connection& to, std::function<void(base::checked<void>)> done)
{
    to.command({"FUNCTION", "LOAD", "REPLACE", std::string(function_source())},
               [done = std::move(done)](base::result<reply> answer) {
                   if (!answer || answer->is_error())
                       return done(refusal("loading the recording functions", answer));
                   done({});
               });
}

void begin(connection& to, domain::event const& event, ledger::epoch epoch, on_head done)
{
    auto arguments = fcall(begin_function, event.id);
    auto const real = event.kind == domain::event_kind::real;
    auto const clock = real ? domain::event_clock{} : event.clock;
    for (auto const& argument :
         {to_hex(epoch), std::string(word(event.kind)), std::string(word(event.initial_status)),
          std::to_string(clock.starts_at_ms), std::to_string(clock.ends_at_ms),
          fmt::format("{}", clock.speed)})
        arguments.push_back(argument);
    call(to, fmt::format("beginning event {}", event.id), std::move(arguments), std::move(done));
}

void begin_epoch(connection& to, std::string const& event, ledger::epoch epoch, on_head done)
{
    auto arguments = fcall(epoch_function, event);
    arguments.push_back(to_hex(epoch));
    call(to, fmt::format("giving event {} a new epoch", event), std::move(arguments),
         std::move(done));
}

namespace {

// What the status function's error words mean to whoever asked.
base::fault status_refusal(std::string_view event, domain::event_status to,
                           base::result<reply> const& answer)
{
    auto const text = answer ? answer->text() : std::string_view{};
    auto const said = [&](std::string_view word) { return text.starts_with(word); };
    auto const rest = text.substr(std::min(text.size(), text.find(' ') + 1));
    if (said("FINAL")) return {fmt::format("event {} is final, and nothing leaves final", event)};
    if (said("STATUSDIFFERS"))
        return {fmt::format("{}, not what was expected: look at it and ask again", rest)};
    if (said("TRANSITION"))
        return {
            fmt::format("{}, and {} does not follow it: see the table of statuses in "
                        "docs/PROTOCOL.md",
                        rest, word(to))};
    if (said("MISSING"))
        return {
            fmt::format("terminals hold receipts for {} reports that the ledger of event {} "
                        "lacks: let them connect and send, or accept the loss by name",
                        rest, event)};
    return refusal(fmt::format("setting event {} to {}", event, word(to)), answer);
}

}  // namespace

void set_status(connection& to, std::string const& event, status_change const& change, on_head done)
{
    auto arguments = fcall(status_function, event);
    arguments.emplace_back(word(change.to));
    arguments.emplace_back(change.expected_from ? word(*change.expected_from) : "");
    arguments.emplace_back(change.accept_missing ? "1" : "0");
    arguments.emplace_back(change.by);
    to.command(arguments, [event, wanted = change.to,
                           done = std::move(done)](base::result<reply> const& answer) {
        if (!answer || answer->is_error()) return done(status_refusal(event, wanted, answer));
        if (auto const now = parse_head(*answer)) return done(*now);
        done(base::fault{"setting a status: Redis answered something undocumented"});
    });
}

void write_change(connection& to, domain::event const& event, domain::change const& change,
                  on_head done)
{
    auto const bytes = encode(change);
    std::string_view wrong;
    if (change_of(bytes, wrong) != change) {
        if (wrong.empty()) wrong = "content";
        return answer_later(to,
                            {fmt::format("this change of event {} cannot be recorded: its "
                                         "{} is outside its limits (docs/LIMITS.md)",
                                         event.id, wrong)},
                            std::move(done));
    }
    auto arguments = fcall(change_function, event.id);
    arguments.push_back(bytes);
    call(to, fmt::format("changing event {}", event.id), std::move(arguments), std::move(done));
}

void read_missing(connection& to, std::string const& event,
                  std::function<void(base::checked<std::map<std::string, std::uint64_t>>)> done)
{
    to.command({"HGETALL", key(event, "missing")},
               [done = std::move(done)](base::result<reply> const& answer) {
                   constexpr auto doing = "reading what the ledger is known to lack";
                   if (!answer || answer->is_error()) return done(refusal(doing, answer));
                   std::map<std::string, std::uint64_t> read;
                   for (std::size_t i = 0; i + 1 < answer->elements(); i += 2) {
                       auto const note = answer->at(i + 1).text();
                       auto const count = number<std::uint64_t>(note.substr(0, note.find(':')));
                       if (!count)
                           return done(base::fault{std::string(doing) + ": it is not what "
                                                                        "sejuta_1 writes"});
                       if (*count > 0) read.emplace(answer->at(i).text(), *count);
                   }
                   done(std::move(read));
               });
}

void read_head(connection& to, std::string const& event,
               std::function<void(base::checked<std::optional<head>>)> done)
{
    std::vector<std::string> arguments{"HMGET", key(event, "head")};
    arguments.insert(arguments.end(), head_fields.begin(), head_fields.end());
    auto const doing = fmt::format("reading the head of event {}", event);
    to.command(arguments, [doing, done = std::move(done)](base::result<reply> answer) {
        if (!answer || answer->is_error()) return done(refusal(doing, answer));
        if (answer->at(0).is_nil()) return done(std::optional<head>{});
        auto const now = parse_head(*answer);
        if (!now) return done(base::fault{doing + ": it is not what sejuta_1 writes"});
        done(now);
    });
}

}  // namespace sejuta::ledger::redis
