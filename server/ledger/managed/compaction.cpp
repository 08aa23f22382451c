// SPDX-License-Identifier: Apache-2.0
#include "ledger/managed/compaction.hpp"

#include <charconv>
#include <chrono>

namespace sejuta::ledger::managed {
namespace {

using steady = std::chrono::steady_clock;

constexpr std::chrono::milliseconds rewrite_turn{50};

std::uint64_t persistence(console& admin, std::string_view name)
{
    auto const text = admin.info("persistence", name);
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

}  // namespace

bool is_worth_rewriting(std::uint64_t current_bytes, std::uint64_t base_bytes,
                        std::uint64_t free_bytes, std::uint64_t bytes_min)
{
    return current_bytes >= bytes_min && current_bytes / 2 >= base_bytes &&
           free_bytes >= current_bytes + limits::disk_free_bytes_min;
}

bool shorten_file(console& admin, std::uint64_t free_bytes, std::uint64_t bytes_min)
{
    if (!is_worth_rewriting(persistence(admin, "aof_current_size"),
                            persistence(admin, "aof_base_size"), free_bytes, bytes_min))
        return false;
    if (!admin.demand({"BGREWRITEAOF"})) return false;
    auto const until = steady::now() + limits::redis_rewrite_deadline;
    auto const under_way = [&] {
        return persistence(admin, "aof_rewrite_in_progress") != 0 ||
               persistence(admin, "aof_rewrite_scheduled") != 0;
    };
    while (under_way() && steady::now() < until) admin.pause(rewrite_turn);
    return !under_way();
}

}  // namespace sejuta::ledger::managed
