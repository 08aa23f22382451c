// SPDX-License-Identifier: Apache-2.0
// Follows one event's ledger in Redis: loads the whole of it once, recounting it on the way, then
// waits for what is new. Whoever listens sees every entry once and in order, or is told to begin
// again; it never sees a guess. It only reads.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "domain/event.hpp"
#include "ledger/ledger.hpp"
#include "ledger/recount.hpp"
#include "ledger/redis/connection.hpp"
#include "ledger/redis/reader.hpp"

namespace sejuta::ledger::redis {

// What a recount of the loaded ledger against head, cells, minutes, codes and index found.
struct recounted {
    ledger::sequence at;
    std::int64_t acceptors = 0;
    std::uint64_t reports = 0;
    ledger::differences differences;

    bool ok() const { return differences.total() == 0; }
};

// Lifecycle: on_recounted(), start(), stop() or destruction; no callback comes after either. A
// callback may stop it, but not destroy it. One thread: that of its io_context. A connection that
// is lost is resumed from the last entry, if the store still has that entry; a gap, an entry that
// makes no sense, another epoch or a cut tail begin again from the first entry, with back-off up to
// limits::follow_reload_backoff_max.
class follower {
public:
    follower(boost::asio::io_context& io, endpoint where, domain::event_ptr event,
             follower_sink& sink, base::clock const& clock);
    ~follower();
    follower(follower const&) = delete;
    follower& operator=(follower const&) = delete;

    // Told after each load, when counters and index were compared. Set before start().
    void on_recounted(std::function<void(recounted const&)> told) { told_ = std::move(told); }
    void start();
    void stop();
    // Why it is not following now, for people; empty while it is.
    std::string const& trouble() const { return trouble_; }

private:
    void connected();
    void disconnected();
    void load();
    void loaded(base::result<counters> stored);
    void resume();
    void resumed(base::result<position> const& at);
    void read();
    void read_after(revision last);
    void read_after_pause();
    void go_on();
    void took(base::result<page> const& read, base::unix_ms asked_ms);
    void read_index();
    void read_index_from(std::string const& place);
    void took_index();
    bool take(stream_entry const& raw);
    bool is_next(stream_entry const& raw, entry const& decoded);
    void finish_recount();
    void report_recount();
    void prove_nothing_newer();
    void caught_up(base::unix_ms real_ms);
    void reload_later(std::string const& why);
    bool failed(boost::system::error_code why);

    domain::event_ptr event_;
    follower_sink& sink_;
    base::clock const& clock_;
    std::function<void(recounted const&)> told_;
    connection connection_;
    reader reader_;
    boost::asio::steady_timer timer_;  // a pause between reads, or until the next load
    bool pausing_ = false;
    std::unique_ptr<recount> recount_;  // until counters and index were compared
    // Until where the index that was read may speak of entries; nothing while it was not read.
    std::optional<ledger::revision> index_until_;
    ledger::head head_;
    sequence now_;         // of the last entry seen; revision 0: none
    std::string chain_;    // of the last entry seen
    bool loaded_ = false;  // head_ is the store's and the sink was reset to it
    bool stopped_ = false;
    bool head_ahead_ = false;  // seen once already, with nothing new in the stream
    unsigned reloads_ = 0;     // in a row
    unsigned abandoned_ = 0;   // readings that a reload ended; what they asked for is dropped
    std::string trouble_ = "not started";
    std::shared_ptr<int> alive_ = std::make_shared<int>();
};

}  // namespace sejuta::ledger::redis
