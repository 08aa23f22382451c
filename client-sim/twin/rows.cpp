// SPDX-License-Identifier: Apache-2.0
#include "twin/rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "catalogue/csv.hpp"
#include "catalogue/csv_writer.hpp"
#include "catalogue/numbers.hpp"
#include "ingest/validate/rules.hpp"
#include "ingest/validate/validate.hpp"
#include "sejuta/v1/terminal.pb.h"

namespace sejuta::twin {
namespace {

constexpr std::array<std::string_view, 8> columns{"site", "method",     "category", "count",
                                                  "date", "postpartum", "partner",  "confirmed"};
constexpr std::size_t required_columns = 4;

std::array<std::string const*, columns.size()> fields_of(row const& from)
{
    return {&from.site, &from.method,     &from.category, &from.count,
            &from.date, &from.postpartum, &from.partner,  &from.confirmed};
}

// Collects what is wrong with one row.
struct row_faults {
    std::string const& file;
    std::size_t line;
    catalogue::faults& found;
    bool any = false;

    void add(std::string_view field, std::string_view value, std::string_view rule)
    {
        any = true;
        found.at_line(file, line, field, value, rule);
    }
};

template <class Tokens>
std::string words_of(Tokens const& tokens)
{
    std::string all;
    for (auto const& token : tokens) all += (all.empty() ? "" : ", ") + std::string(token.word);
    return all;
}

// The number of a dimension's word; 0, and a fault, where it is none.
template <class Tokens>
int number_of(Tokens const& tokens, std::string_view field, std::string const& word,
              row_faults& wrong)
{
    auto const it = std::find_if(tokens.begin(), tokens.end(),
                                 [&word](auto const& token) { return token.word == word; });
    if (it != tokens.end()) return static_cast<int>(it->value);
    wrong.add(field, word, "is one of " + words_of(tokens));
    return 0;
}

// yyyymmdd; today at the site's zone where nothing was said.
std::uint32_t date_of(row const& from, world const& at, row_faults& wrong)
{
    if (from.date.empty()) {
        auto const* site = at.event.find_site(from.site);
        auto const zone = site ? at.event.zone_of(*site) : domain::zone::wib;
        return domain::service_date::at(at.event_now_ms, zone).number();
    }
    if (auto const date = domain::service_date::from_text(from.date)) return date->number();
    wrong.add("date", from.date, "is a day of the calendar as 2020-06-29");
    return 0;
}

std::uint32_t count_of(row const& from, row_faults& wrong)
{
    auto const count = catalogue::parse_acceptors(from.count);
    if (!count) wrong.add("count", from.count, catalogue::why_no_acceptors(from.count).rule);
    if (!count) return 0;
    auto const& limit = ingest::field_rules().limits();
    if (*count > limit.count_max)
        wrong.add("count", from.count,
                  fmt::format("is {} to {}", limit.count_min, limit.count_max));
    return static_cast<std::uint32_t>(std::min<std::int64_t>(*count, limit.count_max));
}

bool confirmed_of(row const& from, row_faults& wrong)
{
    if (from.confirmed.empty() || from.confirmed == "no") return false;
    if (from.confirmed != "yes") wrong.add("confirmed", from.confirmed, "is yes, no or empty");
    return true;
}

// The column of a rejection's field.
std::string_view column_of(std::string_view field)
{
    return field == "service_date" ? "date" : field;
}

std::string or_none(std::string const& word)
{
    return word.empty() ? "none" : word;
}

}  // namespace

world world_of(v1::Welcome const& welcome, base::unix_ms elapsed_ms, base::unix_ms now_ms)
{
    world made;
    made.terminal = welcome.terminal();
    made.now_ms = now_ms;
    made.event_now_ms =
        welcome.server_time_ms() +
        static_cast<base::unix_ms>(static_cast<double>(elapsed_ms) * welcome.clock_speed());
    auto& event = made.event;
    event.id = welcome.event();
    event.name = welcome.event_name();
    event.ceiling = welcome.ceiling();
    event.deadline_ms = welcome.deadline_ms();
    for (auto const number : welcome.service_dates())
        if (auto const date = domain::service_date::from_number(number))
            event.service_dates.push_back(*date);
    for (auto const& site : welcome.sites()) {
        auto const regency = domain::region_code::from_text(site.regency());
        if (!regency) continue;
        auto const zone = static_cast<domain::zone>(site.zone_offset_minutes() / 60);
        event.sites.insert_or_assign(
            site.code(),
            domain::site{site.code(), static_cast<domain::place>(site.place()), *regency});
        event.regions.insert_or_assign(*regency,
                                       domain::region{*regency, site.regency_name(), zone});
    }
    return made;
}

std::vector<row> read_rows(std::string_view text, std::string const& file, catalogue::faults& found)
{
    catalogue::csv_columns named;
    named.required.assign(columns.begin(), columns.begin() + required_columns);
    named.optional.assign(columns.begin() + required_columns, columns.end());
    std::vector<row> rows;
    for (auto& each : catalogue::parse_csv(text, file, named, found)) {
        auto& f = each.fields;
        rows.push_back({each.line, f[0], f[4], f[1], f[2], f[5], f[6], f[3], f[7]});
    }
    return rows;
}

std::optional<domain::sent_report> judge(row const& from, world const& at, std::string const& file,
                                         catalogue::faults& found)
{
    row_faults wrong{file, from.line, found};
    domain::sent_report said;
    said.seq = 1;  // the outbox gives the real one
    said.site = from.site;
    said.service_date = date_of(from, at, wrong);
    said.date_chosen = true;
    said.method = number_of(domain::method_tokens, "method", from.method, wrong);
    said.category = number_of(domain::category_tokens, "category", from.category, wrong);
    said.postpartum =
        number_of(domain::postpartum_tokens, "postpartum", or_none(from.postpartum), wrong);
    said.partner = number_of(domain::partner_tokens, "partner", or_none(from.partner), wrong);
    said.count = count_of(from, wrong);
    said.confirmed = confirmed_of(from, wrong);
    said.device_time_ms = at.now_ms;
    if (wrong.any) return std::nullopt;
    auto const report = ingest::validate(
        said, {at.event, at.terminal, at.event_now_ms, at.now_ms - at.event_now_ms});
    if (report) return said;
    auto const& rule = domain::rule_of(report.error().code);
    // What the rule found; of an unknown site it tells nothing, and the row does.
    auto const& value = rule.field == "site" ? from.site : report.error().value;
    wrong.add(column_of(rule.field), value, rule.text_en);
    return std::nullopt;
}

std::string table_of(std::vector<row> const& rows)
{
    catalogue::csv_writer table({columns.begin(), columns.end()});
    for (auto const& each : rows) {
        std::vector<std::string> fields;
        for (auto const* field : fields_of(each)) fields.push_back(*field);
        table.row(fields);
    }
    return table.text();
}

}  // namespace sejuta::twin
