// SPDX-License-Identifier: Apache-2.0
#include "totals/past.hpp"

#include <algorithm>
#include <unordered_map>

#include "domain/change.hpp"
#include "domain/event_status.hpp"

namespace sejuta::totals {
namespace {

base::unix_ms time_of(milestone const& m)
{
    return m.close ? m.close->how.event_time_ms : m.sequence.as_of_ms;
}

// The event as the changes until then had made it; the board's own where none came later.
domain::event_ptr event_at(board const& from, base::unix_ms at)
{
    auto const& all = from.milestones();
    auto const came = [at](milestone const& m) { return !m.change || time_of(m) <= at; };
    if (std::all_of(all.begin(), all.end(), came))
        return {std::shared_ptr<void>(), &from.event()};  // the caller's answer is made at once
    auto event = std::make_shared<domain::event>(*from.original_event());
    for (auto const& m : all)
        if (m.change && time_of(m) <= at) domain::apply_change(*event, *m.change);
    return event;
}

class replay {
public:
    replay(board const& from, domain::region_code region, past_state& into)
        : from_(from),
          into_(into),
          tree_(*into.event),
          region_(tree_.find(region))
    {
    }

    void add_contributions()
    {
        auto const& history = from_.history();
        std::vector<region_node*> child_of(history.cells());
        std::vector<bool> inside(history.cells());
        for (number n = 0; n < history.cells(); ++n) {
            auto const regency = history.cell(n).regency;
            inside[n] = region_->code.contains(regency);
            child_of[n] = child_with(regency);
        }
        for (auto const& row : history.all()) {
            if (row.event_time_ms > into_.at) continue;
            see(row.event_time_ms, row.revision);
            if (!inside[row.cell]) continue;
            auto const minute = static_cast<std::uint32_t>(row.event_time_ms / base::ms_per_minute);
            region_->sum.add(history.cell(row.cell), row.acceptors, minute);
            region_->counted_at_ms = std::max(region_->counted_at_ms, row.event_time_ms);
            auto* const child = child_of[row.cell];
            if (!child) continue;
            child->sum.acceptors += row.acceptors;
            child->sum.by_place.add(history.cell(row.cell).place, row.acceptors);
        }
    }

    void add_milestones()
    {
        for (auto const& m : from_.milestones()) {
            if (time_of(m) > into_.at) continue;
            see(time_of(m), m.sequence.revision);
            if (m.status) into_.status = *m.status;
        }
    }

    void add_coverage()
    {
        auto const& book = from_.sites();
        running_dates const dates(into_.event->service_dates, into_.sequence.as_of_ms);
        std::vector<std::vector<number>> merged(book.size());
        for (auto const& [code, site] : into_.event->sites)
            if (!site.merged_into.empty())
                if (auto const to = book.find(site.merged_into); to != none)
                    merged[to].push_back(book.find(code));
        for (number n = 0; n < book.size(); ++n) {
            auto const& known = book.site(n);
            if (!region_->code.contains(known.regency)) continue;
            auto const* const listed = into_.event->find_site(known.code);
            if (listed && !listed->merged_into.empty()) continue;
            bool const expected = listed && listed->expected && listed->active;
            auto const worth = book.worth({n, expected, known.zone, &merged[n]}, dates, into_.at);
            auto const place = static_cast<std::size_t>(listed ? listed->place : known.place);
            region_->coverage_by_place[place] += worth;
            if (auto* const child = child_with(known.regency))
                child->coverage_by_place[place] += worth;
        }
    }

    region_totals totals() const
    {
        return *tree_.totals_of(region_->code, *into_.event, domain::records(into_.status));
    }

private:
    void see(base::unix_ms when, ledger::revision revision)
    {
        into_.sequence.as_of_ms = std::max(into_.sequence.as_of_ms, when);
        into_.sequence.revision = std::max(into_.sequence.revision, revision);
    }
    region_node* child_with(domain::region_code regency) const
    {
        if (!region_->code.contains(regency) || region_->code == regency) return nullptr;
        return tree_.find(region_->code.is_nation() ? regency.parent() : regency);
    }

    board const& from_;
    past_state& into_;
    region_tree tree_;
    region_node* region_;
};

}  // namespace

std::optional<past_state> past_of(board const& from, domain::region_code region, base::unix_ms at)
{
    if (!from.totals_of(region)) return std::nullopt;
    past_state out{.event = event_at(from, at),
                   .kind = from.head().kind,
                   .status = from.event().initial_status,
                   .sequence = {from.sequence().epoch, 0, 0},
                   .at = at,
                   .totals = {}};
    replay state(from, region, out);
    state.add_milestones();
    state.add_contributions();
    state.add_coverage();
    out.totals = state.totals();
    return out;
}

}  // namespace sejuta::totals
