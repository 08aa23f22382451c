// SPDX-License-Identifier: Apache-2.0
// A region as a row of a table says it: by code and name, which must agree, since the code lists of
// Kemendagri and BPS, and of two years, look the same.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/faults.hpp"
#include "catalogue/name_book.hpp"
#include "catalogue/region_set.hpp"

namespace sejuta::catalogue {

// A name that was not the official one and was taken because a person confirmed it.
struct taken_alias {
    std::size_t line;
    std::string printed;
    std::string official;
    domain::region_code code;
};

// Lifecycle: one object a table; resolve() row by row; taken() at the end.
class region_reference {
public:
    struct options {
        // An import takes "1507" as it takes "15.07", and says what a name may mean.
        name_book const* names = nullptr;
        bool accept_aliases = false;
        bool names_may_be_of_people = false;  // then a name that means no region is not shown
    };

    region_reference(std::string_view file, region_set const& regions, options with, faults& found)
        : file_(file),
          regions_(regions),
          with_(with),
          found_(found)
    {
    }

    struct printed {
        std::size_t line;
        std::string_view code;
        std::string_view name;
        std::string_view code_column = "code";
        std::string_view name_column = "name";
        std::string_view subject = {};  // the row's own code, where that is not the region's
    };

    // The region, or nothing and a fault.
    std::optional<domain::region_code> resolve(printed const& row);
    // The code alone, where a table has no name beside it.
    std::optional<domain::region_code> resolve_code(printed const& row);

    std::vector<taken_alias> take_aliases() { return std::move(taken_); }

private:
    std::optional<domain::region_code> parse(printed const& row);
    std::string name_of(domain::region_code code) const;
    void refuse_name(printed const& row, domain::region_code code);
    void fault_at(printed const& row, std::string_view column, std::string_view value,
                  std::string rule, std::string suggestion, refusal why);

    std::string file_;
    region_set const& regions_;
    options with_;
    faults& found_;
    std::vector<taken_alias> taken_;
};

}  // namespace sejuta::catalogue
