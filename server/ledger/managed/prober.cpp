// SPDX-License-Identifier: Apache-2.0
#include "ledger/managed/prober.hpp"

#include <sys/statvfs.h>

#include <charconv>

#include "ledger/managed/console.hpp"

namespace sejuta::ledger::managed {
namespace {

std::uint64_t number_in(std::string_view info, std::string_view name)
{
    auto const text = info_value(info, name);
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

}  // namespace

prober::prober(boost::asio::io_context& io, prober_options options, readiness_facts known)
    : options_(std::move(options)),
      connection_(io, options_.store),
      timer_(io),
      facts_(std::move(known))
{
    if (!options_.free_bytes) options_.free_bytes = free_bytes;
    measure_disk();
    reasons_ = reasons_not_ready(facts_);
    may_record_ = managed::may_record(facts_);
    connection_.on_state([this](bool connected) {
        facts_.redis_reachable = connected;
        decide();
    });
}

void prober::start()
{
    connection_.start();
    probe();
}

void prober::stop()
{
    timer_.cancel();
    connection_.stop();
    may_record_ = false;
}

void prober::learn(std::function<void(readiness_facts&)> const& change)
{
    change(facts_);
    decide();
}

void prober::probe()
{
    measure_disk();
    // One question at a time: a Redis that hangs is found by the command's deadline.
    if (connection_.connected() && connection_.outstanding() == 0)
        connection_.command({"INFO", "memory"},
                            [this](base::result<redis::reply> answered) { take_info(answered); });
    facts_.redis_trouble = connection_.trouble();
    facts_.redis_loading = facts_.redis_trouble.starts_with("LOADING");
    decide();
    timer_.expires_after(options_.interval);
    timer_.async_wait([this, alive = std::weak_ptr<int>(alive_)](boost::system::error_code wrong) {
        if (!wrong && alive.lock()) probe();
    });
}

void prober::measure_disk()
{
    if (options_.data_directory.empty()) return;
    auto const free = options_.free_bytes(options_.data_directory);
    facts_.disk_checked = true;
    facts_.disk_free_bytes = free.value_or(0);  // a directory that vanished takes nothing
}

void prober::take_info(base::result<redis::reply> const& answered)
{
    if (!answered || answered->is_error()) return;
    facts_.memory_used_bytes = number_in(answered->text(), "used_memory");
    facts_.memory_max_bytes = number_in(answered->text(), "maxmemory");
    decide();
}

void prober::decide()
{
    may_record_ = managed::may_record(facts_);
    auto now = reasons_not_ready(facts_);
    if (now == reasons_) return;
    reasons_ = std::move(now);
    if (told_) told_(facts_);
}

std::optional<std::uint64_t> free_bytes(std::filesystem::path const& path)
{
    struct statvfs about{};
    if (statvfs(path.c_str(), &about) != 0) return std::nullopt;
    return static_cast<std::uint64_t>(about.f_bavail) * about.f_frsize;
}

}  // namespace sejuta::ledger::managed
