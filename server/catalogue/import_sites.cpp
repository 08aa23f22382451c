// SPDX-License-Identifier: Apache-2.0
#include "catalogue/import_sites.hpp"

#include <algorithm>
#include <unordered_map>

#include "catalogue/target_rows.hpp"

namespace sejuta::catalogue {
namespace {

// The register while it changes: rows in their order, found by code.
class site_register {
public:
    explicit site_register(std::vector<site_row> const& rows) : rows_(rows)
    {
        places_.reserve(rows_.size());
        for (std::size_t i = 0; i < rows_.size(); ++i) places_.emplace(rows_[i].site.code, i);
    }

    site_row* find(std::string const& code)
    {
        auto const place = places_.find(code);
        return place == places_.end() ? nullptr : &rows_[place->second];
    }

    void add(site_row row)
    {
        places_.emplace(row.site.code, rows_.size());
        rows_.push_back(std::move(row));
    }

    std::vector<site_row>& rows() { return rows_; }

private:
    std::vector<site_row> rows_;
    std::unordered_map<std::string, std::size_t> places_;
};

fault fault_of(std::string file, std::size_t line, std::string const& code, std::string rule,
               refusal why)
{
    return {.file = std::move(file),
            .line = line,
            .subject = code,
            .column = "code",
            .value = code,
            .value_hidden = false,
            .rule = std::move(rule),
            .suggestion = {},
            .why = why};
}

// One row of the table into the register.
void take(site_row row, std::size_t line, std::string const& file, site_register& into,
          imported_sites& result, faults& found)
{
    auto* there = into.find(row.site.code);
    if (!there) {
        ++result.added;
        result.changes.emplace_back(domain::site_change{row.site});
        return into.add(std::move(row));
    }
    auto const& before = there->site;
    if (before.regency != row.site.regency) {
        auto wrong = fault_of(file, line, before.code,
                              "the site is in " + before.regency.text() + " and stays there",
                              refusal::regency_is_fixed);
        wrong.column = "regency";
        wrong.value = row.site.regency.text();
        wrong.suggestion = "deactivate it and add another one";
        return found.add(std::move(wrong));
    }
    row.site.active = before.active;
    row.site.merged_into = before.merged_into;
    if (!before.merged_into.empty()) row.site.expected = false;
    if (row == *there) {
        ++result.unchanged;
        return;
    }
    ++result.updated;
    if (row.site != before) result.changes.emplace_back(domain::site_change{row.site});
    *there = std::move(row);
}

// Targets may be of sites and officers: those must still be there.
void check_targets(opened_directory const& into, std::vector<site_row> const& rows, faults& found)
{
    std::unordered_map<std::string, domain::site> sites;
    sites.reserve(rows.size());
    for (auto const& row : rows) sites.emplace(row.site.code, row.site);
    target_world const world{into.regions, sites, into.event->service_dates};
    parse_targets(format_targets(into.targets, into.regions.code_system),
                  into.targets_file.string(), world, found);
}

loaded<imported_sites> finished(opened_directory const& into, site_register changed,
                                imported_sites result, faults found)
{
    if (found.none()) check_targets(into, changed.rows(), found);
    if (!found.none()) return found.take();
    result.rows = std::move(changed.rows());
    return result;
}

}  // namespace

loaded<imported_sites> import_sites(opened_directory const& into, name_book const& names,
                                    site_table const& table)
{
    faults found;
    auto read =
        parse_sites(table.text, table.file, into.regions, {&names, table.accept_aliases}, found);
    if (found.none() && read.rows.empty())
        found.in_file(table.file, "has no rows", refusal::empty_table);
    site_register changed(into.sites);
    imported_sites result;
    for (std::size_t i = 0; i < read.rows.size(); ++i)
        take(std::move(read.rows[i]), read.lines[i], table.file, changed, result, found);
    result.aliases = std::move(read.aliases);
    found.sort_by_line();
    return finished(into, std::move(changed), std::move(result), std::move(found));
}

loaded<imported_sites> add_site(opened_directory const& into, site_row const& site)
{
    faults found;
    // As a table of one row, so that both say the same of it.
    auto read = parse_sites(format_sites({site}), "site", into.regions, found);
    site_register changed(into.sites);
    imported_sites result;
    if (auto const* there = changed.find(site.site.code))
        found.add(fault_of("site", 0, there->site.code,
                           "is in the register already; import a table to change it",
                           refusal::given_twice));
    if (found.none()) take(std::move(read.rows.front()), 0, "site", changed, result, found);
    return finished(into, std::move(changed), std::move(result), std::move(found));
}

loaded<imported_sites> activate_site(opened_directory const& into, std::string const& code,
                                     bool active)
{
    faults found;
    site_register changed(into.sites);
    imported_sites result;
    auto* site = changed.find(code);
    if (!site)
        found.add(fault_of("site", 0, code, "no such site in the register", refusal::node_unknown));
    else if (active && !site->site.merged_into.empty())
        found.add(fault_of("site", 0, code,
                           "was merged into " + site->site.merged_into + " and stays so",
                           refusal::merge_impossible));
    else if (site->site.active == active)
        ++result.unchanged;
    else {
        site->site.active = active;
        ++result.updated;
        result.changes.emplace_back(domain::site_change{site->site});
    }
    return finished(into, std::move(changed), std::move(result), std::move(found));
}

loaded<imported_sites> merge_sites(opened_directory const& into, domain::site_merge const& merge)
{
    faults found;
    site_register changed(into.sites);
    imported_sites result;
    auto* from = changed.find(merge.from);
    auto* target = changed.find(merge.into);
    auto const refuse = [&](std::string const& code, std::string rule) {
        found.add(fault_of("site", 0, code, std::move(rule), refusal::merge_impossible));
    };
    if (!from) refuse(merge.from, "no such site in the register");
    if (!target) refuse(merge.into, "no such site in the register");
    if (from && target) {
        if (from == target)
            refuse(merge.from, "another site than itself");
        else if (from->site.regency != target->site.regency)
            refuse(merge.into, "is in " + target->site.regency.text() + ", and " + merge.from +
                                   " in " + from->site.regency.text() +
                                   ": sites are merged within a regency");
        else if (!target->site.merged_into.empty())
            refuse(merge.into, "was merged into " + target->site.merged_into + " itself");
        else if (!target->site.active)
            refuse(merge.into, "is not active; activate it first");
    }
    if (found.none()) {
        from->site.merged_into = merge.into;
        from->site.expected = false;
        for (auto& row : changed.rows())
            if (row.site.merged_into == merge.from) row.site.merged_into = merge.into;
        ++result.updated;
        result.changes.emplace_back(merge);
    }
    return finished(into, std::move(changed), std::move(result), std::move(found));
}

}  // namespace sejuta::catalogue
