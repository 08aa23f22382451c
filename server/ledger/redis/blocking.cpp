// SPDX-License-Identifier: Apache-2.0
#include "ledger/redis/blocking.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <set>

#include "base/limits.hpp"

namespace sejuta::ledger::redis {
namespace {

constexpr std::string_view scan_count = "1000";
constexpr std::size_t commands_at_once = 1'024;
static_assert(commands_at_once < limits::store_outstanding_max);

}  // namespace

base::fault blocking::fault_of(reader const& by, boost::system::error_code why,
                               std::string_view doing) const
{
    auto const& words = by.refusal().empty() ? connection_.trouble() : by.refusal();
    return {fmt::format("{} failed: {}{}{}; nothing is proven", doing, why.message(),
                        words.empty() ? "" : ": ", words)};
}

base::checked<void> blocking::connect()
{
    connection_.on_state([this](bool) { io_.stop(); });
    connection_.start();
    io_.run_for(limits::store_connect_deadline);
    if (!connection_.connected())
        return base::fault{fmt::format("Redis does not answer: {}", connection_.trouble())};
    connection_.on_state({});
    return {};
}

base::checked<void> blocking::run_all(std::vector<std::vector<std::string>> commands)
{
    for (std::size_t next = 0; next < commands.size();) {
        auto const until = std::min(commands.size(), next + commands_at_once);
        auto const failed = wait<std::string>([&](std::function<void(std::string)> const& done) {
            auto const left = std::make_shared<std::size_t>(until - next);
            auto const wrong = std::make_shared<std::string>();
            for (; next < until; ++next) {
                auto const name = commands[next].front();
                connection_.command(
                    commands[next],
                    [left, wrong, name, done](base::result<reply> const& answer) {
                        if (wrong->empty() && (!answer || answer->is_error()))
                            *wrong = fmt::format(
                                "{}: {}", name,
                                answer ? std::string(answer->text()) : answer.error().message());
                        if (--*left == 0) done(*wrong);
                    },
                    limits::redis_load_deadline);
            }
        });
        if (!failed.empty()) return base::fault{failed};
    }
    return {};
}

base::checked<std::vector<std::string>> blocking::scan(std::string const& pattern)
{
    std::set<std::string> keys;  // SCAN may name a key more than once
    std::string cursor = "0";
    do {
        auto const answer = wait<base::result<reply>>([&](auto done) {
            connection_.command(
                {"SCAN", cursor, "MATCH", pattern, "COUNT", std::string(scan_count)},
                std::move(done));
        });
        if (!answer) return base::fault{fmt::format("SCAN failed: {}", answer.error().message())};
        if (answer->is_error()) return base::fault{std::string(answer->text())};
        auto const found = answer->at(1);
        for (std::size_t i = 0; i < found.elements(); ++i) keys.emplace(found.at(i).text());
        cursor = answer->at(0).text();
    } while (cursor != "0" && !cursor.empty());
    return std::vector(keys.begin(), keys.end());
}

base::checked<std::vector<std::string>> blocking::events()
{
    constexpr std::string_view tail = "}:ledger";
    auto keys = scan("{*}:ledger");
    if (!keys) return keys.error();
    for (auto& one : *keys) one = one.substr(1, one.size() - 1 - tail.size());
    return keys;
}

base::checked<void> blocking::take_ledger(reader& from, recount& into, std::uint64_t revision,
                                          std::string_view part, on_progress const& told,
                                          on_entry const& seen)
{
    while (true) {
        auto const after = into.now().at.revision;
        auto const read = wait<base::result<page>>(
            [&](auto done) { from.entries_after(after, std::move(done)); });
        if (!read) return fault_of(from, read.error(), "reading the ledger");
        for (auto const& raw : read->entries) {
            auto const decoded = decode(raw);
            into.take(raw, decoded);
            if (seen && !seen(raw, decoded)) return {};
        }
        told(part, into.now().at.revision, std::max(revision, into.now().at.revision));
        if (read->entries.size() < limits::follow_entries_per_read) return {};
        if (into.now().at.revision <= after)
            return base::fault{fmt::format("the ledger's ids do not ascend after {}", after)};
    }
}

}  // namespace sejuta::ledger::redis
