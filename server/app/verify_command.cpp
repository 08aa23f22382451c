// SPDX-License-Identifier: Apache-2.0
#include "app/verify_command.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <filesystem>
#include <optional>

#include "app/settings.hpp"
#include "app/verify.hpp"
#include "ledger/managed/console.hpp"
#include "ledger/managed/managed_redis.hpp"
#include "ledger/managed/rights.hpp"
#include "ledger/managed/store_url.hpp"

namespace sejuta::app {
namespace {

namespace managed = ledger::managed;

constexpr auto answer_deadline = std::chrono::milliseconds(500);

int verify_at(ledger::redis::endpoint where, std::vector<std::string> const& events)
{
    return run_verify({std::move(where), events, ::isatty(STDERR_FILENO) == 1});
}

int fail(base::fault const& why)
{
    fmt::print(stderr, "sejuta: {}\n", why.sentence);
    return exit_failed;
}

// The managed Redis of this directory as an outsider reads it; nothing where none answers.
std::optional<ledger::redis::endpoint> running_redis(std::string const& data_dir)
{
    auto password = managed::read_secret(data_dir, managed::reader_user);
    if (!password) return std::nullopt;
    ledger::redis::endpoint where;
    where.unix_path = managed::socket_of(data_dir).string();
    where.user = managed::reader_user;
    where.password = *password;
    if (!managed::console(where).connect(answer_deadline)) return std::nullopt;
    return where;
}

int verify_stopped(std::string const& data_dir, std::vector<std::string> const& events)
{
    boost::asio::io_context io;
    managed::managed_options options;
    options.data_directory = data_dir;
    auto redis = managed::managed_redis::start(io, options);
    if (!redis) return fail(redis.error());
    int const code = verify_at((*redis)->reader(), events);
    (*redis)->stop([&io] { io.stop(); });
    io.run();
    return code;
}

}  // namespace

int run_verify_command(verify_command const& command)
{
    if (!command.store.empty()) {
        auto where = managed::parse_store_url(command.store);
        return where ? verify_at(std::move(*where), command.events) : fail(where.error());
    }
    std::error_code ignored;
    if (!std::filesystem::exists(std::filesystem::path(command.data_dir) / "redis", ignored))
        return fail({"data-dir \"" + command.data_dir +
                     "\": no ledger is there; name the directory "
                     "that sejuta serve was given"});
    if (auto beside = running_redis(command.data_dir))
        return verify_at(std::move(*beside), command.events);
    return verify_stopped(command.data_dir, command.events);
}

}  // namespace sejuta::app
