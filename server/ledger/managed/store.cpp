// SPDX-License-Identifier: Apache-2.0
#include "ledger/managed/store.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include "ledger/managed/console.hpp"
#include "ledger/managed/rights.hpp"
#include "ledger/managed/store_check.hpp"
#include "ledger/redis/functions.hpp"
#include "ledger/redis/opening.hpp"
#include "ledger/redis/reader.hpp"

namespace sejuta::ledger::managed {
namespace {

using base::checked;
using base::fault;

// One preparation: a console to the admin, one to the application, and what was found so far.
class preparation {
public:
    preparation(store const& where, prepare_options const& options)
        : name_(name_of(where.application)),
          options_(options),
          admin_(where.admin ? *where.admin : where.application),
          application_(where.application)
    {
    }

    checked<void> connect();
    checked<void> check_server();
    checked<void> check_settings();
    checked<void> load_functions();
    checked<void> probe_rights(std::vector<domain::event_ptr> const& events);
    checked<void> compare_with_last_seen();
    checked<void> begin(domain::event const& event);

    prepared_store found;

private:
    checked<void> connect(console& to, std::string_view as);

    std::string name_;
    prepare_options const& options_;
    console admin_;
    console application_;
};

checked<void> preparation::connect(console& to, std::string_view as)
{
    if (to.connect(options_.connect_deadline)) return {};
    return fault{
        fmt::format("Redis at {} cannot be used as {} ({}): check that it runs, its "
                    "address and the password",
                    name_, as, to.trouble().empty() ? "no answer" : to.trouble())};
}

checked<void> preparation::connect()
{
    if (auto connected = connect(admin_, "administrator"); !connected) return connected;
    return connect(application_, "application");
}

checked<void> preparation::check_server()
{
    found.redis_version = admin_.info("server", "redis_version");
    if (found.redis_version.empty())
        return fault{
            fmt::format("Redis at {} does not tell its version: allow its user +info, or "
                        "name a user that has it with --store-admin",
                        name_)};
    if (!version_is_supported(found.redis_version))
        return fault{
            fmt::format("Redis at {} is version {}, and Functions need {} or newer: "
                        "upgrade it",
                        name_, found.redis_version, version_min)};
    spdlog::info("record Redis at {} version={} build={}", name_, found.redis_version,
                 admin_.info("server", "redis_build_id"));
    if (admin_.info("replication", "role") == "slave")
        return fault{fmt::format("Redis at {} is a replica: name its master", name_)};
    return {};
}

checked<void> preparation::check_settings()
{
    auto const settings = admin_.settings();
    found.weaker = weaknesses(settings);
    found.advice = advice(settings);
    if (found.weaker.empty() || options_.accept_weaker_durability) return {};
    return fault{
        fmt::format("Redis at {} may lose reports that have a receipt: {}; set it as "
                    "deploy/redis/redis.conf does, or take the risk with "
                    "--accept-weaker-durability",
                    name_, fmt::join(found.weaker, "; "))};
}

// A library of our name with another source is never replaced: a server of the other build may be
// recording with it now.
checked<void> preparation::load_functions()
{
    std::string const library(redis::function_library_name());
    auto listed = admin_.demand({"FUNCTION", "LIST", "LIBRARYNAME", library, "WITHCODE"});
    if (!listed)
        return fault{
            fmt::format("the functions of Redis at {} cannot be listed ({}): name a user "
                        "that may do so with --store-admin",
                        name_, listed.error().sentence)};
    if (library_in(*listed) == library_state::missing) {
        auto loaded = admin_.demand({"FUNCTION", "LOAD", std::string(redis::function_source())});
        if (!loaded)
            return fault{
                fmt::format("the recording functions cannot be loaded into Redis at {}: {}", name_,
                            loaded.error().sentence)};
        found.functions_were_loaded = true;
        return {};
    }
    if (library_in(*listed) == library_state::ours) return {};
    return fault{other_functions(fmt::format("Redis at {}", name_))};
}

// Queues every command in a transaction that is never executed: Redis checks the rights when it
// queues, so nothing is written and nothing stays unknown. The connection ends without EXEC.
checked<void> preparation::probe_rights(std::vector<domain::event_ptr> const& events)
{
    std::vector<std::string> missing;
    // Alone, EXEC is an error that tells whether it is allowed.
    auto const exec = application_.ask({"EXEC"});
    if (exec && exec->text().find("NOPERM") != std::string_view::npos) missing.emplace_back("exec");
    auto const opened = application_.demand({"MULTI"});
    if (!opened)
        return fault{
            fmt::format("the rights of the application at Redis {} cannot be probed ({}): "
                        "give its user those of deploy/redis/users.acl",
                        name_, opened.error().sentence)};
    for (auto const& event : events) {
        for (auto const& right : application_rights()) {
            if (right.command == "multi" || right.command == "exec") continue;
            auto const queued = application_.ask(sample(right, event->id));
            if (!queued) return fault{fmt::format("Redis at {} was lost: start again", name_)};
            if (queued->is_error())
                missing.push_back(fmt::format("{} ({})", right.command, queued->text()));
        }
    }
    if (missing.empty()) return {};
    return fault{
        fmt::format("the application's user at Redis {} may not run what the recording "
                    "functions need: {}: give it the rights of deploy/redis/users.acl",
                    name_, fmt::join(missing, ", "))};
}

// The chain of the entry at the revision last seen says whether the ledger goes on from there.
checked<void> preparation::compare_with_last_seen()
{
    if (options_.new_epoch) found.why_new_epoch = "the end of the append-only file was cut off";
    if (!options_.last_seen || !found.why_new_epoch.empty()) return {};
    auto const before = options_.last_seen->read();
    if (!before)
        found.why_new_epoch = "nobody wrote down what was seen of the ledger last";
    else if (before->copied)
        found.why_new_epoch = "the data directory was copied or restored";
    if (!before || before->copied) return {};
    for (auto const& seen : before->ledgers) {
        auto const id = fmt::format("{}-0", seen.revision);
        auto const read = admin_.demand({"XRANGE", redis::key(seen.event, "ledger"), id, id});
        if (!read) return read.error();
        auto const entries = redis::entries_of(*read);
        auto const* chain = entries && !entries->empty() ? entries->front().find("chain") : nullptr;
        auto const why = regression(seen, chain ? std::string(*chain) : std::string());
        if (why && found.why_new_epoch.empty()) found.why_new_epoch = *why;
    }
    return {};
}

checked<void> preparation::begin(domain::event const& event)
{
    auto held = admin_.wait<std::optional<head>>(
        [&](redis::connection& to, auto done) { redis::read_head(to, event.id, std::move(done)); });
    if (!held) return held.error();
    auto const renew = held->has_value() && !found.why_new_epoch.empty();
    auto const begun = admin_.wait<head>([&](redis::connection& to, auto done) {
        if (renew)
            redis::begin_epoch(to, event.id, redis::random_epoch(), std::move(done));
        else
            redis::begin(to, event, redis::random_epoch(), std::move(done));
    });
    if (!begun) return begun.error();
    if (renew) found.epochs_are_new = true;
    found.heads.push_back(*begun);
    return {};
}

}  // namespace

checked<prepared_store> prepare_store(store const& where,
                                      std::vector<domain::event_ptr> const& events,
                                      prepare_options const& options)
{
    preparation step(where, options);
    if (auto done = step.connect(); !done) return done.error();
    if (auto done = step.check_server(); !done) return done.error();
    if (auto done = step.check_settings(); !done) return done.error();
    if (auto done = step.load_functions(); !done) return done.error();
    if (auto done = step.probe_rights(events); !done) return done.error();
    if (auto done = step.compare_with_last_seen(); !done) return done.error();
    for (auto const& event : events)
        if (auto done = step.begin(*event); !done) return done.error();
    return std::move(step.found);
}

}  // namespace sejuta::ledger::managed
