// SPDX-License-Identifier: Apache-2.0
#include "catalogue/target_rows.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "base/limits.hpp"
#include "catalogue/csv.hpp"
#include "catalogue/csv_writer.hpp"
#include "catalogue/numbers.hpp"
#include "catalogue/utf8.hpp"

namespace sejuta::catalogue {
namespace {

constexpr std::array<std::string_view, 3> method_groups{"implan+iud", "suntik", "kondom+pil"};
constexpr std::string_view site_prefix = "site:";
constexpr std::string_view officer_prefix = "officer:";

// Columns by their place in a row; the event's own table has `set` after them.
enum column : std::size_t { code_system, code, name, target, method_group, month, officer, source };

csv_columns columns_of(bool import)
{
    csv_columns columns{{"code_system", "code", "name", "target"},
                        {"method_group", "month", "officer", "source"}};
    if (!import) columns.required.insert(columns.required.begin(), "set");
    return columns;
}

std::string month_text(std::uint32_t month)
{
    auto const digits = std::to_string(month);
    return month == 0 ? "" : digits.substr(0, 4) + '-' + digits.substr(4);
}

class target_reader {
public:
    target_reader(std::string_view file, target_world const& world, target_import const* with,
                  faults& found)
        : file_(file),
          world_(world),
          with_(with),
          found_(found),
          regions_(file, world.regions,
                   {with ? with->names : nullptr, with && with->accept_aliases}, found)
    {
        for (auto const& [code, site] : world.sites)
            if (!site.officer.empty()) officers_.emplace(site.officer, site.regency);
    }

    void read(std::string_view text)
    {
        auto rows = parse_csv(text, file_, columns_of(with_ != nullptr), found_);
        if (!with_)
            for (auto& row : rows) {  // the set goes last, so that columns have one place
                auto set = std::move(row.fields.front());
                row.fields.erase(row.fields.begin());
                row.fields.push_back(std::move(set));
            }
        check_code_system(rows);
        for (auto const& row : rows) take(row);
        out_.aliases = regions_.take_aliases();
    }

    read_target_rows take_all() { return std::move(out_); }

private:
    // One fault where a whole table is of another system, else one a row.
    void check_code_system(std::vector<csv_row> const& rows)
    {
        auto const& wanted = world_.regions.code_system;
        std::vector<csv_row const*> wrong;
        for (auto const& row : rows)
            if (row.fields[code_system] != wanted) wrong.push_back(&row);
        if (wrong.empty()) return;
        auto const rule =
            "the event's regions (" + world_.regions.id + ") have codes of \"" + wanted + '"';
        bool const same = wrong.size() == rows.size() && rows.size() > 1 &&
                          std::all_of(rows.begin(), rows.end(), [&](csv_row const& row) {
                              return row.fields[code_system] == rows[0].fields[code_system];
                          });
        if (same)
            return found_.at_line(file_, rows[0].line, "code_system", rows[0].fields[code_system],
                                  "in all " + std::to_string(rows.size()) + " rows: " + rule,
                                  refusal::wrong_code_system);
        for (auto const* row : wrong) fault(*row, code_system, rule, refusal::wrong_code_system);
    }

    void take(csv_row const& row)
    {
        auto const before = found_.count();
        target_row out;
        out.set = with_ ? with_->set : row.fields[source + 1];
        out.source = row.fields[source];
        check_set(row, out.set);
        out.group = group_of(row);
        out.month = month_of(row);
        out.officer = row.fields[officer];
        if (looks_swapped(row))
            fault(row, target, "name and target seem swapped", refusal::columns_swapped);
        else
            take_node(row, out);
        auto const acceptors = parse_acceptors(row.fields[target]);
        if (!acceptors && !looks_swapped(row)) {
            auto const why = why_no_acceptors(row.fields[target]);
            fault(row, target, why.rule, why.why);
        }
        if (found_.count() != before) return;
        out.target = *acceptors;
        auto const [first, is_first] = lines_.try_emplace(std::tuple(out.set, out.key()), row.line);
        if (!is_first)
            return fault(row, code,
                         "set \"" + out.set + "\" has this target already in line " +
                             std::to_string(first->second),
                         refusal::given_twice);
        out_.rows.push_back(std::move(out));
    }

    void check_set(csv_row const& row, std::string const& set_name)
    {
        if (with_) return;  // checked once, by who imports
        if (set_name.empty() || characters(set_name) > limits::target_set_name_characters_max)
            found_.at_line(file_, row.line, "set", set_name,
                           "the name of a target set, 1 to 40 characters", refusal::set_name);
    }

    static bool looks_swapped(csv_row const& row)
    {
        return parse_acceptors(row.fields[name]) && !parse_acceptors(row.fields[target]) &&
               !letters_of(row.fields[target]).empty() &&
               (row.fields[target][0] < '0' || row.fields[target][0] > '9');
    }

