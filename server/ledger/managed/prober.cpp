// SPDX-License-Identifier: Apache-2.0
#include "ledger/managed/prober.hpp"

#include <sys/statvfs.h>

#include <spdlog/spdlog.h>

#include <charconv>
#include <utility>

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
        // Until it was looked at again it may be another one; the first was just prepared.
        facts_.functions_loaded = facts_.functions_loaded && first_connection_ && connected;
        facts_.functions_trouble.clear();
        first_connection_ = false;
        if (connected) check([] {});
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
    unchecked_ += options_.interval;
    if (connection_.connected() && unchecked_ >= limits::store_check_interval) check([] {});
    facts_.redis_trouble = connection_.trouble();
    facts_.redis_loading = facts_.redis_trouble.starts_with("LOADING");
    decide();
    timer_.expires_after(options_.interval);
    timer_.async_wait([this, alive = std::weak_ptr<int>(alive_)](boost::system::error_code wrong) {
        if (!wrong && alive.lock()) probe();
    });
}

void prober::check(std::function<void()> done)
{
    unchecked_ = {};
    check_store(connection_, [this, done = std::move(done)](store_findings const& found) {
        learn_of(found);
        done();
    });
}

// An answer that did not come says nothing; the connection's end does.
void prober::learn_of(store_findings const& found)
{
    if (!connection_.connected()) return;
    if (found.loaded && found.functions.empty())
        spdlog::warn("record functions: they were missing in Redis, and were loaded again");
    facts_.functions_loaded = found.functions.empty();
    facts_.functions_trouble = found.functions;
    facts_.weaker = found.weaker;
    decide();
}

void prober::admit(std::function<void(std::string const&)> done)
{
    if (!connection_.connected()) return done("the store was not looked at: no connection");
    check([this, done = std::move(done)] {
        done(connection_.connected() ? store_refusal(facts_) : "the store was lost");
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
