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

// The revision that the head names; 0 where it names none.
std::uint64_t revision_in(hash_fields const& head)
{
    auto const found = head_of(head);
    return found ? found->now.revision : 0;
}

bool is_sound(ledger::differences const& found, std::string const& ledger_key)
{
    return std::none_of(found.kept().begin(), found.kept().end(),
                        [&](auto const& each) { return each.key == ledger_key; });
}

}  // namespace

base::checked<void> verifier::take_index(reader& from, recount& into,
                                         std::vector<std::string> const& terminals,
                                         on_progress const& told)
{
    for (std::size_t done = 0; done < terminals.size();) {
        auto const until = std::min(terminals.size(), done + limits::verify_indexes_at_once);
        std::size_t waiting = until - done;
        boost::system::error_code wrong;
        auto const answer = store_.wait<bool>([&](std::function<void(bool)> const& finished) {
            for (; done < until; ++done) {
                auto const& terminal = terminals[done];
                from.index(terminal, [&, finished](base::result<hash_page> const& index) {
                    if (index)
                        into.compare_index(terminal, index->fields);
                    else
                        wrong = index.error();
                    if (--waiting == 0) finished(true);
                });
            }
        });
        if (wrong || !answer) return store_.fault_of(from, wrong, "reading the index");
        told("index", done, terminals.size());
    }
    return {};
}

base::checked<verification> verifier::verify(std::string const& event, on_progress const& told,
                                             verify_companion const& beside)
{
    on_entry const seen = [&beside](auto const&, base::checked<entry> const& decoded) {
        if (beside.take) beside.take(decoded);
        return true;
    };
    reader from(store_.connection(), event);
    auto stored =
        store_.wait<base::result<counters>>([&](auto done) { from.counters(std::move(done)); });
    if (!stored) return store_.fault_of(from, stored.error(), "reading the counters");
    if (stored->head.empty())
        return base::fault{fmt::format("the event {} has not begun in this store", event)};
    verification out;
    out.event = event;
    out.cells = stored->cells.size();
    out.minutes = stored->minutes.size();
    out.codes = stored->codes.size();
    auto const revision = revision_in(stored->head);
    recount counted(event);
    counted.expect(std::move(*stored));
    if (auto read = store_.take_ledger(from, counted, revision, "ledger", told, seen); !read)
        return read.error();
    counted.finish();

    auto terminals = counted.terminals();
    std::set<std::string> all(terminals.begin(), terminals.end());
    auto const prefix = index_key(event, "");
    auto const keys = store_.scan(prefix + "*");
    out.searched = keys.has_value();
    if (keys)
        for (auto const& one : *keys) all.insert(one.substr(prefix.size()));
    terminals.assign(all.begin(), all.end());
    counted.begin_index();
    if (auto read = take_index(from, counted, terminals, told); !read) return read.error();
    if (auto read = store_.take_ledger(from, counted, revision, "tail", told, seen); !read)
        return read.error();
    counted.finish_index();

    out.counted = counted.when_compared();
    out.terminals = terminals.size();
    out.differences = counted.differences();
    out.followed = beside.compare && is_sound(out.differences, key(event, "ledger"));
    if (out.followed) beside.compare(counted, out.differences);
    return out;
}

}  // namespace sejuta::ledger::redis
