// SPDX-License-Identifier: Apache-2.0
// What anybody may see of one event without a login: nation and provinces as of whole minutes of
// the event clock, small counts hidden. It reads a board's history as that grows, so that a minute
// shows the same however often and whenever it is asked for. A healed report is counted when it was
// healed. Lives on the totals thread.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "totals/board.hpp"
#include "totals/public_release.hpp"

namespace sejuta::totals {

// All public tables of one minute.
struct public_view {
    std::uint32_t minute = 0;  // everything counted until it began
    domain::event_kind kind = domain::event_kind::real;
    domain::event_status status = domain::event_status::draft;
    ledger::sequence sequence;
    std::map<domain::region_code, region_totals> totals;  // nation and provinces

    // `asked` is the event time that was asked for, if any.
    totals::moment moment(domain::event const& event, std::optional<base::unix_ms> asked) const;
};
using public_view_ptr = std::shared_ptr<public_view const>;

class public_book {
public:
    explicit public_book(board const& from);

    // Reads on in the board's history: all of it, or with a clock limits::public_read_max of it.
    void advance(base::clock const* clock = nullptr);
    // Everything that the ledger has of finished minutes was read.
    bool is_ready() const { return ready_; }
    // The newest finished minute.
    std::uint32_t minute() const { return minute_; }
    // Of a finished minute, or of the newest one where it is not finished yet. Null where too many
    // different ones were asked for lately; `now` is monotonic time.
    public_view_ptr view(std::uint32_t minute, std::chrono::nanoseconds now);
    public_view_ptr view() { return make(minute_); }

private:
    // Where the table counts a cell of the history.
    struct place {
        std::size_t province;
        std::size_t method;
    };

    void begin();
    bool read_rows(base::clock const* clock);
    place const& place_of(number cell);
    std::size_t row_of(domain::region_code regency) const;
    void read_milestones(base::unix_ms until);
    void finish();
    void take_part(domain::event const& event, std::string const& site);
    public_view_ptr make(std::uint32_t minute);
    void fill(public_view& into, region_totals const& nation) const;
    region_totals table_of(std::size_t row, public_state const* of, region_totals from) const;
    void add_curve(region_totals& into, std::size_t row, std::uint32_t until) const;

    board const& board_;
    std::vector<domain::region_code> provinces_;
    std::uint64_t resets_ = 0;
    std::uint64_t event_changes_ = 0;
    public_release release_;
    public_table table_;         // of what was read
    std::vector<bool> idle_;     // provinces without a site that is expected, by row
    std::vector<place> places_;  // by the cell's number
    std::size_t next_row_ = 0;   // of the history
    std::size_t next_milestone_ = 0;
    std::uint32_t open_minute_ = 0;  // the minute that begins after what was read; 0: nothing was
    bool unfinished_ = false;        // table_ has something that release_ has not
    std::uint32_t minute_ = 0;
    bool ready_ = false;
    std::map<std::uint32_t, public_view_ptr> views_;
    std::chrono::nanoseconds made_at_{-1};
};

}  // namespace sejuta::totals