    void take_node(csv_row const& row, target_row& out)
    {
        auto const& text = row.fields[code];
        if (text.starts_with(site_prefix)) return take_site(row, out);
        if (text.starts_with(officer_prefix)) {
            out.code = text;
            check_officer(row, code, text.substr(officer_prefix.size()), std::nullopt);
            return;
        }
        auto const where = regions_.resolve({row.line, text, row.fields[name]});
        if (!where) return;
        out.code = where->text();
        out.name = world_.regions.regions.at(*where).name;
        if (!out.officer.empty()) check_officer(row, officer, out.officer, where);
    }

    void take_site(csv_row const& row, target_row& out)
    {
        out.code = row.fields[code];
        if (!world_.sites.contains(out.code.substr(site_prefix.size())))
            fault(row, code, "no such site in the register", refusal::node_unknown);
        if (!row.fields[name].empty())
            found_.add({.file = file_,
                        .line = row.line,
                        .subject = out.code,
                        .column = "name",
                        .value = {},
                        .value_hidden = true,
                        .rule = "empty in a row of a site: names stay in the register",
                        .suggestion = {},
                        .why = refusal::name_disagrees});
        if (!out.officer.empty())
            fault(row, officer, "a row is of a site or of an officer", refusal::officer_unknown);
    }

    void check_officer(csv_row const& row, column at, std::string const& who,
                       std::optional<domain::region_code> where)
    {
        auto const [begin, end] = officers_.equal_range(who);
        if (begin == end)
            return fault(row, at, "no site of the register has this officer",
                         refusal::officer_unknown);
        if (where && std::none_of(begin, end,
                                  [&](auto const& each) { return where->contains(each.second); }))
            fault(
                row, at,
                "the officer has no site in " + where->text() + ", but in " + begin->second.text(),
                refusal::officer_unknown);
    }

    std::string group_of(csv_row const& row)
    {
        auto const& said = row.fields[method_group];
        if (said.empty() || is_method_group(said)) return said;
        auto const means =
            with_ && with_->names ? with_->names->meaning("method_group", said) : std::nullopt;
        if (means && with_->accept_aliases) return *means;
        fault(row, method_group, "implan+iud, suntik, kondom+pil or empty",
              means ? refusal::alias_not_confirmed : refusal::group_unknown,
              means ? '"' + said + "\" → " + *means + ", taken with --accept-aliases" : "");
        return {};
    }

    std::uint32_t month_of(csv_row const& row)
    {
        auto const& said = row.fields[month];
        if (said.empty()) return 0;
        auto const parsed = parse_month(said);
        if (!parsed) {
            fault(row, month, "a month like 2022-03 or 202203, or empty", refusal::month_form);
            return 0;
        }
        bool const held =
            std::any_of(world_.days.begin(), world_.days.end(),
                        [&](domain::service_date day) { return day.number() / 100 == *parsed; });
        if (!held)
            fault(row, month, "no service date of the event is in this month",
                  refusal::month_outside_event);
        return *parsed;
    }

    void fault(csv_row const& row, column at, std::string rule, refusal why,
               std::string suggestion = {})
    {
        static constexpr std::array<std::string_view, 8> words{
            "code_system", "code", "name", "target", "method_group", "month", "officer", "source"};
        found_.add({.file = file_,
                    .line = row.line,
                    .subject = row.fields[code],
                    .column = std::string(words[at]),
                    .value = row.fields[at],
                    .value_hidden = false,
                    .rule = std::move(rule),
                    .suggestion = std::move(suggestion),
                    .why = why});
    }

    std::string file_;
    target_world const& world_;
    target_import const* with_;  // null: the event's own table
    faults& found_;
    region_reference regions_;
    std::multimap<std::string, domain::region_code> officers_;
    std::map<std::tuple<std::string, domain::target_key>, std::size_t> lines_;
    read_target_rows out_;
};

}  // namespace

bool is_method_group(std::string_view text)
{
    return std::find(method_groups.begin(), method_groups.end(), text) != method_groups.end();
}

domain::target_key target_row::key() const
{
    return {officer.empty() ? code : std::string(officer_prefix) + officer, group, month};
}

read_target_rows parse_targets(std::string_view text, std::string_view file,
                               target_world const& world, faults& found)
{
    target_reader reader(file, world, nullptr, found);
    reader.read(text);
    return reader.take_all();
}

read_target_rows parse_targets(std::string_view text, std::string_view file,
                               target_world const& world, target_import const& with, faults& found)
{
    target_reader reader(file, world, &with, found);
    reader.read(text);
    return reader.take_all();
}

std::string format_targets(std::vector<target_row> const& rows, std::string_view code_system)
{
    csv_writer out({"set", "code_system", "code", "name", "method_group", "month", "officer",
                    "target", "source"});
    for (auto const& row : rows)
        out.row({row.set, std::string(code_system), row.code, row.name, row.group,
                 month_text(row.month), row.officer, std::to_string(row.target), row.source});
    return out.text();
}

}  // namespace sejuta::catalogue
