// SPDX-License-Identifier: Apache-2.0
// One table of a scenario file, read strictly: every refusal names the key, the value found and the
// rule; an unknown key is refused too. Included by the sources that read scenarios only.
#pragma once

#include <toml++/toml.h>
#include <cstdio>
#include <initializer_list>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "scenario.hpp"

namespace sejuta::sim {

// Thrown while a scenario is read and turned into a fault at its edge.
struct refusal {
    std::string sentence;
};

inline std::string in_quotes(std::string_view text)
{
    return '"' + std::string(text) + '"';
}

// One table of the file with its name, so that a refusal can say where.
class table {
public:
    table(toml::table const& from, std::string where) : from_(from), where_(std::move(where)) {}

    void allow(std::initializer_list<std::string_view> keys) const
    {
        for (auto const& [key, value] : from_) {
            bool known = false;
            for (auto const allowed : keys) known = known || key.str() == allowed;
            if (!known) throw refusal{at(key.str()) + " is not a key of a scenario."};
        }
    }
    bool has(std::string_view key) const { return from_.contains(key); }

    std::string text(std::string_view key) const
    {
        auto const found = from_[key].value_exact<std::string>();
        if (!found || found->empty()) throw refusal{at(key) + " must be a text."};
        return *found;
    }
    // At least `least`, at most `most`; says the value found.
    double between(std::string_view key, double least, double most) const
    {
        auto const found = from_[key].value<double>();
        if (!found || !(*found >= least) || *found > most)
            throw refusal{at(key) + " is " + shown(key) + "; it must be a number of " +
                          plain(least) + " to " + plain(most) + "."};
        return *found;
    }
    std::int64_t whole_between(std::string_view key, std::int64_t least, std::int64_t most) const
    {
        auto const found = from_[key].value_exact<std::int64_t>();
        if (!found || *found < least || *found > most)
            throw refusal{at(key) + " is " + shown(key) + "; it must be a whole number of " +
                          std::to_string(least) + " to " + std::to_string(most) + "."};
        return *found;
    }
    // Two whole numbers, ascending.
    std::pair<int, int> range(std::string_view key, std::int64_t least, std::int64_t most) const
    {
        auto const* found = from_[key].as_array();
        auto const first =
            found && found->size() == 2 ? (*found)[0].value_exact<std::int64_t>() : std::nullopt;
        auto const last =
            first ? (*found)[1].value_exact<std::int64_t>() : std::optional<std::int64_t>{};
        if (!last || *first < least || *last > most || *last < *first)
            throw refusal{at(key) + " is " + shown(key) + "; it must be [from, to], " +
                          std::to_string(least) + " to " + std::to_string(most) + ", ascending."};
        return {static_cast<int>(*first), static_cast<int>(*last)};
    }
    double number(std::string_view key) const
    {
        auto const found = from_[key].value<double>();
        if (!found || !(*found >= 0) || *found > 1e12)
            throw refusal{at(key) + " must be a number of 0 or more."};
        return *found;
    }
    std::int64_t whole(std::string_view key) const
    {
        auto const found = from_[key].value_exact<std::int64_t>();
        if (!found || *found < 0 || *found > 100'000'000)
            throw refusal{at(key) + " must be a whole number of 0 to 100,000,000."};
        return *found;
    }
    table inner(std::string_view key) const
    {
        auto const* found = from_[key].as_table();
        if (!found) throw refusal{at(key) + " must be a table."};
        return {*found, where_.empty() ? std::string(key) : where_ + "." + std::string(key)};
    }
    std::vector<table> list(std::string_view key) const
    {
        auto const* found = from_[key].as_array();
        if (!found || found->empty()) throw refusal{at(key) + " must be a list of tables."};
        std::vector<table> out;
        for (auto const& item : *found) {
            if (!item.is_table()) throw refusal{at(key) + " must be a list of tables."};
            out.emplace_back(*item.as_table(),
                             where_ + std::string(key) + "[" + std::to_string(out.size()) + "]");
        }
        return out;
    }
    std::vector<std::string> keys() const
    {
        std::vector<std::string> out;
        for (auto const& [key, value] : from_) out.emplace_back(key.str());
        return out;
    }
    std::string at(std::string_view key) const
    {
        return where_.empty() ? in_quotes(key) : in_quotes(where_ + "." + std::string(key));
    }

private:
    static std::string plain(double value)
    {
        char out[32];
        std::snprintf(out, sizeof out, "%.15g", value);
        return out;
    }
    // The value as it stands in the file.
    std::string shown(std::string_view key) const
    {
        auto const* const node = from_.get(key);
        if (!node) return "missing";
        std::ostringstream out;
        node->visit([&](auto const& value) { out << value; });
        return out.str();
    }

    toml::table const& from_;
    std::string where_;
};

// "08:00" → 480; to 24:00.
inline int read_minute(table const& from, std::string_view key)
{
    auto const text = from.text(key);
    int hour = 0, minute = 0;
    char after = 0;
    if (std::sscanf(text.c_str(), "%2d:%2d%c", &hour, &minute, &after) != 2 || hour < 0 ||
        minute < 0 || minute > 59 || hour * 60 + minute > 24 * 60)
        throw refusal{from.at(key) + " is " + in_quotes(text) + "; a time of day is \"08:00\"."};
    return hour * 60 + minute;
}

// What stands besides amounts, clients and the day: load, habits, networks, viewers.
void read_habits(scenario& out, table const& root);

}  // namespace sejuta::sim
