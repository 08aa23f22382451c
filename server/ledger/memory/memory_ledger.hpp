// SPDX-License-Identifier: Apache-2.0
// The ledger of one event in memory, with the semantics of server/ledger/functions/sejuta_1.lua:
// both pass tests/contract. For tests and for trying things out; it keeps nothing on disk.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "ledger/index_value.hpp"
#include "ledger/ledger.hpp"
#include "ledger/recount.hpp"

namespace sejuta::ledger {

// Lifecycle: construct (that begins the event), then record and poll. One thread. Several users may
// share one: that is what several connections to one store are. Callbacks and followers are called
// by poll(), never inside the call that caused them.
class memory_ledger final : public recorder_port {
public:
    using fields = std::vector<std::pair<std::string, std::string>>;
    using sums = std::map<std::string, std::int64_t>;

    // The clock stands for the store's real time and must outlive the ledger.
    memory_ledger(domain::event_ptr event, base::clock const& real, ledger::epoch epoch);

    void record(domain::event const& event, std::vector<domain::report> const& reports,
                on_recorded done) override;
    void close_day(domain::event const& event, domain::day_close const& close,
                   on_closed done) override;
    void lacking(domain::event const& event, std::string const& terminal,
                 std::vector<std::uint32_t> seqs,
                 std::function<void(base::result<std::vector<std::uint32_t>>)> done) override;

    // Runs what waits now; what that causes waits for the next poll. How many ran.
    std::size_t poll();
    // Polls until nothing waits.
    void run();

    // What the store's other functions do. A fault begins with the function's error word.
    base::checked<void> set_status(domain::event_status status,
                                   std::optional<domain::event_status> expected_from = {},
                                   bool accept_missing = false);
    base::checked<void> write_change(domain::change const& change);
    void begin_epoch(ledger::epoch epoch);
    // The sink sees a reset, every entry so far, and from then on every new one. It must outlive
    // the ledger.
    void follow(follower_sink& sink);

    head const& now() const { return head_; }
    sums const& cells() const { return cells_; }      // by domain::to_field
    sums const& minutes() const { return minutes_; }  // by "<event minute>/<province>"
    std::vector<entry> const& entries() const { return entries_; }
    std::vector<fields> const& raw_entries() const { return raw_entries_; }
    std::size_t conflicts() const { return conflicts_.size(); }
    index_value const* find(std::string const& terminal, std::uint32_t seq) const;
    // What terminals hold receipts for and the ledger lacks, as far as it was noted.
    std::map<std::string, std::set<std::uint32_t>> const& missing() const { return missing_; }

    // For tests: damages a counter, as a hand on the store could.
    void set_cell(std::string const& field, std::int64_t value) { cells_[field] = value; }
    // The next call fails: before anything is recorded, or after it was, so that the reply is lost.
    enum class moment : std::uint8_t { before_recording, after_recording };
    void fail_next(moment when, boost::system::error_code why);

private:
    struct batch;
    using id = std::pair<std::string, std::uint32_t>;

    batch_reply record_now(std::vector<domain::report> const& reports);
    close_reply close_now(domain::day_close const& close);
    outcome decide(domain::day_close const& close);
    outcome decide(batch& into, domain::report const& report);
    bool take_back(batch& into, domain::report const& report, outcome& refused);
    // The answer for an id that is there: its first recording, or a conflict that is kept.
    outcome answer_known(id const& name, index_value const& known, std::string const& identity);
    std::uint64_t count_missing();
    void write(batch const& done);
    void append_begin();
    void append(fields named);
    base::unix_ms event_time() const;
    void defer(std::function<void()> what) { waiting_.push_back(std::move(what)); }

    domain::event_ptr event_;
    base::clock const& real_;
    head head_;
    std::string chain_{chain_start};
    std::vector<std::pair<revision, epoch>> epochs_;  // first revision of each
    std::map<id, index_value> index_;
    std::set<std::pair<id, std::string>> conflicts_;  // by digest
    std::map<std::string, std::set<std::uint32_t>> missing_;
    sums cells_;
    sums minutes_;
    std::vector<fields> raw_entries_;
    std::vector<entry> entries_;
    std::vector<follower_sink*> sinks_;
    std::deque<std::function<void()>> waiting_;
    std::deque<std::pair<moment, boost::system::error_code>> failures_;
};

}  // namespace sejuta::ledger
