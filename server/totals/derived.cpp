// SPDX-License-Identifier: Apache-2.0
#include "totals/derived.hpp"

#include <fmt/core.h>

#include <charconv>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "domain/recorded.hpp"
#include "ledger/index_value.hpp"

namespace sejuta::totals {
namespace {

using region = domain::region_code;
// What is compared, by a name that a person can look for. Zeros are left out on both sides.
using figures = std::map<std::string, std::int64_t>;

constexpr unsigned first_province = 11;
constexpr unsigned last_province = 99;
constexpr unsigned last_regency = 99;
constexpr std::uint32_t wib_minutes_ahead =
    7 * 60;  // series of several minutes begin at WIB's midnight

domain::event_ptr every_region(std::string const& id)
{
    auto event = std::make_shared<domain::event>();
    event->id = id;
    event->service_dates = {*domain::service_date::from_number(20'000'101)};
    auto const add = [&event](std::string const& text) {
        if (auto const code = region::from_text(text))
            event->regions.emplace(*code, domain::region{*code, text});
    };
    add("ID");
    for (auto province = first_province; province <= last_province; ++province) {
        add(fmt::format("{}", province));
        for (unsigned regency = 1; regency <= last_regency; ++regency)
            add(fmt::format("{}.{:02}", province, regency));
    }
    return event;
}

std::int64_t number_of(std::string_view text)
{
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

void diff(std::string const& key, figures expected, figures found, ledger::differences& into)
{
    std::erase_if(expected, [](auto const& each) { return each.second == 0; });
    std::erase_if(found, [](auto const& each) { return each.second == 0; });
    for (auto const& [field, value] : expected) {
        auto const other = found.extract(field);
        auto const is = other ? other.mapped() : 0;
        if (is != value) into.add({key, field, std::to_string(value), std::to_string(is)});
    }
    for (auto const& [field, value] : found) into.add({key, field, "0", std::to_string(value)});
}

// The nation, the province and the regency of a cell.
std::vector<region> regions_of(domain::cell const& cell)
{
    return {region::nation(), cell.regency.parent(), cell.regency};
}

std::string named(std::string_view dimension, std::string_view word)
{
    return fmt::format("{} {}", dimension, word);
}

void add(figures& to, domain::cell const& cell, std::int64_t acceptors)
{
    to["acceptors"] += acceptors;
    to[named("method", domain::word(cell.method))] += acceptors;
    to[named("category", domain::word(cell.category))] += acceptors;
    to[named("postpartum", domain::word(cell.postpartum))] += acceptors;
    to[named("place", domain::word(cell.place))] += acceptors;
    to[named("partner", domain::word(cell.partner))] += acceptors;
}

template <class Rows>
void add(figures& to, std::string_view dimension, Rows const& rows)
{
    for (auto const& [value, acceptors] : rows)
        to[named(dimension, domain::word(value))] += acceptors;
}

figures figures_of(region_totals const& totals)
{
    figures out{{"acceptors", totals.acceptors}};
    add(out, "method", totals.by_method);
    add(out, "category", totals.by_category);
    add(out, "postpartum", totals.by_postpartum);
    add(out, "place", totals.by_place);
    add(out, "partner", totals.by_partner);
    return out;
}

// What a site has told of a service date.
struct site_figures {
    std::int64_t acceptors = 0;
    std::int64_t reports = 0;    // corrections among them
    std::int64_t own_total = 0;  // of the newest close, plus one; 0: no close

    bool operator==(site_figures const&) const = default;
    std::string text() const
    {
        auto const close = own_total == 0 ? "no close" : fmt::format("closed {}", own_total - 1);
        return fmt::format("{} acceptors in {} reports, {}", acceptors, reports, close);
    }
};
// By the mark of the site's code, which is what the recount keeps of it, and yyyymmdd.
using site_days = std::map<std::pair<std::string, std::uint32_t>, site_figures>;

std::string mark_of(std::string const& site)
{
    auto const mark = domain::mark_of(site);
    return {mark.begin(), mark.end()};
}

site_days days_of(ledger::report_book const& book)
{
    constexpr std::size_t mark_at = 16;
    constexpr std::size_t mark_bytes = 4;
    constexpr std::size_t date_digits = 6;  // yymmdd
    site_days out;
    book.each([&](std::string const&, std::uint32_t, std::string const& value) {
        auto const read = ledger::parse_index_value(value);
        if (!read) return;
        auto const date =
            number_of("20" + std::string(read->compact_cell().substr(0, date_digits)));
        auto& day =
            out[{read->identity.substr(mark_at, mark_bytes), static_cast<std::uint32_t>(date)}];
        if (read->state == 'D') {
            day.own_total = std::int64_t{read->count} + 1;
            return;
        }
        ++day.reports;
        if (read->state == 'C') day.acceptors += read->count;
    });
    return out;
}

}  // namespace

derived::derived(std::string event) : event_(std::move(event)), board_(every_region(event_))
{
    board_.reset({});
}

void derived::take(base::checked<ledger::entry> const& entry)
{
    if (!entry || entry->sequence.revision <= taken_) return;
    taken_ = entry->sequence.revision;
    board_.apply(*entry);
}

std::uint64_t derived::days() const
{
    std::uint64_t count = 0;
    board_.sites().for_each_day([&](auto const&...) { ++count; });
    return count;
}

void derived::compare(ledger::recount const& counted, ledger::differences& into) const
{
    compare_regions(counted, into);
    compare_series(counted, into);
    compare_days(counted, into);
}

void derived::compare_regions(ledger::recount const& counted, ledger::differences& into) const
{
    std::map<region, figures> expected;
    for (auto const& [field, sum] : counted.expected_cells())
        if (auto const cell = domain::from_field(field))
            for (auto const code : regions_of(*cell)) add(expected[code], *cell, number_of(sum));
    for (auto const& [code, named] : board_.event().regions)
        diff(fmt::format("{} totals {}", event_, code.text()), expected[code],
             figures_of(*board_.totals_of(code)), into);
}

// A long series has rows of several minutes; the recount's are joined likewise.
void derived::compare_series(ledger::recount const& counted, ledger::differences& into) const
{
    std::map<region, std::map<std::int64_t, std::int64_t>> minutes;
    for (auto const& [field, sum] : counted.expected_minutes()) {
        auto const slash = field.find('/');
        auto const minute = number_of(std::string_view(field).substr(0, slash));
        for (auto const code :
             {region::from_text(field.substr(slash + 1)), std::optional(region::nation())})
            if (code) minutes[*code][minute] += number_of(sum);
    }
    for (auto const& [code, named] : board_.event().regions) {
        if (code.is_regency()) continue;
        auto const totals = board_.totals_of(code);
        std::int64_t const step = totals->minute_step;
        figures expected;
        for (auto const& [minute, sum] : minutes[code])
            expected[std::to_string(minute - (minute + wib_minutes_ahead) % step)] += sum;
        figures found;
        for (auto const& row : totals->by_minute) found[std::to_string(row.minute)] = row.acceptors;
        diff(fmt::format("{} series {}", event_, code.text()), std::move(expected),
             std::move(found), into);
    }
}

void derived::compare_days(ledger::recount const& counted, ledger::differences& into) const
{
    auto expected = days_of(counted.book());
    site_days found;
    std::map<std::string, std::string> codes;  // by mark
    board_.sites().for_each_day([&](number site, own_day const& day) {
        auto const& code = board_.sites().site(site).code;
        codes.emplace(mark_of(code), code);
        auto& to = found[{mark_of(code), day.date.number()}];
        to.acceptors += day.acceptors;
        to.reports += day.reports;
        if (day.closed) to.own_total = std::int64_t{day.closed->own_total} + 1;
    });
    for (auto const& [key, day] : found) expected.try_emplace(key);
    for (auto const& [key, day] : expected) {
        auto const there = found.find(key);
        auto const is = there == found.end() ? site_figures{} : there->second;
        if (is == day) continue;
        auto const code = codes.find(key.first);
        into.add({fmt::format("{} site {}", event_,
                              code == codes.end() ? "that no follower knows" : code->second),
                  std::to_string(key.second), day.text(), is.text()});
    }
}

}  // namespace sejuta::totals
