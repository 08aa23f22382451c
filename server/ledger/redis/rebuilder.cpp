// SPDX-License-Identifier: Apache-2.0
#include "ledger/redis/rebuilder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "base/limits.hpp"
#include "ledger/entry.hpp"
#include "ledger/redis/functions.hpp"
#include "ledger/redis/opening.hpp"

namespace sejuta::ledger::redis {
namespace {

using commands = std::vector<std::vector<std::string>>;

constexpr std::size_t words_per_command = 2'000;
constexpr std::size_t fields_at_once = 50'000;
constexpr std::size_t damage_named = 3;

// HSET of many fields, in commands of a bounded length.
template <class Fields>
void set_hash(commands& out, std::string const& key, Fields const& fields)
{
    std::vector<std::string> command;
    for (auto const& [field, value] : fields) {
        if (command.empty()) command = {"HSET", key};
        command.push_back(field);
        command.push_back(value);
        if (command.size() >= words_per_command) out.push_back(std::exchange(command, {}));
    }
    if (!command.empty()) out.push_back(std::move(command));
}

std::string described(difference const& one)
{
    return fmt::format("{} {}: expected {}, found {}", one.key, one.field, one.expected, one.found);
}

base::fault damaged(std::string const& event, differences const& found)
{
    std::string places;
    for (std::size_t i = 0; i < std::min(damage_named, found.kept().size()); ++i)
        places += "; " + described(found.kept()[i]);
    return {fmt::format(
        "the ledger of event {} is damaged itself, in {} place{}, so its counters cannot be made "
        "from it{}: restore a backup, or go back to before the damage with --cut-at-damage and let "
        "the terminals send what came after",
        event, found.total(), found.total() == 1 ? "" : "s", places)};
}

}  // namespace

// The ledger up to its end, or up to the first damage.
struct rebuilder::reading {
    explicit reading(std::string const& event) : counted(event) {}

    recount counted;
    ledger::revision until = 0;       // read no further; 0: to the end
    ledger::revision good = 0;        // the last revision before the first damage
    std::vector<std::string> beyond;  // the ids after it
};

base::checked<void> rebuilder::read(std::string const& event, reading& into,
                                    on_progress const& told)
{
    reader from(store_.connection(), event);
    return store_.take_ledger(
        from, into.counted, into.until, into.until == 0 ? "ledger" : "check", told,
        [&into](stream_entry const& raw, base::checked<entry> const& decoded) {
            if (into.counted.differences().total() > 0) {
                into.beyond.emplace_back(raw.id);
                return true;
            }
            into.good = decoded->sequence.revision;
            return into.good != into.until;
        });
}

// Deletes the entries after the last good one; the stream then takes the next revision again.
base::checked<void> rebuilder::cut(std::string const& event, reading const& found, rebuilt& out)
{
    out.cut_from = found.good + 1;
    out.cut_entries = found.beyond.size();
    out.damage = found.counted.differences().kept();
    auto const ledger = key(event, "ledger");
    commands all;
    for (std::size_t at = 0; at < found.beyond.size(); at += words_per_command) {
        std::vector<std::string> command{"XDEL", ledger};
        auto const until = std::min(found.beyond.size(), at + words_per_command);
        command.insert(command.end(), found.beyond.begin() + static_cast<std::ptrdiff_t>(at),
                       found.beyond.begin() + static_cast<std::ptrdiff_t>(until));
        all.push_back(std::move(command));
    }
    all.push_back({"XSETID", ledger, fmt::format("{}-0", found.good)});
    return store_.run_all(std::move(all));
}

base::checked<std::map<std::string, std::string>> rebuilder::hash(std::string const& key)
{
    auto const answer = store_.wait<base::result<reply>>(
        [&](auto done) { store_.connection().command({"HGETALL", key}, std::move(done)); });
    auto const fields = answer && !answer->is_error() ? hash_of(*answer) : std::nullopt;
    if (!fields)
        return base::fault{
            fmt::format("{} cannot be read: {}", key,
                        answer ? std::string(answer->text()) : answer.error().message())};
    return std::map<std::string, std::string>(fields->begin(), fields->end());
}

base::checked<void> rebuilder::write_counters(std::string const& event, reading const& from)
{
    commands all{{"UNLINK", key(event, "cells"), key(event, "minutes")}};
    set_hash(all, key(event, "cells"), from.counted.expected_cells());
    set_hash(all, key(event, "minutes"), from.counted.expected_minutes());
    return store_.run_all(std::move(all));
}

base::checked<void> rebuilder::write_codes(std::string const& event, reading const& from)
{
    auto const present = hash(key(event, "codes"));
    if (!present) return present.error();
    auto const states = from.counted.codes().with_claims_of(*present);
    if (states == *present) return {};
    commands all{{"UNLINK", key(event, "codes")}};
    set_hash(all, key(event, "codes"), states);
    return store_.run_all(std::move(all));
}

base::checked<void> rebuilder::write_index(std::string const& event, recount const& from,
                                           on_progress const& told)
{
    commands all{{"UNLINK", key(event, "index")}};
    hash_fields values;
    std::uint64_t ready = 0;
    auto const of = from.book().size() + from.book().closes();
    base::checked<void> done;
    from.book().each([&](auto const& terminal, auto seq, auto const& value) {
        values.emplace_back(index_id(terminal, seq), value);
        if (++ready % fields_at_once != 0 && ready != of) return;
        set_hash(all, key(event, "index"), std::exchange(values, {}));
        if (done) done = store_.run_all(std::exchange(all, {}));
        told("index", ready, of);
    });
    return done;
}

// Last, since a head that is missing would begin the event anew.
base::checked<void> rebuilder::write_head(std::string const& event, hash_fields const& expected)
{
    auto stray = hash(key(event, "head"));
    if (!stray) return stray.error();
    commands all;
    set_hash(all, key(event, "head"), expected);
    for (auto const& [field, value] : expected) stray->erase(field);
    for (auto const& [field, value] : *stray) all.push_back({"HDEL", key(event, "head"), field});
    return store_.run_all(std::move(all));
}

base::checked<rebuilt> rebuilder::rebuild(std::string const& event, rebuild_options const& options,
                                          on_progress const& told)
{
    rebuilt out;
    auto from = std::make_unique<reading>(event);
    if (auto done = read(event, *from, told); !done) return done.error();
    if (from->counted.differences().total() > 0) {
        if (!options.cut_at_damage || from->good == 0)
            return damaged(event, from->counted.differences());
        if (auto done = cut(event, *from, out); !done) return done.error();
        auto const good = from->good;
        from = std::make_unique<reading>(event);
        from->until = good;
        if (auto done = read(event, *from, told); !done) return done.error();
    }
    if (from->good == 0)
        return base::fault{fmt::format("the event {} has no ledger in this store", event)};
    out.counted = from->counted.now();
    out.terminals = from->counted.terminals();
    if (auto done =
            store_.run_all({{"FUNCTION", "LOAD", "REPLACE", std::string(function_source())}});
        !done)
        return done.error();
    if (auto done = write_counters(event, *from); !done) return done.error();
    if (auto done = write_codes(event, *from); !done) return done.error();
    if (auto done = write_index(event, from->counted, told); !done) return done.error();
    if (auto done = write_head(event, from->counted.expected_head()); !done) return done.error();
    auto const begun = store_.wait<base::checked<head>>([&](auto done) {
        begin_epoch(store_.connection(), event, random_epoch(), std::move(done));
    });
    if (!begun) return begun.error();
    out.epoch = begun->now.epoch;
    return out;
}

}  // namespace sejuta::ledger::redis
