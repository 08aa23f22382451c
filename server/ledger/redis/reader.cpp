// SPDX-License-Identifier: Apache-2.0
#include "ledger/redis/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/limits.hpp"
#include "ledger/redis/functions.hpp"

namespace sejuta::ledger::redis {
namespace {

using base::errc;

std::string const* find(hash_fields const& fields, std::string_view name)
{
    auto const it = std::find_if(fields.begin(), fields.end(),
                                 [&](auto const& one) { return one.first == name; });
    return it == fields.end() ? nullptr : &it->second;
}

template <class T>
bool parse(std::string_view text, T& out)
{
    auto const* const end = text.data() + text.size();
    auto const [stop, code] = std::from_chars(text.data(), end, out);
    return code == std::errc{} && stop == end;
}

std::optional<stream_entry> entry_of(value const& one)
{
    auto const fields = one.at(1);
    if (one.elements() != 2 || !one.at(0).is_text() || !fields.is_array()) return std::nullopt;
    if (fields.elements() % 2 != 0) return std::nullopt;
    stream_entry entry{.id = one.at(0).text(), .fields = {}};
    entry.fields.reserve(fields.elements() / 2);
    for (std::size_t i = 0; i < fields.elements(); i += 2)
        entry.fields.emplace_back(fields.at(i).text(), fields.at(i + 1).text());
    return entry;
}

std::string id_of(ledger::revision revision)
{
    return fmt::format("{}-0", revision);
}

// HGETALL head, cells, minutes and codes, XREVRANGE ledger + - COUNT 1.
base::result<counters> counters_of(value const& replies)
{
    auto head = hash_of(replies.at(0));
    auto cells = hash_of(replies.at(1));
    auto minutes = hash_of(replies.at(2));
    auto codes = hash_of(replies.at(3));
    auto const newest = entries_of(replies.at(4));
    if (!head || !cells || !minutes || !codes || !newest) return errc::store_nonsense;
    return counters{std::move(*head), std::move(*cells), std::move(*minutes), std::move(*codes),
                    newest->empty() ? std::string() : std::string(newest->front().id)};
}

// HMGET head epoch revision, XRANGE ledger <id> <id>.
base::result<position> position_of(value const& replies)
{
    auto const head = replies.at(0);
    auto const found = entries_of(replies.at(1));
    if (head.elements() != 2 || !found) return errc::store_nonsense;
    position at;
    if (!head.at(0).is_nil()) at.epoch = epoch_of(head.at(0).text());
    ledger::revision revision = 0;
    if (parse(head.at(1).text(), revision)) at.revision = revision;
    if (found->empty()) return at;
    if (auto const* chain = found->front().find("chain")) at.chain = *chain;
    return at;
}

}  // namespace

std::optional<hash_fields> hash_of(value const& all)
{
    if (!all.is_array() || all.elements() % 2 != 0) return std::nullopt;
    hash_fields fields;
    fields.reserve(all.elements() / 2);
    for (std::size_t i = 0; i < all.elements(); i += 2)
        fields.emplace_back(all.at(i).text(), all.at(i + 1).text());
    return fields;
}

std::optional<std::vector<stream_entry>> entries_of(value const& all)
{
    if (!all.is_array()) return std::nullopt;
    std::vector<stream_entry> entries;
    entries.reserve(all.elements());
    for (std::size_t i = 0; i < all.elements(); ++i) {
        auto entry = entry_of(all.at(i));
        if (!entry) return std::nullopt;
        entries.push_back(std::move(*entry));
    }
    return entries;
}

base::checked<ledger::head> head_of(hash_fields const& fields)
{
    ledger::head head;
    std::string wrong;
    auto const read = [&](std::string_view name, auto&& take) {
        auto const* const text = find(fields, name);
        if ((!text || !take(*text)) && wrong.empty())
            wrong = fmt::format("the head's field {} {}", name,
                                text ? fmt::format("is \"{}\"", *text) : "is missing");
    };
    auto const number = [&](std::string_view name, auto& out) {
        read(name, [&out](std::string_view text) { return parse(text, out); });
    };
    auto const word = [&](std::string_view name, auto& out) {
        read(name, [&out](std::string_view text) {
            auto const found = domain::from_word<std::remove_reference_t<decltype(out)>>(text);
            out = found.value_or(out);
            return found.has_value();
        });
    };
    read("epoch", [&](std::string_view text) {
        auto const epoch = epoch_of(text);
        head.now.epoch = epoch.value_or(0);
        return epoch.has_value();
    });
    number("revision", head.now.revision);
    number("event_time", head.now.as_of_ms);
    word("status", head.status);
    word("kind", head.kind);
    number("clock_real", head.clock_real_ms);
    number("clock_event", head.clock_event_ms);
    number("clock_event_end", head.clock_event_end_ms);
    number("clock_speed", head.clock_speed);
    if (!wrong.empty()) return base::fault{wrong};
    return head;
}

std::string reader::key(std::string_view name) const
{
    return redis::key(event_, name);
}

base::result<reply> reader::checked(base::result<reply> answered)
{
    if (!answered || !answered->is_error()) return answered;
    refuse(*answered);
    return errc::store_refused;
}

// The first refusal is the reason; those after it only say that there was one.
void reader::refuse(value const& error)
{
    if (refusal_.empty()) refusal_ = error.text();
}

void reader::command(std::vector<std::string> arguments, on<reply> done,
                     std::chrono::milliseconds deadline)
{
    refusal_.clear();
    redis_.command(
        arguments,
        [this, done = std::move(done)](base::result<reply> answered) {
            done(checked(std::move(answered)));
        },
        deadline);
}

// Redis answers MULTI and each command by itself; a refused one makes EXEC fail, so only EXEC's
// reply counts, and the first refusal is the one worth telling.
void reader::transaction(std::vector<std::vector<std::string>> commands, on<reply> done)
{
    auto const note = [this](base::result<reply> const& queued) {
        if (queued && queued->is_error()) refuse(*queued);
    };
    redis_.command({"MULTI"}, note);
    for (auto const& one : commands) redis_.command(one, note);
    command({"EXEC"}, [this, done = std::move(done)](base::result<reply> answered) {
        for (std::size_t i = 0; answered && i < answered->elements(); ++i) {
            if (!answered->at(i).is_error()) continue;
            refuse(answered->at(i));
            return done(errc::store_refused);
        }
        done(std::move(answered));
    });
}

void reader::counters(on<ledger::counters> done)
{
    transaction({{"HGETALL", key("head")},
                 {"HGETALL", key("cells")},
                 {"HGETALL", key("minutes")},
                 {"HGETALL", key("codes")},
                 {"XREVRANGE", key("ledger"), "+", "-", "COUNT", "1"}},
                [done = std::move(done)](base::result<reply> answered) {
                    if (!answered) return done(answered.error());
                    done(counters_of(*answered));
                });
}

void reader::position_at(ledger::revision revision, on<position> done)
{
    transaction({{"HMGET", key("head"), "epoch", "revision"},
                 {"XRANGE", key("ledger"), id_of(revision), id_of(revision)}},
                [done = std::move(done)](base::result<reply> answered) {
                    if (!answered) return done(answered.error());
                    done(position_of(*answered));
                });
}

void reader::entries_after(ledger::revision after, on<page> done)
{
    // Exclusive, so that an entry written by hand between two revisions is seen as well.
    command({"XRANGE", key("ledger"), "(" + id_of(after), "+", "COUNT",
             std::to_string(limits::follow_entries_per_read)},
            [done = std::move(done)](base::result<reply> answered) {
                if (!answered) return done(answered.error());
                auto entries = entries_of(*answered);
                if (!entries) return done(errc::store_nonsense);
                done(page{std::move(*answered), std::move(*entries)});
            });
}

void reader::wait_after(ledger::revision after, on<page> done)
{
    using std::chrono::milliseconds;
    command(
        {"XREAD", "COUNT", std::to_string(limits::follow_entries_per_read), "BLOCK",
         std::to_string(milliseconds(limits::follow_block).count()), "STREAMS", key("ledger"),
         id_of(after)},
        [done = std::move(done)](base::result<reply> answered) {
            if (!answered) return done(answered.error());
            if (answered->is_nil()) return done(page{});
            auto entries = entries_of(answered->at(0).at(1));
            if (!entries) return done(errc::store_nonsense);
            done(page{std::move(*answered), std::move(*entries)});
        },
        limits::follow_block + limits::store_call_deadline);
}

void reader::index(std::string const& from, on<hash_page> done)
{
    command({"HSCAN", key("index"), from.empty() ? "0" : from, "COUNT",
             std::to_string(limits::index_fields_per_read)},
            [done = std::move(done)](base::result<reply> answered) {
                if (!answered) return done(answered.error());
                auto const all = answered->at(1);
                auto const count = all.elements();
                if (answered->elements() != 2 || !all.is_array() || count % 2 != 0)
                    return done(errc::store_nonsense);
                auto const next = answered->at(0).text();
                hash_page page{{}, {}, next == "0" ? std::string() : std::string(next)};
                page.fields.reserve(count / 2);
                for (std::size_t i = 0; i < count; i += 2)
                    page.fields.emplace_back(all.at(i).text(), all.at(i + 1).text());
                page.held = std::move(*answered);
                done(std::move(page));
            });
}

}  // namespace sejuta::ledger::redis
