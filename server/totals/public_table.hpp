// SPDX-License-Identifier: Apache-2.0
// The public table at one instant: provinces × methods with their margins, the nation as last row
// and all methods as last column; and which of its cells may not be shown so that nobody can
// compute a small one from the others. Pure.
//
// Every cell is a flow in a network whose nodes are the rows and columns: what a hidden cell may
// be, given all shown ones, is exactly what the flow through it may be. So the range of a hidden
// cell is found by a few searches, without an approximation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "domain/dimensions.hpp"

namespace sejuta::totals {

// Columns of the table: the injections are one method here.
inline constexpr std::size_t public_methods = 8;
std::size_t public_column(domain::method);
domain::method public_method(std::size_t column);

// Below this an acceptor could be known by it: "<5".
inline constexpr std::int64_t public_small = 5;
// How many values a hidden cell must at least be able to have, less one.
inline constexpr std::int64_t public_width = 5;

class public_table {
public:
    explicit public_table(std::size_t provinces) : rows_(provinces + 1), values_(rows_ * columns, 0)
    {
    }

    // To a cell of a province, and to the margins.
    void add(std::size_t province, std::size_t method, std::int64_t acceptors);

    std::size_t provinces() const { return rows_ - 1; }
    std::size_t rows() const { return rows_; }
    std::size_t size() const { return values_.size(); }
    std::size_t cell(std::size_t row, std::size_t column) const { return row * columns + column; }
    std::size_t row_of(std::size_t cell) const { return cell / columns; }
    std::size_t column_of(std::size_t cell) const { return cell % columns; }
    bool is_margin(std::size_t cell) const
    {
        return row_of(cell) == rows_ - 1 || column_of(cell) == columns - 1;
    }
    std::int64_t at(std::size_t cell) const { return values_[cell]; }
    std::int64_t total() const { return values_.back(); }
    bool operator==(public_table const&) const = default;

    static constexpr std::size_t columns = public_methods + 1;

private:
    std::size_t rows_;
    std::vector<std::int64_t> values_;
};

// One mark a cell. What is not hidden is shown.
using hidden_cells = std::vector<bool>;

// How far apart the least and the greatest value are that a hidden cell may have for who sees the
// shown ones and knows that no count is below zero; `public_width` where they are that far or
// farther.
std::int64_t width_of(public_table const& of, hidden_cells const& hidden, std::size_t cell);

// A hidden cell that is not wide enough, or nothing: then nobody can compute a small one.
std::optional<std::size_t> exposed_cell(public_table const& of, hidden_cells const& hidden);

// Hides small cells, and for each that is exposed the smallest of its row or column, until none is.
// Cells of provinces that take no part (`idle`, by row) are known to be zero and stay.
void hide_small(public_table const& of, std::vector<bool> const& idle, hidden_cells& hidden);

}  // namespace sejuta::totals
