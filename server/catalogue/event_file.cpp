// SPDX-License-Identifier: Apache-2.0
#include "catalogue/event_file.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "catalogue/utf8.hpp"

namespace sejuta::catalogue {
namespace {

void read_name(toml_file& from, domain::event& into)
{
    into.id = from.text("id").value_or("");
    if (from.has("id") && !is_event_id(into.id))
        from.refuse("id", "3 to 40 of a-z, 0-9 and '-', not beginning with '-'");
    into.name = from.text("name").value_or("");
    auto const length = characters(into.name);
    if (from.has("name") && (length == 0 || length > limits::event_name_characters_max))
        from.refuse("name", "1 to 120 characters");
}

// A rehearsal names what it rehearses, and so can never be taken for it.
void read_rehearses(toml_file& from, domain::event& into)
{
    bool const real = into.kind == domain::event_kind::real;
    if (real && from.has("rehearses"))
        return from.refuse("rehearses", "a real event rehearses nothing");
    if (real) return;
    into.rehearses = from.text("rehearses").value_or("");
    if (!from.has("rehearses")) return;
    if (!is_event_id(into.rehearses))
        from.refuse("rehearses", "the id of the event that is rehearsed");
    else if (into.rehearses == into.id)
        from.refuse("rehearses", "another event than this one");
}

void read_kind_and_status(toml_file& from, domain::event& into)
{
    if (auto const word = from.text("kind")) {
        auto const kind = domain::from_word<domain::event_kind>(*word);
        if (kind)
            into.kind = *kind;
        else
            from.refuse("kind", "real or rehearsal");
        if (kind)
            read_rehearses(from, into);
        else
            from.has("rehearses");  // judged once the kind is known
    }
    if (auto const word = from.text("initial_status")) {
        if (*word == "draft" || *word == "open")
            into.initial_status = *domain::from_word<domain::event_status>(*word);
        else
            from.refuse("initial_status", "draft or open; later states are set while it runs");
    }
}

void read_dates(toml_file& from, domain::event& into)
{
    into.service_dates = from.dates("service_dates");
    auto const& days = into.service_dates;
    if (std::adjacent_find(days.begin(), days.end(), std::greater_equal<>()) != days.end())
        from.refuse("service_dates", "ascending, each date once");
    if (days.size() > limits::service_dates_max) from.refuse("service_dates", "at most 366 dates");
    auto const deadline = from.instant("deadline");
    if (!deadline) return;
    into.deadline_ms = *deadline;
    if (!days.empty() && *deadline <= days.back().begins_ms(domain::zone::wib))
        from.refuse("deadline", "after the last service date has begun in every zone");
}

void read_ceiling(toml_file& from, domain::event& into)
{
    auto const ceiling = from.integer("ceiling");
    if (!ceiling) return;
    if (*ceiling < 0 || *ceiling > limits::count_max)
        from.refuse("ceiling", "0 (none) to " + std::to_string(limits::count_max) + " acceptors");
    else
        into.ceiling = static_cast<std::uint32_t>(*ceiling);
}

void read_clock(toml_file& from, domain::event& into)
{
    bool const any = from.has("clock");
    auto const absent_or = [&](std::string_view key) { return any && from.has(key); };
    if (!any) return;
    if (into.kind == domain::event_kind::real && from.has("kind")) {
        for (auto const* key : {"clock.starts_at", "clock.ends_at", "clock.speed"})
            if (absent_or(key))
                from.refuse(key, "a real event runs on real time; only a rehearsal has a clock");
        return;
    }
    auto const starts_at = from.instant("clock.starts_at");
    auto const ends_at = from.has("clock.ends_at") ? from.instant("clock.ends_at") : std::nullopt;
    auto const speed = from.number("clock.speed");
    into.clock.starts_at_ms = starts_at.value_or(0);
    into.clock.ends_at_ms = ends_at.value_or(0);
    into.clock.speed = speed.value_or(1);
    if (starts_at && ends_at && *ends_at <= *starts_at)
        from.refuse("clock.ends_at", "after clock.starts_at");
    if (speed && (*speed < 1 || *speed > limits::clock_speed_max))
        from.refuse("clock.speed", "1 to 100000 event seconds a second");
    auto const& days = into.service_dates;
    if (ends_at && !days.empty() && *ends_at <= days.front().begins_ms(domain::zone::wit))
        from.refuse("clock.ends_at", "after the first service date has begun");
}

// "2.45", "-3": digits with at most four decimals, as it was published.
bool is_plain_decimal(std::string_view text)
{
    if (text.starts_with('-')) text.remove_prefix(1);
    auto const dot = text.find('.');
    auto const whole = text.substr(0, dot);
    auto const parts = dot == std::string_view::npos ? std::string_view() : text.substr(dot + 1);
    auto const digits = [](std::string_view part) {
        return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
    };
    if (!digits(whole) || whole.size() > 10) return false;
    return dot == std::string_view::npos || (digits(parts) && parts.size() <= 4);
}

void read_indicator(toml_file& from, std::string const& at, domain::event& into)
{
    domain::indicator read;
    auto const text = [&](std::string const& key, std::size_t characters_max) {
        auto const value = from.text(at + key);
        auto const length = characters(value.value_or(""));
        if (value && (length == 0 || length > characters_max))
            from.refuse(at + key, "1 to " + std::to_string(characters_max) + " characters");
        return value.value_or("");
    };
    auto const decimal = [&](std::string const& key) {
        auto const value = from.text(at + key);
        if (value && !is_plain_decimal(*value))
            from.refuse(at + key, "a plain decimal in quotes, like \"2.45\"");
        return value.value_or("");
    };
    read.name = text("name", limits::target_set_name_characters_max);
    read.value = decimal("value");
    if (from.has(at + "target")) read.target = decimal("target");
    if (from.has(at + "lower_is_better"))
        read.lower_is_better = from.boolean(at + "lower_is_better").value_or(false);
    read.source = text("source", limits::event_name_characters_max);
    into.indicators.push_back(std::move(read));
}

void read_indicators(toml_file& from, domain::event& into)
{
    auto const count = from.tables_if_any("indicator");
    if (count > limits::indicators_max)
        from.refuse("indicator", "at most " + std::to_string(limits::indicators_max));
    for (std::size_t i = 0; i < count; ++i)
        read_indicator(from, "indicator[" + std::to_string(i) + "].", into);
}

}  // namespace

bool is_event_id(std::string_view id)
{
    auto const is_part = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    };
    return id.size() >= limits::event_id_bytes_min && id.size() <= limits::event_id_bytes_max &&
           id.front() != '-' && std::all_of(id.begin(), id.end(), is_part);
}

void read_event_file(toml_file& from, domain::event& into)
{
    read_name(from, into);
    read_kind_and_status(from, into);
    read_dates(from, into);
    read_ceiling(from, into);
    read_clock(from, into);
    read_indicators(from, into);
}

}  // namespace sejuta::catalogue
