// SPDX-License-Identifier: Apache-2.0
// A TOML file as a list of expected keys. Every key that is missing, of the wrong type or unknown
// is a fault with its line; the one place where toml++ is included, since it costs seconds to
// compile.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "catalogue/faults.hpp"
#include "domain/service_date.hpp"

namespace sejuta::catalogue {

// Keys are dotted: "clock.speed". A reader that answers nothing has added a fault, unless its name
// ends in _if_any and the key is absent. Not thread-safe; lives as long as one load.
class toml_file {
public:
    // Nothing, and a fault, where the file cannot be read or is no TOML.
    static std::optional<toml_file> open(std::string const& file, faults& found);
    ~toml_file();
    toml_file(toml_file&&) noexcept;
    toml_file& operator=(toml_file&&) noexcept;

    bool has(std::string_view key) const;
    std::optional<std::string> text(std::string_view key);
    std::optional<std::int64_t> integer(std::string_view key);
    std::optional<double> number(std::string_view key);
    std::optional<bool> boolean(std::string_view key);
    // How many tables [[key]] there are; their keys are "key[0].name". A fault where it is no list
    // of tables; 0 where it is absent.
    std::size_t tables_if_any(std::string_view key);
    // A date with time and offset, as an instant.
    std::optional<base::unix_ms> instant(std::string_view key);
    std::optional<domain::service_date> date(std::string_view key);
    // An array of dates; elements that are none are left out, each with a fault.
    std::vector<domain::service_date> dates(std::string_view key);

    // A fault of content at a key that is there: its line, the value as written, the rule.
    void refuse(std::string_view key, std::string_view rule);
    // Faults for all keys that nobody asked for: a misspelt key must not pass in silence.
    void refuse_unknown_keys();

private:
    struct parsed;
    explicit toml_file(std::unique_ptr<parsed>);
    std::unique_ptr<parsed> parsed_;
};

}  // namespace sejuta::catalogue
