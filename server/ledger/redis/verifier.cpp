// SPDX-License-Identifier: Apache-2.0
#include "ledger/redis/verifier.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "base/assert.hpp"
#include "base/limits.hpp"
#include "ledger/redis/functions.hpp"

namespace sejuta::ledger::redis {
namespace {

constexpr std::string_view scan_count = "1000";

// The revision that the head names; 0 where it names none.
std::uint64_t revision_in(hash_fields const& head)
{
    auto const found = head_of(head);
    return found ? found->now.revision : 0;
}

}  // namespace

verifier::verifier(endpoint where) : connection_(io_, std::move(where)) {}

// Runs the loop until the one answer is there; every command is answered, by an error at last.
template <class T>
base::result<T> verifier::wait(std::function<void(reader::on<T>)> const& start)
{
    std::optional<base::result<T>> answer;
    start([&](base::result<T> arrived) {
        answer.emplace(std::move(arrived));
        io_.stop();
    });
    io_.restart();
    io_.run();
    SEJUTA_ASSERT(answer.has_value(), "the loop ends with the answer");
    return std::move(*answer);
}

base::fault verifier::fault_of(boost::system::error_code why, std::string_view doing) const
{
    auto const& words = refusal_.empty() ? connection_.trouble() : refusal_;
    return {fmt::format("{} failed: {}{}{}; nothing is proven", doing, why.message(),
                        words.empty() ? "" : ": ", words)};
}

base::checked<void> verifier::connect()
{
    connection_.on_state([this](bool) { io_.stop(); });
    connection_.start();
    io_.run_for(limits::store_connect_deadline);
    if (!connection_.connected())
        return base::fault{fmt::format("Redis does not answer: {}", connection_.trouble())};
    connection_.on_state({});
    return {};
}

base::checked<std::vector<std::string>> verifier::scan(std::string const& pattern)
{
    std::set<std::string> keys;  // SCAN may name a key more than once
    std::string cursor = "0";
    do {
        auto const answer = wait<reply>([&](reader::on<reply> done) {
            connection_.command(
                {"SCAN", cursor, "MATCH", pattern, "COUNT", std::string(scan_count)},
                std::move(done));
        });
        if (!answer) return fault_of(answer.error(), "SCAN");
        if (answer->is_error()) return base::fault{std::string(answer->text())};
        auto const found = answer->at(1);
        for (std::size_t i = 0; i < found.elements(); ++i) keys.emplace(found.at(i).text());
        cursor = answer->at(0).text();
    } while (cursor != "0" && !cursor.empty());
    return std::vector(keys.begin(), keys.end());
}

base::checked<std::vector<std::string>> verifier::events()
{
    constexpr std::string_view tail = "}:head";
    auto keys = scan("{*}:head");
    if (!keys) return keys.error();
    for (auto& one : *keys) one = one.substr(1, one.size() - 1 - tail.size());
    return keys;
}

base::checked<void> verifier::take_ledger(reader& from, recount& into, std::uint64_t revision,
                                          std::string_view part, on_progress const& told)
{
    while (true) {
        auto const after = into.now().at.revision;
        auto const read =
            wait<page>([&](reader::on<page> done) { from.entries_after(after, std::move(done)); });
        refusal_ = from.refusal();
        if (!read) return fault_of(read.error(), "reading the ledger");
        for (auto const& raw : read->entries) into.take(raw, decode(raw));
        told(part, into.now().at.revision, std::max(revision, into.now().at.revision));
        if (read->entries.size() < limits::follow_entries_per_read) return {};
        if (into.now().at.revision <= after)
            return base::fault{fmt::format("the ledger's ids do not ascend after {}", after)};
    }
}

base::checked<void> verifier::take_index(reader& from, recount& into,
                                         std::vector<std::string> const& terminals,
                                         on_progress const& told)
{
    for (std::size_t done = 0; done < terminals.size();) {
        auto const until = std::min(terminals.size(), done + limits::verify_indexes_at_once);
        std::size_t waiting = until - done;
        boost::system::error_code wrong;
        auto const answer = wait<bool>([&](reader::on<bool> finished) {
            for (; done < until; ++done) {
                auto const& terminal = terminals[done];
                from.index(terminal, [&, finished](base::result<hash_fields> const& index) {
                    if (index)
                        into.compare_index(terminal, *index);
                    else
                        wrong = index.error();
                    if (--waiting == 0) finished(true);
                });
            }
        });
        refusal_ = from.refusal();
        if (wrong || !answer) return fault_of(wrong, "reading the index");
        told("index", done, terminals.size());
    }
    return {};
}

base::checked<verification> verifier::verify(std::string const& event, on_progress const& told)
{
    reader from(connection_, event);
    auto stored =
        wait<counters>([&](reader::on<counters> done) { from.counters(std::move(done)); });
    refusal_ = from.refusal();
    if (!stored) return fault_of(stored.error(), "reading the counters");
    if (stored->head.empty())
        return base::fault{fmt::format("the event {} has not begun in this store", event)};
    verification out;
    out.event = event;
    out.cells = stored->cells.size();
    out.minutes = stored->minutes.size();
    auto const revision = revision_in(stored->head);
    recount counted(event);
    counted.expect(std::move(*stored));
    if (auto read = take_ledger(from, counted, revision, "ledger", told); !read)
        return read.error();
    counted.finish();

    auto terminals = counted.terminals();
    std::set<std::string> all(terminals.begin(), terminals.end());
    auto const prefix = index_key(event, "");
    auto const keys = scan(prefix + "*");
    out.searched = keys.has_value();
    if (keys)
        for (auto const& one : *keys) all.insert(one.substr(prefix.size()));
    terminals.assign(all.begin(), all.end());
    if (auto read = take_index(from, counted, terminals, told); !read) return read.error();
    if (auto read = take_ledger(from, counted, revision, "tail", told); !read) return read.error();
    counted.finish_index();

    out.counted = counted.when_compared();
    out.terminals = terminals.size();
    out.differences = counted.differences();
    return out;
}

}  // namespace sejuta::ledger::redis
