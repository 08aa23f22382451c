// SPDX-License-Identifier: Apache-2.0
#include "app/store_place.hpp"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <optional>

#include "app/secret_setting.hpp"
#include "ledger/managed/console.hpp"
#include "ledger/managed/rights.hpp"
#include "ledger/managed/store_url.hpp"

namespace sejuta::app {
namespace {

namespace managed = ledger::managed;

constexpr auto answer_deadline = std::chrono::milliseconds(500);

// The managed Redis of this directory; nothing where none answers.
std::optional<ledger::redis::endpoint> running_redis(std::string const& data_dir,
                                                     std::string_view user)
{
    auto password = managed::read_secret(data_dir, user);
    if (!password) return std::nullopt;
    ledger::redis::endpoint where;
    where.unix_path = managed::socket_of(data_dir).string();
    where.user = user;
    where.password = *password;
    if (!managed::console(where).connect(answer_deadline)) return std::nullopt;
    return where;
}

}  // namespace

CLI::Option_group* declare_place(CLI::App& command, store_place& into, std::string const& about)
{
    auto* place = command.add_option_group("where", about);
    place->add_option("--data-dir", into.data_dir, "Data directory of a managed Redis");
    place->add_option("--store", into.store,
                      "unix:///socket, redis://host:port, or @FILE with the address in it");
    place->require_option(0, 1);
    return place;
}

base::checked<std::unique_ptr<opened_store>> opened_store::open(store_place const& place,
                                                                store_user user)
{
    std::unique_ptr<opened_store> opened(new opened_store);
    if (!place.store.empty()) {
        if (has_password(place.store)) return base::fault{no_password_here("store")};
        auto const meant = meant_by("store", place.store);
        if (!meant) return meant.error();
        auto where = managed::parse_store_url(*meant);
        if (!where) return where.error();
        opened->where_ = std::move(*where);
        return opened;
    }
    std::error_code ignored;
    if (!std::filesystem::exists(std::filesystem::path(place.data_dir) / "redis", ignored))
        return base::fault{"data-dir \"" + place.data_dir +
                           "\": no ledger is there; name the directory "
                           "that sejuta serve was given"};
    bool const reads = user == store_user::reader;
    auto beside =
        running_redis(place.data_dir, reads ? managed::reader_user : managed::application_user);
    if (beside) {
        opened->where_ = std::move(*beside);
        return opened;
    }
    managed::managed_options options;
    options.data_directory = place.data_dir;
    auto redis = managed::managed_redis::start(opened->io_, options);
    if (!redis) return redis.error();
    opened->redis_ = std::move(*redis);
    opened->where_ = reads ? opened->redis_->reader() : opened->redis_->application();
    return opened;
}

opened_store::~opened_store()
{
    if (!redis_) return;
    redis_->stop([this] { io_.stop(); });
    io_.run();
}

void say_without_store(store_place const& where)
{
    if (!where.any())
        fmt::print(
            "only the directory changed; for an event that has begun give --data-dir or "
            "--store too\n");
}

}  // namespace sejuta::app
