// SPDX-License-Identifier: Apache-2.0
#include "catalogue/toml_file.hpp"

#include <toml++/toml.h>

#include <chrono>
#include <cmath>
#include <set>
#include <sstream>

#include "catalogue/csv.hpp"

namespace sejuta::catalogue {
namespace {

std::string as_written(toml::node const& node)
{
    if (auto const text = node.value<std::string>()) return *text;
    std::ostringstream out;
    node.visit([&out](auto const& value) { out << value; });
    return out.str();
}

std::optional<domain::service_date> to_date(toml::date const& date)
{
    return domain::service_date::from_number(
        static_cast<std::uint32_t>(date.year * 10'000 + date.month * 100 + date.day));
}

// Nothing where the date, the time or the offset is missing or does not exist.
std::optional<base::unix_ms> to_instant(toml::date_time const& at)
{
    auto const day = to_date(at.date);
    if (!day || !at.offset) return std::nullopt;
    using namespace std::chrono;
    auto const midnight = sys_days(year{at.date.year} / at.date.month / at.date.day);
    auto const instant = midnight + hours(at.time.hour) + minutes(at.time.minute) +
                         seconds(at.time.second) - minutes(at.offset->minutes);
    return duration_cast<milliseconds>(instant.time_since_epoch()).count() +
           static_cast<base::unix_ms>(at.time.nanosecond / 1'000'000);
}

}  // namespace

struct toml_file::parsed {
    std::string file;
    toml::table table;
    faults& found;
    std::set<std::string, std::less<>> asked;

    toml::node const* find(std::string_view key)
    {
        asked.emplace(key);
        return table.at_path(key).node();
    }

    // The node of a key, or a fault that it is missing.
    toml::node const* need(std::string_view key)
    {
        auto const* node = find(key);
        if (!node) found.in_file(file, std::string(key) + ": is missing");
        return node;
    }

    void refuse(std::string_view key, toml::node const& node, std::string_view rule)
    {
        found.at_line(file, node.source().begin.line, key, as_written(node), rule);
    }

    template <class T>
    std::optional<T> value(std::string_view key, std::string_view rule)
    {
        auto const* node = need(key);
        if (!node) return std::nullopt;
        auto const value = node->value_exact<T>();
        if (!value) refuse(key, *node, rule);
        return value;
    }

    bool asked_inside(std::string const& prefix) const
    {
        auto const first = asked.lower_bound(prefix);
        return first != asked.end() && first->starts_with(prefix);
    }

    void refuse_unknown(toml::table const& in, std::string const& prefix)
    {
        for (auto const& [name, node] : in) {
            auto const key = prefix + std::string(name.str());
            auto const* inner = node.as_table();
            auto const* list = node.as_array();
            if (inner && asked_inside(key + '.'))
                refuse_unknown(*inner, key + '.');
            else if (list && asked_inside(key + '['))
                for (std::size_t i = 0; i < list->size(); ++i)
                    refuse_unknown(*(*list)[i].as_table(), key + '[' + std::to_string(i) + "].");
            else if (!asked.contains(key))
                found.at_line(file, node.source().begin.line, key, "there is no such key");
        }
    }
};

toml_file::toml_file(std::unique_ptr<parsed> from) : parsed_(std::move(from)) {}
toml_file::~toml_file() = default;
toml_file::toml_file(toml_file&&) noexcept = default;
toml_file& toml_file::operator=(toml_file&&) noexcept = default;

std::optional<toml_file> toml_file::open(std::string const& file, faults& found)
{
    auto const text = read_file(file, found);
    if (!text) return std::nullopt;
    try {
        return toml_file(std::make_unique<parsed>(parsed{file, toml::parse(*text), found, {}}));
    } catch (toml::parse_error const& wrong) {
        auto const at = wrong.source().begin;
        found.in_file(file + ':' + std::to_string(at.line) + ':' + std::to_string(at.column),
                      wrong.description());
        return std::nullopt;
    }
}

bool toml_file::has(std::string_view key) const
{
    return parsed_->find(key) != nullptr;
}

std::optional<std::string> toml_file::text(std::string_view key)
{
    return parsed_->value<std::string>(key, "a text in quotes");
}

std::optional<std::int64_t> toml_file::integer(std::string_view key)
{
    return parsed_->value<std::int64_t>(key, "a whole number");
}

std::optional<double> toml_file::number(std::string_view key)
{
    auto const* node = parsed_->need(key);
    if (!node) return std::nullopt;
    auto const value = node->is_number() ? node->value<double>() : std::nullopt;
    if (value && std::isfinite(*value)) return value;
    parsed_->refuse(key, *node, "a number");
    return std::nullopt;
}

std::optional<bool> toml_file::boolean(std::string_view key)
{
    return parsed_->value<bool>(key, "true or false");
}

std::size_t toml_file::tables_if_any(std::string_view key)
{
    auto const* node = parsed_->find(key);
    if (!node) return 0;
    auto const* list = node->as_array();
    if (list && list->is_homogeneous<toml::table>()) return list->size();
    parsed_->refuse(key, *node, "tables like [[" + std::string(key) + "]]");
    return 0;
}

std::optional<base::unix_ms> toml_file::instant(std::string_view key)
{
    auto const* node = parsed_->need(key);
    if (!node) return std::nullopt;
    auto const value = node->value_exact<toml::date_time>();
    auto const instant = value ? to_instant(*value) : std::nullopt;
    if (!instant)
        parsed_->refuse(key, *node, "a time with its offset, like 2020-06-29T22:00:00+07:00");
    return instant;
}

std::optional<domain::service_date> toml_file::date(std::string_view key)
{
    auto const* node = parsed_->need(key);
    if (!node) return std::nullopt;
    auto const value = node->value_exact<toml::date>();
    auto const day = value ? to_date(*value) : std::nullopt;
    if (!day) parsed_->refuse(key, *node, "a date without quotes, like 2020-06-29");
    return day;
}

std::vector<domain::service_date> toml_file::dates(std::string_view key)
{
    std::vector<domain::service_date> days;
    auto const* node = parsed_->need(key);
    if (!node) return days;
    auto const* list = node->as_array();
    if (!list || list->empty()) {
        parsed_->refuse(key, *node, "a list of dates, like [2020-06-29]");
        return days;
    }
    for (auto const& element : *list) {
        auto const value = element.value_exact<toml::date>();
        auto const day = value ? to_date(*value) : std::nullopt;
        if (day)
            days.push_back(*day);
        else
            parsed_->refuse(key, element, "a date without quotes, like 2020-06-29");
    }
    return days;
}

void toml_file::refuse(std::string_view key, std::string_view rule)
{
    if (auto const* node = parsed_->find(key)) parsed_->refuse(key, *node, rule);
}

void toml_file::refuse_unknown_keys()
{
    parsed_->refuse_unknown(parsed_->table, "");
}

}  // namespace sejuta::catalogue
