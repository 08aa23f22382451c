// SPDX-License-Identifier: Apache-2.0
// The fixture of the contract suite: a world of each kind, and what its tests ask often.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "contract/ledger_world.hpp"

namespace sejuta::tests {

inline constexpr auto pil = "2020-06-29/15.71/pil/baru/none/pmb/none/ontime";
inline constexpr auto pil_late = "2020-06-29/15.71/pil/baru/none/pmb/none/late";
inline constexpr auto iud = "2020-06-29/15.02/iud/ulang/kb_pp/rs/tni/ontime";

inline std::unique_ptr<world> make_world(std::string const& store, domain::event event)
{
    if (store == "memory") return std::make_unique<memory_world>(std::move(event));
    return std::make_unique<redis_world>(std::move(event));
}

class ledger_contract : public testing::TestWithParam<std::string> {
protected:
    world& a_world(domain::event event = rehearsal())
    {
        world_ = make_world(GetParam(), std::move(event));
        return *world_;
    }
    static sums deltas_of(std::vector<ledger::entry> const& entries)
    {
        sums all;
        for (auto const& entry : entries)
            for (auto const& [field, amount] : entry.deltas) all[field] += amount;
        std::erase_if(all, [](auto const& one) { return one.second == 0; });
        return all;
    }
    std::unique_ptr<world> world_;
};

}  // namespace sejuta::tests
