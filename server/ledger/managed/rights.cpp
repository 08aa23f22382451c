// SPDX-License-Identifier: Apache-2.0
#include "ledger/managed/rights.hpp"

#include <fmt/format.h>

#include <array>

namespace sejuta::ledger::managed {
namespace {

// All keys of an event begin with its hash tag: "{harganas-2020}".
constexpr std::string_view keys_rule = "resetkeys ~{* resetchannels -@all";
constexpr std::string_view reads =
    "+hget +hmget +hgetall +hvals +hlen +hscan +xrange +xrevrange +xread +xlen";

std::vector<right> const& rights()
{
    static std::vector<right> const all{
        {"fcall", {"sejuta_probe", "1", "KEY"}},
        {"ping", {}},
        {"time", {}},
        {"multi", {}},
        {"exec", {}},
        {"hget", {"KEY", "field"}},
        {"hmget", {"KEY", "field"}},
        {"hgetall", {"KEY"}},
        {"hvals", {"KEY"}},
        {"hlen", {"KEY"}},
        {"hscan", {"KEY", "0"}},
        {"xrange", {"KEY", "-", "+", "COUNT", "1"}},
        {"xrevrange", {"KEY", "+", "-", "COUNT", "1"}},
        {"xread", {"COUNT", "1", "STREAMS", "KEY", "0"}},
        {"xlen", {"KEY"}},
        {"xadd", {"KEY", "*", "field", "value"}, true},
        {"hset", {"KEY", "field", "value"}, true},
        {"hsetnx", {"KEY", "field", "value"}, true},
    };
    return all;
}

}  // namespace

std::span<right const> application_rights()
{
    return rights();
}

std::vector<std::string> sample(right const& of, std::string_view event)
{
    std::vector<std::string> words{std::string(of.command)};
    for (auto const argument : of.arguments)
        words.push_back(argument == "KEY" ? fmt::format("{{{}}}:probe", event)
                                          : std::string(argument));
    return words;
}

std::string application_rules()
{
    std::string rules(keys_rule);
    for (auto const& one : rights()) rules += fmt::format(" +{}", one.command);
    return rules;
}

std::string reader_rules()
{
    return fmt::format("{} +ping +multi +exec {} +scan +type +exists", keys_rule, reads);
}

std::string admin_rules()
{
    return "~* &* +@all";
}

std::string default_rules()
{
    return "off resetpass ~* &* +@all";
}

}  // namespace sejuta::ledger::managed
