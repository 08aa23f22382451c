// SPDX-License-Identifier: Apache-2.0
#include "totals/public_table.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "base/assert.hpp"

namespace sejuta::totals {
namespace {

using domain::method;

constexpr std::array<method, public_methods> columns_in_order{
    method::iud,    method::implan, method::suntik, method::pil,
    method::kondom, method::mow,    method::mop,    method::mal};

constexpr std::size_t none_found = std::numeric_limits<std::size_t>::max();

// The hidden cells as arcs between rows and columns. A province's cell runs from its row to its
// column, a margin back, so that what flows into a node flows out of it. An arc may carry more
// without a bound, and less down to zero.
class network {
public:
    network(public_table const& of, hidden_cells const& hidden)
        : table_(of),
          nodes_(of.rows() + public_table::columns),
          arcs_at_(nodes_),
          carried_(of.size())
    {
        for (std::size_t cell = 0; cell < of.size(); ++cell) {
            carried_[cell] = std::max<std::int64_t>(0, of.at(cell));
            if (!hidden[cell]) continue;
            arcs_at_[tail(cell)].push_back(cell);
            arcs_at_[head(cell)].push_back(cell);
        }
    }

    // How far the cell may rise and fall, up to public_width in all. What is tried is taken back.
    std::int64_t width_of(std::size_t cell)
    {
        auto const truth = carried_;
        auto width = send(head(cell), tail(cell), cell, public_width);
        carried_ = truth;
        if (width == public_width) return width;
        width += send(tail(cell), head(cell), cell, std::min(public_width - width, truth[cell]));
        carried_ = truth;
        return width;
    }

private:
    std::size_t tail(std::size_t cell) const { return is_forward(cell) ? row(cell) : column(cell); }
    std::size_t head(std::size_t cell) const { return is_forward(cell) ? column(cell) : row(cell); }

    // Up to `wanted` from one node to another, past the cell whose range is asked for.
    std::int64_t send(std::size_t from, std::size_t to, std::size_t past, std::int64_t wanted)
    {
        std::int64_t sent = 0;
        while (sent < wanted) {
            auto const more = augment(from, to, past, wanted - sent);
            if (more == 0) break;
            sent += more;
        }
        return sent;
    }

    bool is_forward(std::size_t cell) const
    {
        return (table_.row_of(cell) == table_.provinces()) ==
               (table_.column_of(cell) == public_methods);
    }
    std::size_t row(std::size_t cell) const { return table_.row_of(cell); }
    std::size_t column(std::size_t cell) const { return table_.rows() + table_.column_of(cell); }

    // One path; what it carries stays carried.
    std::int64_t augment(std::size_t from, std::size_t to, std::size_t past, std::int64_t most)
    {
        std::vector<std::size_t> by(nodes_, none_found);
        std::vector<std::size_t> queue{from};
        for (std::size_t i = 0; i < queue.size() && by[to] == none_found; ++i) {
            auto const at = queue[i];
            for (auto const arc : arcs_at_[at]) {
                bool const forward = tail(arc) == at;
                auto const next = forward ? head(arc) : tail(arc);
                if (arc == past || next == from || by[next] != none_found) continue;
                if (!forward && carried_[arc] == 0) continue;
                by[next] = arc;
                queue.push_back(next);
            }
        }
        if (by[to] == none_found) return 0;
        auto const back = [&](std::size_t at) {
            return head(by[at]) == at ? tail(by[at]) : head(by[at]);
        };
        auto amount = most;
        for (auto at = to; at != from; at = back(at))
            if (tail(by[at]) == at) amount = std::min(amount, carried_[by[at]]);
        for (auto at = to; at != from; at = back(at))
            carried_[by[at]] += tail(by[at]) == at ? -amount : amount;
        return amount;
    }

    public_table const& table_;
    std::size_t nodes_;
    std::vector<std::vector<std::size_t>> arcs_at_;
    std::vector<std::int64_t> carried_;
};

// The smallest shown cell that has `accepts`; margins only where there is no other.
template <class F>
std::size_t smallest_shown(public_table const& of, std::vector<bool> const& idle,
                           hidden_cells const& hidden, F accepts)
{
    auto best = none_found;
    for (std::size_t cell = 0; cell < of.size(); ++cell) {
        if (hidden[cell] || idle[of.row_of(cell)] || !accepts(cell)) continue;
        if (best != none_found && of.is_margin(best) == of.is_margin(cell)) {
            if (of.at(cell) >= of.at(best)) continue;
        } else if (best != none_found && of.is_margin(cell)) {
            continue;
        }
        best = cell;
    }
    return best;
}

// Of the row and the column of an exposed cell, the one with fewer hidden cells gets another.
std::size_t next_to_hide(public_table const& of, std::vector<bool> const& idle,
                         hidden_cells const& hidden, std::size_t exposed)
{
    auto const in_row = [&](std::size_t c) { return of.row_of(c) == of.row_of(exposed); };
    auto const in_column = [&](std::size_t c) { return of.column_of(c) == of.column_of(exposed); };
    std::size_t hidden_in_row = 0;
    std::size_t hidden_in_column = 0;
    for (std::size_t cell = 0; cell < of.size(); ++cell) {
        hidden_in_row += hidden[cell] && in_row(cell) ? 1 : 0;
        hidden_in_column += hidden[cell] && in_column(cell) ? 1 : 0;
    }
    auto const row = smallest_shown(of, idle, hidden, in_row);
    auto const column = smallest_shown(of, idle, hidden, in_column);
    if (row != none_found && (column == none_found || hidden_in_row <= hidden_in_column))
        return row;
    if (column != none_found) return column;
    return smallest_shown(of, idle, hidden, [](std::size_t) { return true; });
}

}  // namespace

std::size_t public_column(method of)
{
    if (of == method::suntik_1_bulan || of == method::suntik_3_bulan) of = method::suntik;
    auto const found = std::find(columns_in_order.begin(), columns_in_order.end(), of);
    SEJUTA_ASSERT(found != columns_in_order.end(), "every method has a column");
    return static_cast<std::size_t>(found - columns_in_order.begin());
}

method public_method(std::size_t column)
{
    return columns_in_order.at(column);
}

void public_table::add(std::size_t province, std::size_t method, std::int64_t acceptors)
{
    SEJUTA_ASSERT(province + 1 < rows_ && method < public_methods, "a cell of a province");
    for (auto const row : {province, rows_ - 1})
        for (auto const column : {method, public_methods}) values_[cell(row, column)] += acceptors;
}

std::int64_t width_of(public_table const& of, hidden_cells const& hidden, std::size_t cell)
{
    return network(of, hidden).width_of(cell);
}

std::optional<std::size_t> exposed_cell(public_table const& of, hidden_cells const& hidden)
{
    network ranges(of, hidden);
    for (std::size_t cell = 0; cell < of.size(); ++cell)
        if (hidden[cell] && ranges.width_of(cell) < public_width) return cell;
    return std::nullopt;
}

void hide_small(public_table const& of, std::vector<bool> const& idle, hidden_cells& hidden)
{
    for (std::size_t cell = 0; cell < of.size(); ++cell)
        if (!idle[of.row_of(cell)] && of.at(cell) < public_small) hidden[cell] = true;
    while (auto const exposed = exposed_cell(of, hidden)) {
        auto const more = next_to_hide(of, idle, hidden, *exposed);
        if (more == none_found) return;  // all are hidden that can be
        hidden[more] = true;
    }
}

}  // namespace sejuta::totals
