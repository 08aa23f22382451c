// SPDX-License-Identifier: Apache-2.0
// The ledger as its users see it: record a batch once, follow what was recorded, and recount.
// Two implementations pass one contract suite (tests/contract): memory and redis. An object lives
// on one thread; its callbacks run on that thread, never inside the call that registered them.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "domain/change.hpp"
#include "domain/day_close.hpp"
#include "domain/dimensions.hpp"
#include "domain/event.hpp"
#include "domain/recorded.hpp"
#include "domain/rejection.hpp"
#include "domain/report.hpp"

namespace sejuta::ledger {

using epoch = std::uint64_t;
using revision = std::uint64_t;

// Which state of the ledger: (epoch, revision) never names two.
struct sequence {
    ledger::epoch epoch = 0;
    ledger::revision revision = 0;
    base::unix_ms as_of_ms = 0;  // the event clock of the entry at that revision

    bool operator==(sequence const&) const = default;
};

enum class verdict : std::uint8_t { recorded, duplicate, rejected };

// The answer for one report of a batch.
struct outcome {
    ledger::verdict verdict = verdict::rejected;
    ledger::revision revision = 0;  // of the first recording in this ledger; recorded and duplicate
    ledger::epoch epoch = 0;        // in which it was recorded; recorded and duplicate
    // Of the first recording; recorded and duplicate. A healed report keeps that of its proof.
    base::unix_ms event_time_ms = 0;
    bool late = false;  // recorded and duplicate
    // rejected: conflict, event_not_open, correction_target_missing, correction_target_gone,
    // correction_content_differs; a close: conflict, event_not_open
    domain::rejection_code reason = domain::rejection_code::conflict;
    std::optional<domain::recorded> earlier = {};  // rejected as a conflict: what is there

    bool operator==(outcome const&) const = default;
};

struct batch_reply {
    sequence now;                   // of the ledger after the batch
    std::vector<outcome> outcomes;  // one a report, in the batch's order
};

using on_recorded = std::function<void(base::result<batch_reply>)>;

struct close_reply {
    sequence now;  // of the ledger after the close
    ledger::outcome outcome;
};

using on_closed = std::function<void(base::result<close_reply>)>;

// What the store says of itself when it is opened.
struct head {
    sequence now;
    domain::event_status status = domain::event_status::draft;
    domain::event_kind kind = domain::event_kind::rehearsal;
    // The event clock: event = clock_event + (real - clock_real) * speed, at most clock_event_end.
    base::unix_ms clock_real_ms = 0;
    base::unix_ms clock_event_ms = 0;
    base::unix_ms clock_event_end_ms = 0;  // 0 = does not stop
    double clock_speed = 1;

    base::unix_ms event_time_at(base::unix_ms real_ms) const;
    bool operator==(head const&) const = default;
};

// Records. One object a thread; several of them, in several processes, may write one event.
class recorder_port {
public:
    virtual ~recorder_port() = default;
    // Records a batch of 1 to limits::batch_reports_max reports of one event in one atomic step,
    // on disk before the callback. On an error nothing is known: the same batch may be sent again.
    virtual void record(domain::event const& event, std::vector<domain::report> const& reports,
                        on_recorded done) = 0;
    // Records that a site has told its day, in one atomic step, on disk before the callback. The
    // same id and content again is a duplicate with the first receipt; an id that has other
    // content, be it a report's or a close's, is a conflict. Errors as for record().
    virtual void close_day(domain::event const& event, domain::day_close const& close,
                           on_closed done) = 0;
    // Which of the seqs, for which the terminal holds receipts, the ledger lacks, in the order
    // given. The ledger keeps in mind what it was found to lack, until that was recorded again:
    // an event does not become final before (redis/opening.hpp: set_status).
    virtual void lacking(domain::event const& event, std::string const& terminal,
                         std::vector<std::uint32_t> seqs,
                         std::function<void(base::result<std::vector<std::uint32_t>>)> done) = 0;
};

// What a healed report counts, in the minute of its earlier recording.
struct healed_delta {
    std::int64_t minute;  // since 1970-01-01T00:00Z by the event clock
    std::string cell;     // domain::to_field
    std::int64_t acceptors;

    bool operator==(healed_delta const&) const = default;
};

// One entry of the ledger as followers read it.
struct entry {
    ledger::sequence sequence;
    base::unix_ms recorded_at_ms = 0;  // the store's real clock
    enum class kind : std::uint8_t { reports, begin, status, close, change } what = kind::reports;
    std::vector<domain::report> reports;  // kind reports; lateness set in each cell
    // kind reports: what the entry added to each cell, keyed by domain::to_field. Negative where
    // corrections took back. The sum over all entries is the cells hash.
    std::map<std::string, std::int64_t> deltas;
    // kind reports: of these deltas, what belongs to an earlier minute than the entry's own.
    std::vector<healed_delta> healed;
    // kind begin and status: the status from here on.
    domain::event_status status = domain::event_status::draft;
    std::string by;                          // kind status: who set it, as domain::change::by
    std::optional<domain::day_close> close;  // kind close
    domain::lateness close_lateness = domain::lateness::ontime;
    std::optional<domain::change> change;  // kind change
    std::string chain;  // 40 hex digits: SHA-1 of the previous chain and this entry's content
};

// Sees every entry once, in order. All calls on the follower's thread.
class follower_sink {
public:
    virtual ~follower_sink() = default;
    // Everything seen before is void: a reload follows (first start, new epoch, lost tail).
    virtual void reset(head const& now) = 0;
    virtual void apply(entry const&) = 0;
    // Nothing newer than `now` existed at event time `checked_at_ms`.
    virtual void caught_up(sequence now, base::unix_ms checked_at_ms) = 0;
    // The connection to the ledger is lost; what was seen stays true but may be stale.
    virtual void lost() = 0;
};

}  // namespace sejuta::ledger
