// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <sstream>

#include "app/backup.hpp"
#include "app/rebuild.hpp"
#include "app/settings.hpp"
#include "app/verify.hpp"
#include "ledger/copy_reader.hpp"
#include "ledger/managed/data_directory.hpp"
#include "ledger/managed/managed_redis.hpp"
#include "ledger/redis/blocking.hpp"
#include "ledger/redis/functions.hpp"

namespace sejuta::app {
namespace {

namespace fs = std::filesystem;
using base::checked;
using base::fault;

constexpr std::size_t commands_at_once = 1'000;
constexpr std::size_t bytes_at_once = 8 * 1024 * 1024;

// Writes entries as they are, in groups, and the files.
class refill final : public ledger::copy_visitor {
public:
    refill(fs::path data_directory, ledger::redis::blocking& store)
        : data_directory_(std::move(data_directory)),
          store_(store)
    {
    }

    checked<void> file(std::string_view name, std::string_view bytes) override
    {
        if (name.empty() || name.find('/') != std::string_view::npos || name.starts_with('.') ||
            name == "lock" || name == "redis")
            return fault{
                fmt::format("the copy has a file that no data directory has, \"{}\"", name)};
        return ledger::managed::write_private(data_directory_ / name, std::string(bytes));
    }
    checked<void> event(std::string_view id) override
    {
        key_ = ledger::redis::key(id, "ledger");
        return {};
    }
    checked<void> entry(ledger::stream_entry const& raw) override
    {
        std::vector<std::string> command{"XADD", key_, std::string(raw.id)};
        for (auto const& [field, value] : raw.fields) {
            command.emplace_back(field);
            command.emplace_back(value);
            bytes_ += value.size();
        }
        waiting_.push_back(std::move(command));
        return waiting_.size() < commands_at_once && bytes_ < bytes_at_once ? checked<void>()
                                                                            : write();
    }
    checked<void> write()
    {
        bytes_ = 0;
        return store_.run_all(std::exchange(waiting_, {}));
    }

private:
    fs::path data_directory_;
    ledger::redis::blocking& store_;
    std::string key_;
    std::vector<std::vector<std::string>> waiting_;
    std::size_t bytes_ = 0;
};

checked<void> is_empty(fs::path const& directory)
{
    std::error_code wrong;
    if (!fs::exists(directory, wrong) || (fs::is_directory(directory) && fs::is_empty(directory)))
        return {};
    return fault{fmt::format(
        "data-dir \"{}\": there is something in it: restore into an empty directory, and keep the "
        "old one until the terminals have reconciled",
        directory.string())};
}

// Entries first, then all that is derived from them, then the proof.
checked<void> fill(restore_command const& command, ledger::managed::managed_redis const& redis)
{
    ledger::redis::blocking store(redis.admin());
    if (auto connected = store.connect(); !connected) return connected;
    refill into(command.data_dir, store);
    auto const read = ledger::read_copy({command.from, command.line}, &into);
    if (!read) return read.error();
    if (auto done = into.write(); !done) return done;
    auto* const progress = ::isatty(STDERR_FILENO) == 1 ? &std::cerr : nullptr;
    if (rebuild_at(redis.admin(), {command.data_dir, {}, false}, std::cout, progress) != 0)
        return fault{"the counters could not be made from the copy's ledger"};
    std::ostringstream found;
    if (run_verify({redis.reader(), {}, false}, found, std::cerr) != 0)
        return fault{"what was restored does not agree:\n" + found.str()};
    return {};
}

checked<void> restore(restore_command const& command)
{
    if (auto empty = is_empty(command.data_dir); !empty) return empty;
    // Proven before anything is written.
    auto const proven = ledger::read_copy({command.from, command.line}, nullptr);
    if (!proven) return proven.error();
    boost::asio::io_context io;
    ledger::managed::managed_options options;
    options.data_directory = command.data_dir;
    auto redis = ledger::managed::managed_redis::start(io, options);
    if (!redis) return redis.error();
    auto done = fill(command, **redis);
    (*redis)->stop([&io] { io.stop(); });
    io.run();
    redis->reset();
    std::error_code ignored;
    if (!done)
        for (auto const& each : fs::directory_iterator(command.data_dir))
            fs::remove_all(each.path(), ignored);
    for (auto const& [id, end] : proven->events)
        if (done)
            fmt::print("restore: {}: {} entries, difference 0, a new epoch\n", id, end.revision);
    return done;
}

}  // namespace

int run_restore(restore_command const& command)
{
    auto const done = restore(command);
    if (done) return exit_ok;
    fmt::print(stderr, "sejuta: {}\n", done.error().sentence);
    return exit_failed;
}

}  // namespace sejuta::app
