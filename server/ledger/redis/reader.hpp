// SPDX-License-Identifier: Apache-2.0
// Reads one event's keys over a connection: the counters at one revision, the ledger in pages, the
// index. It never writes, and never turns an odd reply into a plausible value.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "ledger/entry.hpp"
#include "ledger/recount.hpp"
#include "ledger/redis/connection.hpp"

namespace sejuta::ledger::redis {

// A hash as HGETALL answers it; nothing where the reply is something else.
std::optional<hash_fields> hash_of(value const& all);
// Stream entries as XRANGE answers them; views into the reply.
std::optional<std::vector<stream_entry>> entries_of(value const& all);
// The head hash as values; a fault names the field that is missing or makes no sense.
base::checked<ledger::head> head_of(hash_fields const& fields);

// Consecutive entries, with the reply that their views look into.
struct page {
    reply held;
    std::vector<stream_entry> entries;
};

// A part of a hash, with the reply that its views look into, and where the next part begins.
struct hash_page {
    reply held;
    hash_views fields;
    std::string next;  // empty: this was the last
};

// Where the store says that the ledger stands, and the entry that a follower saw last.
struct position {
    std::optional<ledger::epoch> epoch;        // of the head; nothing where there is none
    std::optional<ledger::revision> revision;  // of the head
    std::string chain;                         // of the entry asked for; empty where it is gone
};

// Uses a connection that outlives it; as asynchronous as that. An error reply arrives as
// errc::store_refused, with Redis's words in refusal().
class reader {
public:
    template <class T>
    using on = std::function<void(base::result<T>)>;

    reader(connection& redis, std::string_view event) : redis_(redis), event_(event) {}

    // Head, cells, minutes, codes and the newest entry's id, in one atomic step.
    void counters(on<ledger::counters> done);
    // Up to limits::follow_entries_per_read entries after a revision; none at the ledger's end.
    void entries_after(ledger::revision after, on<page> done);
    // The same, but waits up to limits::follow_block at the ledger's end.
    void wait_after(ledger::revision after, on<page> done);
    // Where the ledger stands, and the chain of one entry, in one atomic step.
    void position_at(ledger::revision revision, on<position> done);
    // A part of the index, from the beginning where `from` is empty; about
    // limits::index_fields_per_read fields. What is there from the first part to the last comes at
    // least once; a field may come twice.
    void index(std::string const& from, on<hash_page> done);

    std::string const& refusal() const { return refusal_; }

private:
    std::string key(std::string_view name) const;
    // Sends the commands as one transaction; its replies as an array.
    void transaction(std::vector<std::vector<std::string>> commands, on<reply> done);
    void command(std::vector<std::string> arguments, on<reply> done,
                 std::chrono::milliseconds deadline = limits::store_call_deadline);
    base::result<reply> checked(base::result<reply> answered);
    void refuse(value const& error);

    connection& redis_;
    std::string event_;
    std::string refusal_;
};

}  // namespace sejuta::ledger::redis
