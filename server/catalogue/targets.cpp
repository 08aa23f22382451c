// SPDX-License-Identifier: Apache-2.0
#include "catalogue/targets.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "base/limits.hpp"
#include "catalogue/csv.hpp"
#include "catalogue/utf8.hpp"

namespace sejuta::catalogue {
namespace {

constexpr std::array<std::string_view, 3> method_groups{"implan+iud", "suntik", "kondom+pil"};

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// True for "1.055" and "1.000.000": groups of three after one to three digits.
bool is_grouped(std::string_view text)
{
    auto const dot = text.find('.');
    if (dot == 0 || dot > 3 || (text.size() - dot) % 4 != 0) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        bool const wants_dot = i >= dot && (i - dot) % 4 == 0;
        if (wants_dot ? text[i] != '.' : !is_digit(text[i])) return false;
    }
    return true;
}

// Columns of targets.csv by their place in csv_columns.
enum column : std::size_t { set, code_system, code, name, target, method_group };

class target_reader {
public:
    target_reader(std::string_view file, region_set const& regions, faults& found)
        : file_(file),
          regions_(regions),
          found_(found)
    {
    }

    void take(csv_row const& row)
    {
        auto const before = found_.count();
        check_words(row);
        auto const where = region_of(row);
        auto const acceptors = parse_acceptors(row.fields[target]);
        if (!acceptors) fault(row, "target", target, "a whole number of acceptors, 1 or more");
        if (found_.count() != before) return;
        auto const key = std::tuple(row.fields[set], *where, row.fields[method_group]);
        auto const [first, is_first] = lines_.try_emplace(key, row.line);
        if (!is_first)
            return fault(row, "code", code,
                         "set \"" + row.fields[set] + "\" has this target already in line " +
                             std::to_string(first->second));
        auto& into = set_named(row.fields[set]);
        auto const& group = row.fields[method_group];
        (group.empty() ? into.by_region[*where] : into.by_group[*where][group]) = *acceptors;
    }

    std::vector<domain::target_set> take_sets() { return std::move(sets_); }

private:
    void check_words(csv_row const& row)
    {
        auto const& set_name = row.fields[set];
        if (set_name.empty() || characters(set_name) > limits::target_set_name_characters_max)
            fault(row, "set", set, "the name of a target set, 1 to 40 characters");
        if (row.fields[code_system] != regions_.code_system)
            fault(row, "code_system", code_system,
                  "the event's regions (" + regions_.id + ") have codes of \"" +
                      regions_.code_system + "\"");
        auto const& group = row.fields[method_group];
        if (!group.empty() &&
            std::find(method_groups.begin(), method_groups.end(), group) == method_groups.end())
            fault(row, "method_group", method_group, "implan+iud, suntik, kondom+pil or empty");
    }

    // The region that code and name agree on; nothing, and a fault, where they do not.
    std::optional<domain::region_code> region_of(csv_row const& row)
    {
        auto const where = domain::region_code::from_text(row.fields[code]);
        if (!where) {
            bool const swapped = domain::region_code::from_text(row.fields[name]).has_value();
            fault(row, "code", code,
                  swapped ? "code and name seem swapped"
                          : "ID, a province like 15 or a regency like 15.07");
            return std::nullopt;
        }
        auto const region = regions_.regions.find(*where);
        if (region == regions_.regions.end()) {
            fault(row, "code", code, "is not in the event's regions (" + regions_.id + ")");
            return std::nullopt;
        }
        if (regions_.agrees(row.fields[name], *where)) return where;
        std::string rule = "code " + where->text() + " is \"" + region->second.name + '"';
        if (auto const meant = regions_.named(row.fields[name]))
            rule += "; \"" + row.fields[name] + "\" has code " + meant->text();
        fault(row, "name", name, rule);
        return std::nullopt;
    }

    domain::target_set& set_named(std::string const& wanted)
    {
        auto const found = std::find_if(sets_.begin(), sets_.end(),
                                        [&](auto const& s) { return s.name == wanted; });
        return found != sets_.end() ? *found
                                    : sets_.emplace_back(domain::target_set{wanted, {}, {}});
    }

    void fault(csv_row const& row, std::string_view what, column at, std::string_view rule)
    {
        found_.at_line(file_, row.line, quoted(what, row.fields[at]), rule);
    }

    std::string_view file_;
    region_set const& regions_;
    faults& found_;
    std::vector<domain::target_set> sets_;
    std::map<std::tuple<std::string, domain::region_code, std::string>, std::size_t> lines_;
};

// The sum of a node's children, where every child has a target.
std::optional<std::int64_t> sum_of_children(domain::target_set const& set,
                                            domain::region_code parent, region_set const& regions)
{
    std::int64_t sum = 0;
    bool any = false;
    for (auto const& [code, region] : regions.regions) {
        if (code == parent || code.parent() != parent) continue;
        auto const child = set.by_region.find(code);
        if (child == set.by_region.end()) return std::nullopt;
        sum += child->second;
        any = true;
    }
    return any ? std::optional(sum) : std::nullopt;
}

std::optional<std::int64_t> sum_of_groups(domain::target_set const& set, domain::region_code node)
{
    auto const groups = set.by_group.find(node);
    if (groups == set.by_group.end() || groups->second.size() != method_groups.size())
        return std::nullopt;
    std::int64_t sum = 0;
    for (auto const& [group, acceptors] : groups->second) sum += acceptors;
    return sum;
}

}  // namespace

std::optional<std::int64_t> parse_acceptors(std::string_view text)
{
    bool const plain = std::all_of(text.begin(), text.end(), is_digit);
    if (text.empty() || text.front() == '0' || text.size() > 13 || !(plain || is_grouped(text)))
        return std::nullopt;
    std::int64_t number = 0;
    for (char c : text)
        if (c != '.') number = number * 10 + (c - '0');
    return number <= limits::target_acceptors_max ? std::optional(number) : std::nullopt;
}

std::vector<domain::target_set> read_targets(std::string const& file, region_set const& regions,
                                             faults& found)
{
    csv_columns const columns{{"set", "code_system", "code", "name", "target"},
                              {"method_group", "source"}};
    target_reader reader(file, regions, found);
    for (auto const& row : read_csv(file, columns, found)) reader.take(row);
    return reader.take_sets();
}

std::vector<domain::residue> residues_of(std::vector<domain::target_set> const& sets,
                                         region_set const& regions)
{
    std::vector<domain::residue> all;
    for (auto const& set : sets) {
        for (auto const& [code, printed] : set.by_region) {
            if (auto const sum = sum_of_children(set, code, regions))
                all.push_back({set.name, code, domain::summed_over::children, printed, *sum});
            if (auto const sum = sum_of_groups(set, code))
                all.push_back({set.name, code, domain::summed_over::method_groups, printed, *sum});
        }
    }
    return all;
}

}  // namespace sejuta::catalogue
