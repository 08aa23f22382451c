// SPDX-License-Identifier: Apache-2.0
// A place where the store says something else than the ledger's reports, and a bounded list of
// them: a store that is wrong everywhere must not fill the memory of who finds out.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/limits.hpp"

namespace sejuta::ledger {

struct difference {
    std::string key;    // Redis's key, "{harganas-2020}:cells"
    std::string field;  // the hash's field, the stream's id and field, or empty: the whole key
    std::string expected;
    std::string found;

    bool operator==(difference const&) const = default;
};

// The first limits::differences_kept_max in full, the rest as a number.
class differences {
public:
    void add(difference one)
    {
        ++total_;
        if (kept_.size() < limits::differences_kept_max) kept_.push_back(std::move(one));
    }
    std::vector<difference> const& kept() const { return kept_; }
    std::uint64_t total() const { return total_; }

private:
    std::vector<difference> kept_;
    std::uint64_t total_ = 0;
};

}  // namespace sejuta::ledger
