// SPDX-License-Identifier: Apache-2.0
#include "ledger/code_states.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sodium.h>

#include <array>

namespace sejuta::ledger {
namespace {

constexpr std::size_t claim_hex_bytes = 32;

}  // namespace

std::string field_of(domain::code_hash const& code)
{
    std::array<char, 2 * std::tuple_size_v<domain::code_hash> + 1> text;
    sodium_bin2hex(text.data(), text.size(), code.data(), code.size());
    return text.data();
}

std::string state_of(domain::code_issued const& code)
{
    return fmt::format("I {} {}", code.expires_at_seconds, fmt::join(code.sites, " "));
}

void code_states::take(domain::change const& change)
{
    if (auto const* issued = std::get_if<domain::code_issued>(&change.what))
        states_.try_emplace(field_of(issued->code), state_of(*issued));
    if (auto const* used = std::get_if<domain::enrolment>(&change.what))
        states_[field_of(used->code)] =
            fmt::format("U - {} {}", used->terminal, fmt::join(used->sites, " "));
}

std::map<std::string, std::string> code_states::with_claims_of(
    std::map<std::string, std::string> const& present) const
{
    auto states = states_;
    for (auto& [code, state] : states) {
        auto const there = present.find(code);
        if (there == present.end() || !there->second.starts_with("U ")) continue;
        auto const claim = there->second.substr(2, claim_hex_bytes);
        if (state.starts_with("U - ") && there->second == "U " + claim + state.substr(3))
            state = there->second;
    }
    return states;
}

}  // namespace sejuta::ledger
