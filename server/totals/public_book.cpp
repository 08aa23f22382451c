// SPDX-License-Identifier: Apache-2.0
#include "totals/public_book.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "totals/curve.hpp"
#include "totals/past.hpp"

namespace sejuta::totals {
namespace {

// The first whole minute that is not before an instant.
std::uint32_t minute_after(base::unix_ms at)
{
    return static_cast<std::uint32_t>((at + base::ms_per_minute - 1) / base::ms_per_minute);
}

std::vector<domain::region_code> provinces_of(domain::event const& event)
{
    std::vector<domain::region_code> out;
    for (auto const& [code, region] : event.regions)
        if (code.is_province()) out.push_back(code);
    return out;
}

}  // namespace

moment public_view::moment(domain::event const& event, std::optional<base::unix_ms> asked) const
{
    return {event, kind, status, sequence, minute * base::ms_per_minute, asked};
}

// The row behind the provinces' is for what the ledger counts of none of them.
public_book::public_book(board const& from)
    : board_(from),
      provinces_(provinces_of(from.event())),
      table_(provinces_.size() + 1)
{
    begin();
}

void public_book::begin()
{
    resets_ = board_.resets();
    event_changes_ = board_.event_changes();
    release_ = {};
    table_ = public_table(provinces_.size() + 1);
    idle_.assign(table_.rows(), true);
    idle_.back() = false;
    auto const& event = *board_.original_event();
    for (auto const& [code, site] : event.sites) take_part(event, code);
    places_.clear();
    next_row_ = next_milestone_ = 0;
    open_minute_ = minute_ = 0;
    unfinished_ = ready_ = false;
    views_.clear();
}

void public_book::take_part(domain::event const& event, std::string const& site)
{
    auto const* const found = event.find_site(site);
    if (!found || !found->expected) return;
    auto const row = row_of(found->regency);
    if (row < provinces_.size()) idle_[row] = false;
}

void public_book::advance(base::clock const* clock)
{
    if (resets_ != board_.resets()) begin();
    if (event_changes_ != board_.event_changes()) views_.clear();
    event_changes_ = board_.event_changes();
    if (!board_.is_ready() || !read_rows(clock)) return;
    // In the same millisecond more may still come.
    auto const known_until = std::max(board_.checked_at_ms(), board_.sequence().as_of_ms) - 1;
    auto const newest =
        static_cast<std::uint32_t>(std::max<base::unix_ms>(0, known_until) / base::ms_per_minute);
    read_milestones(newest * base::ms_per_minute);
    if (unfinished_ && open_minute_ <= newest) finish();
    minute_ = std::max(minute_, newest);
    ready_ = true;
}

// False where it stopped before the end.
bool public_book::read_rows(base::clock const* clock)
{
    auto const& rows = board_.history().all();
    auto const began = clock ? clock->monotonic() : std::chrono::nanoseconds(0);
    while (next_row_ < rows.size()) {
        auto const& row = rows[next_row_];
        // The event clock of the ledger never goes back; that of a healed report does.
        auto const minute = std::max(open_minute_, minute_after(row.event_time_ms));
        if (unfinished_ && minute > open_minute_) {
            finish();
            if (clock && clock->monotonic() - began > limits::public_read_max) return false;
        }
        open_minute_ = std::max(minute, minute_ + (minute <= minute_ ? 1 : 0));
        read_milestones(row.event_time_ms);
        auto const& in = place_of(row.cell);
        table_.add(in.province, in.method, row.acceptors);
        if (row.acceptors != 0) idle_[in.province] = false;
        unfinished_ = true;
        ++next_row_;
    }
    return true;
}

public_book::place const& public_book::place_of(number cell)
{
    auto const& history = board_.history();
    while (places_.size() <= cell) {
        auto const& each = history.cell(static_cast<number>(places_.size()));
        places_.push_back({row_of(each.regency), public_column(each.method)});
    }
    return places_[cell];
}

// The last row where the public has no such province.
std::size_t public_book::row_of(domain::region_code regency) const
{
    auto const at = std::ranges::lower_bound(provinces_, regency.parent());
    bool const known = at != provinces_.end() && *at == regency.parent();
    return static_cast<std::size_t>((known ? at : provinces_.end()) - provinces_.begin());
}

// A site that is added brings its province in.
void public_book::read_milestones(base::unix_ms until)
{
    auto const& all = board_.milestones();
    for (; next_milestone_ < all.size(); ++next_milestone_) {
        auto const& each = all[next_milestone_];
        if (each.sequence.as_of_ms > until) return;
        if (!each.change) continue;
        if (auto const* const added = std::get_if<domain::site_change>(&each.change->what))
            take_part(board_.event(), added->site.code);
    }
}

void public_book::finish()
{
    release_.step(open_minute_, table_, idle_);
    unfinished_ = false;
}

public_view_ptr public_book::view(std::uint32_t minute, std::chrono::nanoseconds now)
{
    minute = std::min(minute, minute_);
    if (auto const known = views_.find(minute); known != views_.end()) return known->second;
    if (made_at_.count() >= 0 && now - made_at_ < limits::public_past_interval) return nullptr;
    made_at_ = now;
    return make(minute);
}

public_view_ptr public_book::make(std::uint32_t minute)
{
    minute = release_.kept(minute);
    if (auto const known = views_.find(minute); known != views_.end()) return known->second;
    auto const past = past_of(board_, domain::region_code::nation(), minute * base::ms_per_minute);
    auto made = std::make_shared<public_view>();
    made->minute = minute;
    made->kind = past->kind;
    made->status = past->status;
    made->sequence = past->sequence;
    fill(*made, past->totals);
    if (views_.size() >= limits::public_views_kept_max) views_.clear();
    views_.emplace(minute, made);
    return made;
}

void public_book::fill(public_view& into, region_totals const& nation) const
{
    auto const* const state = release_.at(into.minute);
    auto& whole = into.totals[nation.code] = table_of(provinces_.size() + 1, state, nation);
    whole.by_region.clear();
    for (auto const& child : nation.by_region) {
        auto const at = std::ranges::lower_bound(provinces_, child.code);
        region_totals own{.code = child.code,
                          .target = child.target,
                          .targets = child.targets,
                          .coverage = child.coverage};
        own = table_of(static_cast<std::size_t>(at - provinces_.begin()), state, std::move(own));
        whole.by_region.push_back({.code = child.code,
                                   .acceptors = own.acceptors,
                                   .target = child.target,
                                   .coverage = own.coverage,
                                   .targets = child.targets,
                                   .hidden = own.hidden});
        add_curve(own, static_cast<std::size_t>(at - provinces_.begin()), into.minute);
        into.totals[child.code] = std::move(own);
    }
    add_curve(whole, provinces_.size() + 1, into.minute);
}

// Names, targets and coverage of `from`, the counts of the table: nothing else is public.
region_totals public_book::table_of(std::size_t row, public_state const* of,
                                    region_totals from) const
{
    region_totals out{.code = from.code,
                      .target = from.target,
                      .targets = std::move(from.targets),
                      .group_targets = std::move(from.group_targets)};
    out.is_public = true;
    out.coverage.expected = from.coverage.expected;
    out.coverage.reported = from.coverage.reported;
    if (!of) return out;
    auto const whole = of->table.cell(row, public_methods);
    out.hidden = (*of->hidden)[whole];
    if (out.hidden)
        out.coverage.reported = 0;
    else
        out.acceptors = of->table.at(whole);
    for (std::size_t column = 0; column < public_methods; ++column) {
        auto const cell = of->table.cell(row, column);
        if ((*of->hidden)[cell])
            out.hidden_methods.insert(public_method(column));
        else if (of->table.at(cell) != 0)
            out.by_method.emplace(public_method(column), of->table.at(cell));
    }
    return out;
}

// From the totals that were shown, so it tells no more than they do.
void public_book::add_curve(region_totals& into, std::size_t row, std::uint32_t until) const
{
    curve shown;
    std::int64_t before = 0;
    for (auto const& state : release_.states()) {
        if (state.minute > until) break;
        auto const cell = state.table.cell(row, public_methods);
        if ((*state.hidden)[cell]) continue;
        if (auto const more = state.table.at(cell) - before; more != 0)
            shown.add(state.minute - 1, more);
        before = state.table.at(cell);
    }
    into.by_minute = shown.rows();
    into.minute_step = shown.step();
}

}  // namespace sejuta::totals
