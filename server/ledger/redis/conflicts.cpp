// SPDX-License-Identifier: Apache-2.0
#include "ledger/redis/conflicts.hpp"

#include <fmt/format.h>

#include <map>
#include <memory>
#include <set>
#include <utility>

#include "base/limits.hpp"
#include "ledger/entry.hpp"
#include "ledger/index_value.hpp"
#include "ledger/redis/functions.hpp"
#include "ledger/redis/reader.hpp"

namespace sejuta::ledger::redis {
namespace {

using command = std::vector<std::string>;
using id = std::pair<std::string, std::uint32_t>;  // terminal and seq

// Entries asked for in one go: each may have a whole batch.
constexpr std::size_t entries_at_once = 32;

// The replies to these commands, in their order; a fault where one of them fails.
base::checked<std::vector<reply>> ask_all(blocking& store, std::vector<command> commands)
{
    struct collection {
        std::vector<reply> replies;
        std::size_t missing;
        std::string wrong = {};
    };
    if (commands.empty()) return std::vector<reply>();
    auto const all = std::make_shared<collection>(
        collection{std::vector<reply>(commands.size()), commands.size()});
    store.wait<bool>([&](std::function<void(bool)> const& done) {
        for (std::size_t i = 0; i < commands.size(); ++i)
            store.connection().command(commands[i], [all, i, done](base::result<reply> answer) {
                if (!answer)
                    all->wrong = answer.error().message();
                else if (answer->is_error())
                    all->wrong = answer->text();
                else
                    all->replies[i] = std::move(*answer);
                if (--all->missing == 0) done(true);
            });
    });
    if (!all->wrong.empty()) return base::fault{"reading the conflict log: " + all->wrong};
    return std::move(all->replies);
}

// The revisions at which the ids were recorded; 0 where the index has no such id.
base::checked<std::vector<revision>> revisions_of(blocking& store, std::string const& event,
                                                  std::vector<kept_conflict> const& of)
{
    std::vector<revision> found;
    while (found.size() < of.size()) {
        command ask{"HMGET", key(event, "index")};
        auto const until = std::min(of.size(), found.size() + limits::index_fields_per_read);
        for (auto at = found.size(); at < until; ++at)
            ask.push_back(index_id(terminal_of(of[at].refused), seq_of(of[at].refused)));
        auto const replies = ask_all(store, {std::move(ask)});
        if (!replies) return replies.error();
        auto const& values = replies->front();
        for (std::size_t at = 0; found.size() < until; ++at) {
            auto const value = parse_index_value(values.at(at).text());
            found.push_back(value ? value->revision : 0);
        }
    }
    return found;
}

void take(std::map<id, content>& into, entry const& from)
{
    for (auto const& report : from.reports)
        into.insert_or_assign({report.terminal, report.seq}, report);
    if (from.close) into.insert_or_assign({from.close->terminal, from.close->seq}, *from.close);
}

// What the entries at these revisions recorded.
base::checked<std::map<id, content>> contents_at(blocking& store, std::string const& event,
                                                 std::vector<revision> const& wanted)
{
    std::map<id, content> found;
    std::set<revision> const distinct(wanted.begin(), wanted.end());
    for (auto at = distinct.begin(); at != distinct.end();) {
        std::vector<command> asks;
        for (; at != distinct.end() && asks.size() < entries_at_once; ++at) {
            auto const entry = fmt::format("{}-0", *at);
            asks.push_back({"XRANGE", key(event, "ledger"), entry, entry});
        }
        auto const replies = ask_all(store, std::move(asks));
        if (!replies) return replies.error();
        for (auto const& each : *replies) {
            auto const entries = entries_of(each);
            if (!entries || entries->empty()) continue;
            if (auto const read = decode(entries->front())) take(found, *read);
        }
    }
    return found;
}

}  // namespace

base::checked<conflict_log> read_conflicts(blocking& store, std::string const& event)
{
    auto const replies = ask_all(store, {{"MULTI"},
                                         {"HGETALL", key(event, "head")},
                                         {"HGETALL", key(event, "conflicts")},
                                         {"EXEC"}});
    if (!replies) return replies.error();
    auto const& both = replies->back();
    auto const head_fields = hash_of(both.at(0));
    auto const kept = both.at(1);
    if (!head_fields || !kept.is_array())
        return base::fault{"reading the conflict log: Redis answered what is no hash"};
    auto const head = head_of(*head_fields);
    if (!head) return head.error();
    conflict_log log{.head = *head, .conflicts = {}};
    for (std::size_t i = 0; i + 1 < kept.elements(); i += 2) {
        auto read = parse_kept_conflict(kept.at(i).text(), kept.at(i + 1).text());
        if (read)
            log.conflicts.push_back(std::move(*read));
        else
            ++log.unreadable;
    }
    return log;
}

base::checked<std::vector<std::optional<content>>> read_recorded(
    blocking& store, std::string const& event, std::vector<kept_conflict> const& of)
{
    auto const revisions = revisions_of(store, event, of);
    if (!revisions) return revisions.error();
    auto const contents = contents_at(store, event, *revisions);
    if (!contents) return contents.error();
    std::vector<std::optional<content>> recorded;
    recorded.reserve(of.size());
    for (auto const& each : of) {
        auto const found = contents->find({terminal_of(each.refused), seq_of(each.refused)});
        recorded.push_back(found == contents->end() ? std::nullopt : std::optional(found->second));
    }
    return recorded;
}

}  // namespace sejuta::ledger::redis
