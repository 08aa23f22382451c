// SPDX-License-Identifier: Apache-2.0
#include "ledger/managed/launcher.hpp"

#include <fmt/format.h>
#include <signal.h>

#include <charconv>
#include <fstream>
#include <iterator>

#include "base/assert.hpp"
#include "ledger/managed/compaction.hpp"
#include "ledger/managed/console.hpp"
#include "ledger/managed/durability.hpp"
#include "ledger/managed/prober.hpp"
#include "ledger/managed/redis_conf.hpp"
#include "ledger/managed/rights.hpp"

namespace sejuta::ledger::managed {
namespace {

namespace fs = std::filesystem;
using base::fault;
using steady = std::chrono::steady_clock;

constexpr std::chrono::milliseconds adoption_turn{100};

// "Redis server v=7.0.15 sha=..." and "Valkey server v=8.0.1 ...".
std::string version_in(std::string const& printed)
{
    auto const mark = printed.find("v=");
    if (mark == std::string::npos) return {};
    auto const begin = mark + 2;
    return printed.substr(begin, printed.find_first_of(" \n", begin) - begin);
}

std::string pid_in(fs::path const& file)
{
    std::ifstream in(file);
    std::string id;
    in >> id;
    return id.empty() ? "unknown" : id;
}

void rotate(fs::path const& log)
{
    std::error_code ignored;
    if (fs::file_size(log, ignored) > limits::redis_log_bytes_max && !ignored)
        fs::rename(log, log.string() + ".1", ignored);
}

}  // namespace

base::checked<launcher> launcher::prepare(managed_options options)
{
    auto directory = data_directory::open(options.data_directory);
    if (!directory) return directory.error();
    launcher made(std::move(options), std::move(*directory));
    if (!made.options_.free_bytes) made.options_.free_bytes = free_bytes;
    if (auto found = made.find_server(); !found) return found.error();
    if (auto configured = made.configure(); !configured) return configured.error();
    return made;
}

base::checked<void> launcher::find_server()
{
    auto found =
        find_program(options_.redis_server.empty() ? "redis-server" : options_.redis_server);
    if (!found && options_.redis_server.empty()) found = find_program("valkey-server");
    if (!found)
        return fault{fmt::format(
            "the program {} was not found: install Redis {} or newer (on Debian: apt-get install "
            "redis-server), or name a running one with --store",
            options_.redis_server.empty() ? "redis-server" : options_.redis_server, version_min)};
    auto const printed = output_of(*found, {"--version"}, options_.start_deadline);
    if (!printed) return printed.error();
    auto const version = version_in(*printed);
    if (!version_is_supported(version))
        return fault{
            fmt::format("{} is version \"{}\", and Functions need Redis {} or newer: "
                        "install a newer one, or name a running one with --store",
                        *found, version, version_min)};
    program_ = *found;
    return {};
}

base::checked<void> launcher::configure()
{
    for (auto const& [user, password] :
         {std::pair(application_user, &application_password_),
          std::pair(admin_user, &admin_password_), std::pair(reader_user, &reader_password_)}) {
        auto made = directory_.secret(user);
        if (!made) return made.error();
        *password = *made;
    }
    configuration_ = redis_conf({
        .directory = directory_.redis(),
        .socket = directory_.socket(),
        .pid_file = directory_.pid_file(),
        .maxmemory_bytes =
            options_.maxmemory_bytes ? options_.maxmemory_bytes : default_maxmemory_bytes(),
        .application_digest = password_digest(application_password_),
        .admin_digest = password_digest(admin_password_),
        .reader_digest = password_digest(reader_password_),
    });
    return {};
}

// Whether the file, with which a Redis that runs was started, says what we would write today.
bool launcher::configured() const
{
    std::ifstream in(directory_.conf(), std::ios::binary);
    return configuration_ == std::string(std::istreambuf_iterator<char>(in), {});
}

base::checked<process> launcher::obtain()
{
    if (!directory_.lock_redis()) return adopt();
    auto started = launch();
    if (!started) return started.error();
    if (auto ready = await(*started); !ready) return ready.error();
    console asked(admin());
    if (loading().errors.empty() && asked.connect(options_.start_deadline))
        shorten_file(asked, options_.free_bytes(directory_.redis()).value_or(0));
    return std::move(*started);
}

base::checked<void> launcher::has_space() const
{
    constexpr std::uint64_t mebibyte = 1024 * 1024;
    auto const free = options_.free_bytes(directory_.redis()).value_or(0);
    if (free >= limits::disk_free_bytes_min) return {};
    return fault{fmt::format(
        "only {} MiB are free on the disk of {}, and Redis is started with {} or more: "
        "free some space",
        free / mebibyte, directory_.root().string(), limits::disk_free_bytes_min / mebibyte)};
}

base::checked<process> launcher::launch()
{
    SEJUTA_ASSERT(directory_.redis_lock() >= 0, "two Redis on one directory destroy its data");
    if (auto space = has_space(); !space) return space.error();
    if (auto written = write_private(directory_.conf(), configuration_); !written)
        return written.error();
    rotate(directory_.log());
    return process::start({.program = program_,
                           .arguments = {directory_.conf()},
                           .log = directory_.log(),
                           .inherited = directory_.redis_lock()});
}

base::checked<void> launcher::await(process& redis)
{
    console asked(admin());
    auto heard = steady::now();
    auto const connected = asked.connect(limits::redis_load_deadline, [&] {
        if (asked.loading()) heard = steady::now();
        return redis.ended() || steady::now() - heard > options_.start_deadline;
    });
    if (connected) return {};
    auto const said = last_warning(tail_of(directory_.log()));
    if (redis.ended())
        return fault{fmt::format("Redis ended while it was starting ({}){}{}: the cause is in {}",
                                 redis.fate(), said.empty() ? "" : ", saying: ", said,
                                 directory_.log().string())};
    end(redis);
    return fault{
        fmt::format("Redis did not answer within {} s ({}): look into {}, or allow it more "
                    "time",
                    std::chrono::ceil<std::chrono::seconds>(options_.start_deadline).count(),
                    asked.trouble(), directory_.log().string())};
}

// The lock is held by nobody but a Redis whose server was killed, or by the last child of one. So
// we wait until it answers or lets go, whichever comes first.
base::checked<process> launcher::adopt()
{
    console running(admin());
    auto heard = steady::now();
    while (steady::now() - heard < options_.start_deadline) {
        if (directory_.lock_redis()) return obtain();
        if (running.connect(adoption_turn)) return examine(running);
        if (running.loading()) heard = steady::now();
    }
    return fault{
        fmt::format("a Redis (process {}) still uses {} and does not answer ({}): stop that "
                    "process, then start "
                    "again",
                    pid_in(directory_.pid_file()), directory_.redis().string(), running.trouble())};
}

// A Redis answers on our socket with our password. Is it the one that holds our files?
base::checked<process> launcher::examine(console& running)
{
    auto const settings = running.settings();
    auto const id = running.info("server", "process_id");
    pid_t number = 0;
    std::from_chars(id.data(), id.data() + id.size(), number);
    std::error_code wrong;
    auto const held = settings.find("dir");
    if (number <= 0 || held == settings.end() ||
        !fs::equivalent(held->second, directory_.redis(), wrong))
        return fault{
            fmt::format("the Redis on {} does not work in {}: stop process {} and start "
                        "again",
                        directory_.socket().string(), directory_.redis().string(), id)};
    auto found = process::find(number);
    if (!found) return obtain();  // it ended meanwhile
    if (!configured()) {
        end(*found);  // it runs with settings of another day
        return directory_.lock_redis()
                   ? obtain()
                   : fault{fmt::format("process {} still uses {}: stop it and start again",
                                       pid_in(directory_.pid_file()), directory_.redis().string())};
    }
    adopted_ = true;
    return std::move(*found);
}

loading_report launcher::loading() const
{
    return read_loading(tail_of(directory_.log()));
}

void launcher::end(process& redis) const
{
    redis.signal(SIGTERM);
    if (redis.wait(options_.stop_deadline)) return;
    redis.signal(SIGKILL);
    redis.wait(options_.stop_deadline);
}

redis::endpoint launcher::application() const
{
    return endpoint_of(application_user, application_password_);
}

redis::endpoint launcher::admin() const
{
    return endpoint_of(admin_user, admin_password_);
}

redis::endpoint launcher::reader() const
{
    return endpoint_of(reader_user, reader_password_);
}

redis::endpoint launcher::endpoint_of(std::string_view user, std::string const& password) const
{
    redis::endpoint where;
    where.unix_path = directory_.socket();
    where.user = user;
    where.password = password;
    return where;
}

}  // namespace sejuta::ledger::managed
