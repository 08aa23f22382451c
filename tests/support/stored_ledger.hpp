// SPDX-License-Identifier: Apache-2.0
// One event's keys as plain values, copied from a memory ledger: a test damages one of them and
// asks the recount what is wrong.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/assert.hpp"
#include "ledger/entry.hpp"
#include "ledger/memory/memory_ledger.hpp"
#include "ledger/recount.hpp"

namespace sejuta::tests {

struct stored_entry {
    std::string id;
    std::vector<std::pair<std::string, std::string>> fields;

    std::string& operator[](std::string_view name)
    {
        for (auto& [field, value] : fields)
            if (field == name) return value;
        SEJUTA_ASSERT(false, "the entry has the field that the test asks for");
    }
    ledger::stream_entry raw() const
    {
        return {.id = id, .fields = {fields.begin(), fields.end()}};
    }
};

inline std::string& at(ledger::hash_fields& hash, std::string_view name)
{
    for (auto& [field, value] : hash)
        if (field == name) return value;
    SEJUTA_ASSERT(false, "the hash has the field that the test asks for");
}

struct stored_ledger {
    std::string event;
    std::vector<stored_entry> entries;
    ledger::counters counters;
    ledger::hash_fields index;

    // Writes every chain anew, and the head's: what a forger would do.
    void forge_chains()
    {
        std::string chain(40, '0');
        for (auto& one : entries) {
            chain = ledger::chain_of(chain, one.raw());
            one["chain"] = chain;
        }
        at(counters.head, "chain") = chain;
    }

    ledger::differences differences() const
    {
        ledger::recount recount(event);
        recount.expect(counters);
        for (auto const& one : entries) {
            auto const raw = one.raw();
            recount.take(raw, ledger::decode(raw));
        }
        recount.finish();
        recount.compare_index({index.begin(), index.end()});
        recount.finish_index();
        return recount.differences();
    }
    // "key|field" of every difference.
    std::vector<std::string> places() const
    {
        std::vector<std::string> places;
        auto const found = differences();
        for (auto const& one : found.kept()) places.push_back(one.key + "|" + one.field);
        return places;
    }
};

// 53 bytes, as the recording function packs them.
inline std::string packed(ledger::index_value const& value)
{
    auto bytes = value.identity;
    bytes.push_back(value.state);
    auto const append = [&bytes](std::uint64_t number, int size) {
        for (int shift = 8 * (size - 1); shift >= 0; shift -= 8)
            bytes.push_back(static_cast<char>(number >> shift & 0xff));
    };
    append(value.count, 4);
    append(value.revision, 6);
    append(static_cast<std::uint64_t>(value.event_time_ms), 6);
    return bytes;
}

// The epochs are "<first revision>:<epoch> ..." as the head has them.
inline stored_ledger copy_of(ledger::memory_ledger const& from, std::string event,
                             std::string epochs)
{
    stored_ledger copy;
    copy.event = std::move(event);
    for (auto const& fields : from.raw_entries()) {
        copy.entries.push_back({std::to_string(copy.entries.size() + 1) + "-0", fields});
        auto const decoded = ledger::decode(copy.entries.back().raw());
        for (auto const& report : decoded.value().reports)
            copy.index.emplace_back(report.terminal + "/" + std::to_string(report.seq),
                                    packed(*from.find(report.terminal, report.seq)));
        if (auto const& close = decoded.value().close)
            copy.index.emplace_back(close->terminal + "/" + std::to_string(close->seq),
                                    packed(*from.find(close->terminal, close->seq)));
    }
    auto const& head = from.now();
    auto begin = copy.entries.front();
    copy.counters.head = {
        {"epoch", ledger::to_hex(head.now.epoch)},
        {"revision", std::to_string(head.now.revision)},
        {"chain", copy.entries.back()["chain"]},
        {"event_time", std::to_string(head.now.as_of_ms)},
        {"status", std::string(domain::word(head.status))},
        {"kind", std::string(domain::word(head.kind))},
        {"clock_real", begin["clock_real"]},
        {"clock_event", begin["clock_event"]},
        {"clock_event_end", begin["clock_event_end"]},
        {"clock_speed", begin["clock_speed"]},
        {"epochs", std::move(epochs)},
    };
    for (auto const& [field, sum] : from.cells())
        copy.counters.cells.emplace_back(field, std::to_string(sum));
    for (auto const& [field, sum] : from.minutes())
        copy.counters.minutes.emplace_back(field, std::to_string(sum));
    copy.counters.last_id = copy.entries.back().id;
    return copy;
}

}  // namespace sejuta::tests
