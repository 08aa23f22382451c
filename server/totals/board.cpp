// SPDX-License-Identifier: Apache-2.0
#include "totals/board.hpp"

#include "base/assert.hpp"
#include "domain/change.hpp"
#include "domain/event_status.hpp"

namespace sejuta::totals {
board::board(domain::event_ptr event)
    : original_(std::move(event)),
      event_(std::make_shared<domain::event>(*original_)),
      revoked_(std::make_shared<std::set<std::string>>()),
      regions_(*original_)
{
    sites_.load(*original_);
}

board::~board() = default;

void board::reset(ledger::head const& now)
{
    head_ = now;
    now_ = {now.now.epoch, 0, 0};
    ready_ = false;
    connected_ = true;
    checked_at_ms_ = 0;
    unreadable_cells_ = 0;
    event_ = std::make_shared<domain::event>(*original_);
    event_is_shared_ = false;
    ++event_changes_;
    revoked_ = std::make_shared<std::set<std::string>>();
    enrolled_.clear();
    regions_.clear(*original_);
    sites_.load(*original_);
    history_.clear();
    milestones_.clear();
    counted_.clear();
    fields_.clear();
    ++resets_;
    ++heard_;
}

void board::apply(ledger::entry const& entry)
{
    SEJUTA_ASSERT(entry.sequence.epoch != now_.epoch || entry.sequence.revision > now_.revision,
                  "a follower hands every entry over once, in order");
    now_ = entry.sequence;
    connected_ = true;
    ++heard_;
    sites_.set_revision(now_.revision);
    if (now_.as_of_ms >= sites_.dates().next_ms()) sites_.set_time(now_.as_of_ms);
    using kind = ledger::entry::kind;
    switch (entry.what) {
    case kind::reports: return apply_reports(entry);
    case kind::close: return apply_close(entry);
    case kind::change: return apply_change(entry);
    case kind::begin:
    case kind::status:
        // Only an open event has projections.
        if (domain::records(head_.status) != domain::records(entry.status))
            regions_.mark_all(now_.revision);
        head_.status = entry.status;
        milestones_.push_back({now_, entry.status, {}, {}});
    }
}

void board::caught_up(ledger::sequence now, base::unix_ms checked_at_ms)
{
    // An empty ledger has no entry that could have told its epoch.
    SEJUTA_ASSERT(now.revision == now_.revision && (now.revision == 0 || now.epoch == now_.epoch),
                  "caught up means that every entry was handed over");
    checked_at_ms_ = checked_at_ms;
    ready_ = true;
    connected_ = true;
    ++heard_;
}

void board::lost()
{
    connected_ = false;
}

// The deltas are what the ledger counts. Its reports say of which site and when; what they do not
// explain is counted all the same.
void board::apply_reports(ledger::entry const& entry)
{
    for (auto const& [name, acceptors] : entry.deltas) {
        auto& field = field_of(name);
        field.acceptors += acceptors;
        if (field.cell != none) owe(field.cell, acceptors);
    }
    for (auto const& report : entry.reports) add_report(report);
    for (auto const cell : touched_) {
        auto const rest = std::exchange(counted_[cell].pending, 0);
        if (rest == 0) continue;
        add({.event_time_ms = now_.as_of_ms,
             .revision = now_.revision,
             .cell = cell,
             .site = none,
             .terminal = none,
             .seq = 0,
             .acceptors = static_cast<std::int32_t>(rest),
             .previous = none,
             .movement = movement::unexplained,
             .reason = 0});
    }
    touched_.clear();
}

void board::add_report(domain::report const& report)
{
    contribution row{
        .event_time_ms = report.healed ? report.healed->event_time_ms : now_.as_of_ms,
        .revision = now_.revision,
        .cell = history_.number_of_cell(report.cell),
        .site = sites_.number_of(report.site, *event_, report.cell.regency, report.cell.place),
        .terminal = history_.number_of_terminal(report.terminal),
        .seq = report.seq,
        .acceptors = static_cast<std::int32_t>(report.count),
        .previous = none,
        .movement = movement::report,
        .reason = 0};
    if (!report.corrects) return add(row);
    row.reason = static_cast<std::uint8_t>(report.corrects->reason);
    row.corrects = report.corrects->seq;
    bool const replaces = report.corrects->kind == domain::correction_kind::replace;
    if (auto const* const wrong = history_.find(row.terminal, report.corrects->seq)) {
        auto taken = row;
        taken.cell = wrong->cell;
        taken.site = wrong->site;
        taken.acceptors = -wrong->acceptors;
        taken.movement = replaces ? movement::replaced : movement::voided;
        add(taken);
    }
    if (!replaces) return;
    row.movement = movement::replacement;
    add(row);
}

void board::add(contribution row)
{
    auto const& cell = history_.cell(row.cell);
    auto const minute = static_cast<std::uint32_t>(row.event_time_ms / base::ms_per_minute);
    if (row.site != none) {
        row.previous = sites_.add(row, history_.next(), cell.date);
        owe(row.cell, -row.acceptors);
    }
    history_.append(row);
    for (auto* at = counted_[row.cell].lowest; at; at = at->parent) {
        at->sum.add(cell, row.acceptors, minute);
        at->changed_at = now_.revision;
        at->counted_at_ms = std::max(at->counted_at_ms, row.event_time_ms);
    }
}

void board::apply_close(ledger::entry const& entry)
{
    SEJUTA_ASSERT(entry.close, "an entry of this kind has a close");
    auto const& close = *entry.close;
    auto const* const known = event_->find_site(close.site);
    auto const site = sites_.number_of(close.site, *event_, close.regency,
                                       known ? known->place : domain::place::puskesmas);
    auto const when = close.healed ? close.healed->event_time_ms : now_.as_of_ms;
    day_closing const how{close.own_total, when, now_.revision};
    sites_.close(site, close.service_date, how);
    milestones_.push_back({now_, {}, {}, {{site, close.service_date, how}}});
}

void board::apply_change(ledger::entry const& entry)
{
    SEJUTA_ASSERT(entry.change, "an entry of this kind has a change");
    auto const& what = entry.change->what;
    if (auto const* const gone = std::get_if<domain::revocation>(&what)) {
        auto more = std::make_shared<std::set<std::string>>(*revoked_);
        more->insert(gone->terminal);
        revoked_ = std::move(more);
    }
    if (auto const* const enrolled = std::get_if<domain::enrolment>(&what))
        enrolled_[enrolled->terminal] = enrolled->sites;
    auto const* const target = std::get_if<domain::target_change>(&what);
    auto const* const site = std::get_if<domain::site_change>(&what);
    auto const* const merge = std::get_if<domain::site_merge>(&what);
    if (!target && !site && !merge) return;
    domain::apply_change(own_event(), *entry.change);
    ++event_changes_;
    milestones_.push_back({now_, {}, entry.change, {}});
    if (site) sites_.alter(*event_, site->site.code);
    if (merge) sites_.alter(*event_, merge->from);
    if (!target) return;
    if (auto const code = domain::region_code::from_text(target->key.node))
        regions_.take_targets(*event_, *code, now_.revision);
}

domain::event& board::own_event()
{
    if (event_is_shared_) event_ = std::make_shared<domain::event>(*event_);
    event_is_shared_ = false;
    return *event_;
}

domain::event_ptr board::event_ptr()
{
    event_is_shared_ = true;
    return event_;
}

board::field& board::field_of(std::string const& name)
{
    auto const [it, is_new] = fields_.try_emplace(name);
    if (!is_new) return it->second;
    if (auto const cell = domain::from_field(name))
        it->second.cell = history_.number_of_cell(*cell);
    else
        ++unreadable_cells_;
    return it->second;
}

void board::owe(number cell, std::int64_t acceptors)
{
    while (counted_.size() <= cell)
        counted_.push_back(
            {regions_.lowest_with(history_.cell(static_cast<number>(counted_.size())).regency)});
    auto& pending = counted_[cell].pending;
    if (pending == 0) touched_.push_back(cell);
    pending += acceptors;
}

std::optional<region_totals> board::totals_of(domain::region_code code) const
{
    return regions_.totals_of(code, *event_, domain::records(head_.status));
}

ledger::revision board::changed_at(domain::region_code code) const
{
    auto const* const at = regions_.find(code);
    return at ? at->changed_at : 0;
}

totals::site_day board::site_day(site_date const& of) const
{
    totals::site_day out{of, false, 0, 0, 0, {}, {}, now_};
    auto const named = sites_.find(of.site);
    if (named == none) return out;
    auto const site = sites_.counting(named);
    auto const add_day = [&](number each) {
        auto const* const day = sites_.day(each, of.date);
        if (!day) return;
        out.acceptors += day->acceptors;
        out.reports += day->reports;
        out.last_event_time_ms = std::max(out.last_event_time_ms, day->last_event_time_ms);
        for (auto n = day->newest; n != none; n = history_.at(n).previous) {
            auto const& row = history_.at(n);
            auto const& cell = history_.cell(row.cell);
            out.counts[{cell.method, cell.category}] += row.acceptors;
        }
    };
    add_day(site);
    for (auto const each : sites_.site(site).merged) add_day(each);
    std::erase_if(out.counts, [](auto const& count) { return count.second == 0; });
    if (auto const* const day = sites_.day(site, of.date)) out.closed = day->closed;
    return out;
}

std::map<std::string, std::int64_t> board::cells() const
{
    std::map<std::string, std::int64_t> out;
    for (auto const& [name, field] : fields_) out.emplace(name, field.acceptors);
    return out;
}

}  // namespace sejuta::totals
