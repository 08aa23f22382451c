// SPDX-License-Identifier: Apache-2.0
#include "ledger/redis/verifier.hpp"

#include <fmt/format.h>

#include <algorithm>
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

base::checked<void> verifier::take_index(reader& from, recount& into, on_progress const& told)
{
    std::string place;
    std::uint64_t done = 0;
    auto const of = into.when_compared().reports + into.when_compared().closes;
    do {
        auto const part = store_.wait<base::result<hash_page>>(
            [&](auto answered) { from.index(place, std::move(answered)); });
        if (!part) return store_.fault_of(from, part.error(), "reading the index");
        into.compare_index(part->fields);
        place = part->next;
        done += part->fields.size();
        told("index", std::min(done, of), of);
    } while (!place.empty());
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

    counted.begin_index();
    if (auto read = take_index(from, counted, told); !read) return read.error();
    if (auto read = store_.take_ledger(from, counted, revision, "tail", told, seen); !read)
        return read.error();
    counted.finish_index();

    out.counted = counted.when_compared();
    out.terminals = counted.terminals();
    out.differences = counted.differences();
    out.followed = beside.compare && is_sound(out.differences, key(event, "ledger"));
    if (out.followed) beside.compare(counted, out.differences);
    return out;
}

}  // namespace sejuta::ledger::redis
