// SPDX-License-Identifier: Apache-2.0
#include "ledger/redis/auditor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <utility>

#include "base/limits.hpp"
#include "ledger/redis/functions.hpp"
#include "ledger/redis/reader.hpp"

namespace sejuta::ledger::redis {
namespace {

// So many pages are asked for ahead, so that Redis writes the next ones while these are hashed.
constexpr std::size_t pages_ahead = 4;

}  // namespace

// From the first revision to that of the head, a page after the other.
struct auditor::walk {
    std::string key;
    ledger::revision until = 0;
    ledger::revision asked = 0;
    std::size_t waiting = 0;
    audited found;
    boost::system::error_code failed;
    std::string refusal;
    on_progress const* told = nullptr;
    std::function<void(bool)> finished;
};

namespace {

void differs(audited& in, std::string const& key, std::string_view id, std::string_view what,
             std::string expected, std::string found)
{
    in.differences.add(
        {key, fmt::format("{} {}", id, what), std::move(expected), std::move(found)});
}

// The next entry is judged by the chain as it stands here, so that one change is one difference.
void take(audited& in, std::string const& key, stream_entry const& raw)
{
    auto const next = fmt::format("{}-0", in.revision + 1);
    if (raw.id != next) differs(in, key, raw.id, "id", next, std::string(raw.id));
    auto const* const chain = raw.find("chain");
    auto expected = chain_of(in.chain, raw);
    if (!chain || *chain != expected)
        differs(in, key, raw.id, "chain", expected, chain ? std::string(*chain) : "(nothing)");
    in.chain = chain ? std::string(*chain) : std::move(expected);
    in.revision = revision_of(raw.id).value_or(in.revision);
    ++in.entries;
}

}  // namespace

// Ids between two revisions are within the ranges: nobody may write there.
void auditor::ask(walk& along)
{
    while (along.waiting < pages_ahead && along.asked < along.until && !along.failed) {
        auto const first =
            along.asked == 0 ? std::string("-") : fmt::format("{}-0", along.asked + 1);
        along.asked =
            std::min<ledger::revision>(along.until, along.asked + limits::follow_entries_per_read);
        ++along.waiting;
        store_.connection().command(
            {"XRANGE", along.key, first, fmt::format("{}", along.asked)},
            [this, &along](base::result<reply> const& answer) { took(along, answer); });
    }
    if (along.waiting == 0) along.finished(true);
}

void auditor::took(walk& along, base::result<reply> const& answer)
{
    --along.waiting;
    auto const entries = answer && !along.failed ? entries_of(*answer) : std::nullopt;
    if (answer && answer->is_error()) along.refusal = answer->text();
    if (!entries && !along.failed)
        along.failed = answer ? make_error_code(base::errc::store_refused) : answer.error();
    for (std::size_t i = 0; entries && i < entries->size(); ++i)
        take(along.found, along.key, (*entries)[i]);
    (*along.told)("chain", along.found.revision, along.until);
    ask(along);
}

base::checked<audited> auditor::audit(std::string const& event, on_progress const& told)
{
    reader from(store_.connection(), event);
    auto const head = store_.wait<base::result<reply>>([&](auto done) {
        store_.connection().command({"HMGET", key(event, "head"), "revision", "chain"},
                                    std::move(done));
    });
    if (!head) return store_.fault_of(from, head.error(), "reading the head");
    auto const until = head->at(0).integer();
    if (!until) return base::fault{fmt::format("the event {} has not begun in this store", event)};
    walk along;
    along.key = key(event, "ledger");
    along.until = static_cast<ledger::revision>(*until);
    along.told = &told;
    along.found.event = event;
    along.found.chain = std::string(chain_start);
    store_.wait<bool>([&](std::function<void(bool)> const& finished) {
        along.finished = finished;
        ask(along);
    });
    if (along.failed)
        return store_.fault_of(from, along.failed, "reading the ledger " + along.refusal);
    auto& found = along.found;
    if (found.revision != along.until)
        differs(found, along.key, fmt::format("{}-0", along.until), "newest entry", "there",
                fmt::format("the ledger ends at {}", found.revision));
    else if (found.chain != head->at(1).text())
        found.differences.add(
            {key(event, "head"), "chain", found.chain, std::string(head->at(1).text())});
    return std::move(along.found);
}

}  // namespace sejuta::ledger::redis
