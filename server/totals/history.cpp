// SPDX-License-Identifier: Apache-2.0
#include "totals/history.hpp"

#include <algorithm>

namespace sejuta::totals {
namespace {

static_assert(sizeof(contribution) == 48);

// 25 bits of the date, 14 of the regency, 16 of the dimensions.
std::uint64_t key_of(domain::cell const& c)
{
    std::uint64_t key = c.date.number();
    key = key << 14 | c.regency.number();
    key = key << 4 | static_cast<unsigned>(c.method);
    key = key << 2 | static_cast<unsigned>(c.category);
    key = key << 2 | static_cast<unsigned>(c.postpartum);
    key = key << 3 | static_cast<unsigned>(c.place);
    key = key << 3 | static_cast<unsigned>(c.partner);
    return key << 2 | static_cast<unsigned>(c.lateness);
}

}  // namespace

void history::clear()
{
    rows_.clear();
    cells_.clear();
    sums_.clear();
    terminals_.clear();
    last_terminal_ = 0;
    cell_numbers_.clear();
    terminal_numbers_.clear();
}

// The first one of a seq stays.
void history::known_terminal::add(numbered_report const& report)
{
    if (reports.empty() || reports.back().seq < report.seq) return reports.push_back(report);
    auto const at = std::ranges::lower_bound(reports, report.seq, {}, &numbered_report::seq);
    if (at->seq != report.seq) reports.insert(at, report);
}

number history::number_of_cell(domain::cell const& cell)
{
    auto const [it, is_new] =
        cell_numbers_.try_emplace(key_of(cell), static_cast<number>(cells_.size()));
    if (!is_new) return it->second;
    cells_.push_back(cell);
    sums_.push_back(0);
    return it->second;
}

number history::number_of_terminal(std::string const& terminal)
{
    if (!terminals_.empty() && terminals_[last_terminal_].id == terminal) return last_terminal_;
    auto const [it, is_new] =
        terminal_numbers_.try_emplace(terminal, static_cast<number>(terminals_.size()));
    if (is_new) terminals_.push_back({.id = terminal});
    return last_terminal_ = it->second;
}

number history::find_terminal(std::string const& terminal) const
{
    auto const it = terminal_numbers_.find(terminal);
    return it == terminal_numbers_.end() ? none : it->second;
}

number history::append(contribution const& row)
{
    auto const n = static_cast<number>(rows_.size());
    rows_.push_back(row);
    sums_[row.cell] += row.acceptors;
    if (row.terminal == none) return n;
    auto& from = terminals_[row.terminal];
    if (from.first_site == none) from.first_site = row.site;
    from.has_several_sites = from.has_several_sites || from.first_site != row.site;
    if (row.movement == movement::report || row.movement == movement::replacement)
        from.add({row.seq, n});
    return n;
}

contribution const* history::find(number terminal, std::uint32_t seq) const
{
    auto const& reports = terminals_[terminal].reports;
    auto const at = std::ranges::lower_bound(reports, seq, {}, &numbered_report::seq);
    return at == reports.end() || at->seq != seq ? nullptr : &rows_[at->row];
}

contribution const* history::taken_back_by(contribution const& report) const
{
    for (auto row = rows_.data() + (&report - rows_.data()); row != rows_.data() + rows_.size();
         ++row)
        if (row->terminal == report.terminal && row->corrects == report.seq &&
            (row->movement == movement::voided || row->movement == movement::replaced))
            return row;
    return nullptr;
}

}  // namespace sejuta::totals
