// SPDX-License-Identifier: Apache-2.0
#include "catalogue/import_targets.hpp"

#include <algorithm>
#include <map>

#include "base/limits.hpp"
#include "catalogue/csv_writer.hpp"
#include "catalogue/utf8.hpp"

namespace sejuta::catalogue {
namespace {

using targets_by_key = std::map<domain::target_key, std::int64_t>;

targets_by_key targets_of(std::vector<target_row> const& rows, std::string const& set)
{
    targets_by_key all;
    for (auto const& row : rows)
        if (row.set == set) all.emplace(row.key(), row.target);
    return all;
}

std::vector<domain::target_change> differences(targets_by_key before,
                                               std::vector<target_row> const& after,
                                               std::string const& set)
{
    std::vector<domain::target_change> changes;
    for (auto const& row : after) {
        if (row.set != set) continue;
        auto const old = before.find(row.key());
        if (old == before.end() || old->second != row.target)
            changes.push_back({set, row.key(), row.target});
        if (old != before.end()) before.erase(old);
    }
    for (auto const& [key, gone] : before) changes.push_back({set, key, 0});
    return changes;
}

// The rows of other sets in their place, those of this one where it stood, or last.
std::vector<target_row> replaced(std::vector<target_row> const& before, std::string const& set,
                                 std::vector<target_row> rows)
{
    std::vector<target_row> after;
    auto const put = [&] {
        for (auto& row : rows) after.push_back(std::move(row));
        rows.clear();
    };
    for (auto const& row : before) {
        if (row.set == set)
            put();
        else
            after.push_back(row);
    }
    put();
    return after;
}

void check_set_name(std::string const& set, faults& found)
{
    auto const length = characters(set);
    if (first_line_not_utf8(set) || length == 0 || length > limits::target_set_name_characters_max)
        found.add({.file = "set",
                   .line = 0,
                   .subject = {},
                   .column = "name",
                   .value = set,
                   .value_hidden = false,
                   .rule = "the name of a target set, 1 to 40 characters",
                   .suggestion = {},
                   .why = refusal::set_name});
}

imported_targets result_of(opened_directory const& into, std::string const& set,
                           std::vector<target_row> rows)
{
    imported_targets result;
    result.imported = rows.size();
    result.rows = replaced(into.targets, set, std::move(rows));
    result.changes = differences(targets_of(into.targets, set), result.rows, set);
    return result;
}

}  // namespace

loaded<imported_targets> import_targets(opened_directory const& into, name_book const& names,
                                        target_table const& table)
{
    faults found;
    check_set_name(table.set, found);
    target_world const world{into.regions, into.event->sites, into.event->service_dates};
    auto read = parse_targets(table.text, table.file, world,
                              {table.set, &names, table.accept_aliases}, found);
    if (found.none() && read.rows.empty())
        found.in_file(table.file, "has no rows; a set without targets is none",
                      refusal::empty_table);
    found.sort_by_line();
    if (!found.none()) return found.take();
    auto result = result_of(into, table.set, std::move(read.rows));
    result.aliases = std::move(read.aliases);
    return result;
}

// The node is checked as a row of a table would be, so that both say the same of it.
loaded<imported_targets> set_target(opened_directory const& into, domain::target_change const& to)
{
    faults found;
    check_set_name(to.set, found);
    auto const region = domain::region_code::from_text(to.key.node);
    auto const known = region ? into.regions.regions.find(*region) : into.regions.regions.end();
    auto const month = to.key.month == 0 ? "" : std::to_string(to.key.month);
    csv_writer line({"code_system", "code", "name", "target", "method_group", "month"});
    line.row({into.regions.code_system, to.key.node,
              known == into.regions.regions.end() ? "" : known->second.name,
              std::to_string(std::max<std::int64_t>(to.acceptors, 1)), to.key.group, month});
    target_world const world{into.regions, into.event->sites, into.event->service_dates};
    if (to.acceptors < 0 || to.acceptors > limits::target_acceptors_max)
        found.in_file("target", "0 (none) to " + std::to_string(limits::target_acceptors_max),
                      refusal::number_out_of_range);
    auto read = parse_targets(line.text(), "target", world, {to.set, nullptr, false}, found);
    found.sort_by_line();
    if (!found.none()) return found.take();

    std::vector<target_row> rows;
    bool there = false;
    for (auto const& row : into.targets) {
        if (row.set != to.set) continue;
        bool const same = row.key() == to.key;
        there = there || same;
        if (same && to.acceptors == 0) continue;
        rows.push_back(row);
        if (!same) continue;
        rows.back().target = to.acceptors;
        rows.back().source.clear();  // the published figure's; this one is not it
    }
    if (!there && to.acceptors != 0) {
        read.rows.front().target = to.acceptors;
        rows.push_back(std::move(read.rows.front()));
    }
    return result_of(into, to.set, std::move(rows));
}

}  // namespace sejuta::catalogue
