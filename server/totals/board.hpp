// SPDX-License-Identifier: Apache-2.0
// The live totals of one event, derived from the ledger alone: the cube (cells), the curve, the
// sites' days, coverage, and the event itself as changes made it. It is a ledger::follower_sink;
// lives on the totals thread. Reads are pure. A million reports, of 60,000 sites and 180,000 cells,
// take about 140 MB and 1.5 s of processor time (release build).
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include <vector>

#include "base/text_hash.hpp"
#include "domain/event.hpp"
#include "ledger/ledger.hpp"
#include "totals/history.hpp"
#include "totals/region_totals.hpp"
#include "totals/region_tree.hpp"
#include "totals/site_book.hpp"
#include "totals/site_day.hpp"

namespace sejuta::totals {

// What an entry that is no report did, for the state at an earlier time.
struct milestone {
    ledger::sequence sequence;
    std::optional<domain::event_status> status;
    std::optional<domain::change> change;
    struct site_close {
        number site;
        domain::service_date date;
        day_closing how;
    };
    std::optional<site_close> close;
};

// Which state something shows, and of what: what every page says before its numbers.
struct moment {
    domain::event const& event;
    domain::event_kind kind;
    domain::event_status status;
    ledger::sequence sequence;
    base::unix_ms checked_at_ms;           // the proof that nothing newer existed
    std::optional<base::unix_ms> at = {};  // asked for as the state per this event time
};

class board final : public ledger::follower_sink {
public:
    explicit board(domain::event_ptr event);
    ~board() override;
    board(board const&) = delete;
    board& operator=(board const&) = delete;

    void reset(ledger::head const& now) override;
    void apply(ledger::entry const& entry) override;
    void caught_up(ledger::sequence now, base::unix_ms checked_at_ms) override;
    void lost() override;

    // Nothing where the event's region set has no such region.
    std::optional<region_totals> totals_of(domain::region_code) const;
    // The last revision that changed a row of the region; 0 where none did or there is no such
    // region.
    ledger::revision changed_at(domain::region_code) const;
    // A merged site's day is its successor's; a site that nobody named has an empty day.
    totals::site_day site_day(site_date const& of) const;

    // Holds until the next entry.
    totals::moment moment() const
    {
        return {*event_, head_.kind, head_.status, now_, checked_at_ms_, std::nullopt};
    }
    ledger::sequence sequence() const { return now_; }
    ledger::head const& head() const { return head_; }
    domain::event_status status() const { return head_.status; }
    // As the changes on the ledger made it. The reference holds until the next entry.
    domain::event const& event() const { return *event_; }
    // The same for other threads; another pointer after each change.
    domain::event_ptr event_ptr();
    // Grows with every change of the event.
    std::uint64_t event_changes() const { return event_changes_; }
    // Terminals that may not report any more; another pointer after each revocation.
    std::shared_ptr<std::set<std::string> const> revoked() const { return revoked_; }
    // The sites of each terminal that was ever enrolled with a code.
    std::map<std::string, std::vector<std::string>> const& enrolled() const { return enrolled_; }

    base::unix_ms checked_at_ms() const { return checked_at_ms_; }
    bool is_ready() const { return ready_; }  // caught up at least once since the last reset
    bool is_connected() const { return connected_; }
    // Grows with every reset: what was read under another number is void.
    std::uint64_t resets() const { return resets_; }
    // Grows with every word from the ledger, "nothing new" included.
    std::uint64_t heard() const { return heard_; }
    // The cells as counted from the ledger, to compare with the counters. A copy: for commands.
    std::map<std::string, std::int64_t> cells() const;
    // Fields that are no cell: 0 unless somebody wrote to the ledger by hand. Never in the totals.
    std::size_t unreadable_cells() const { return unreadable_cells_; }

    // What everything is derived from, for answers that this class does not give itself.
    totals::history const& history() const { return history_; }
    site_book const& sites() const { return sites_; }
    std::vector<milestone> const& milestones() const { return milestones_; }
    // The event before any change.
    domain::event_ptr original_event() const { return original_; }

private:
    // One field of the counters: its sum, and its cell where it is one.
    struct field {
        std::int64_t acceptors = 0;
        number cell = none;
    };

    struct counted_cell {
        region_node* lowest;       // that has it
        std::int64_t pending = 0;  // of an entry: its delta less what its reports explain
    };

    void apply_reports(ledger::entry const& entry);
    void apply_close(ledger::entry const& entry);
    void apply_change(ledger::entry const& entry);
    void add_report(domain::report const& report);
    void add(contribution row);
    field& field_of(std::string const& name);
    void owe(number cell, std::int64_t acceptors);
    domain::event& own_event();

    domain::event_ptr original_;
    std::shared_ptr<domain::event> event_;
    bool event_is_shared_ = true;  // others may hold event_: copy it before the next change
    std::uint64_t event_changes_ = 0;
    std::shared_ptr<std::set<std::string> const> revoked_;
    std::map<std::string, std::vector<std::string>> enrolled_;
    ledger::head head_;
    ledger::sequence now_;
    base::unix_ms checked_at_ms_ = 0;
    bool ready_ = false;
    bool connected_ = false;
    std::uint64_t resets_ = 0;
    std::uint64_t heard_ = 0;
    std::size_t unreadable_cells_ = 0;
    region_tree regions_;
    site_book sites_{regions_};
    totals::history history_;
    std::vector<milestone> milestones_;
    std::vector<counted_cell> counted_;  // by the cell's number
    boost::unordered_flat_map<std::string, field, base::text_hash> fields_;
    std::vector<number> touched_;  // cells of the entry: all of which something is pending
};

}  // namespace sejuta::totals
