// SPDX-License-Identifier: Apache-2.0
#include "app/store.hpp"

#include <spdlog/spdlog.h>

#include "ledger/managed/store_url.hpp"

namespace sejuta::app {

using ledger::managed::managed_redis;
using ledger::managed::readiness_facts;
using ledger::managed::redis_state;

base::checked<std::unique_ptr<running_store>> running_store::open(
    boost::asio::io_context& io, settings const& with, std::vector<domain::event_ptr> const& events)
{
    std::unique_ptr<running_store> opened(new running_store);
    if (with.store.empty()) {
        ledger::managed::managed_options options;
        options.data_directory = with.data_dir;
        auto redis = managed_redis::start(io, options);
        if (!redis) return redis.error();
        opened->redis_ = std::move(*redis);
        opened->where_ = {opened->redis_->application(), opened->redis_->admin()};
    } else {
        auto where = ledger::managed::parse_store_url(with.store);
        if (!where) return where.error();
        opened->where_.application = *where;
        if (!with.store_admin.empty()) {
            auto admin = ledger::managed::parse_store_url(with.store_admin);
            if (!admin) return admin.error();
            opened->where_.admin = *admin;
        }
    }
    ledger::managed::prepare_options prepare;
    prepare.accept_weaker_durability = with.accept_weaker_durability;
    // A cut tail takes revisions back, and revisions may not name two states.
    prepare.new_epoch = opened->redis_ && opened->redis_->loading().tail_cut;
    if (opened->redis_) prepare.last_seen = &opened->redis_->last_seen();
    auto prepared = ledger::managed::prepare_store(opened->where_, events, prepare);
    if (!prepared) return prepared.error();
    opened->prepared_ = std::move(*prepared);
    if (auto const& why = opened->prepared_.why_new_epoch; opened->prepared_.epochs_are_new)
        spdlog::warn("record epoch: {}: events that had begun have a new epoch", why);
    if (opened->redis_) {
        std::vector<std::string> ids;
        for (auto const& event : events) ids.push_back(event->id);
        opened->redis_->watch_ledgers(std::move(ids));
    }

    readiness_facts known;
    known.redis_reachable = true;
    known.functions_loaded = true;
    known.rights_probed = true;
    known.weaker = opened->prepared_.weaker;
    known.weaker_accepted = with.accept_weaker_durability;
    if (opened->redis_) known.damage = opened->redis_->loading().errors;
    ledger::managed::prober_options options;
    options.store = opened->where_.admin.value_or(opened->where_.application);
    options.data_directory = with.store.empty() ? with.data_dir : "";
    opened->prober_ = std::make_unique<ledger::managed::prober>(io, options, known);
    opened->watch();
    if (with.second_copy.empty()) return opened;
    std::vector<std::string> ids;
    for (auto const& event : events) ids.push_back(event->id);
    auto copy = second_copy::open(
        {with.second_copy, with.data_dir, opened->where_.application, std::move(ids)});
    if (!copy) return copy.error();
    opened->copy_ = std::move(*copy);
    return opened;
}

void running_store::watch()
{
    prober_->on_change([](readiness_facts const& facts) {
        for (auto const& reason : ledger::managed::reasons_not_ready(facts))
            spdlog::warn("record not ready: {}", reason);
        for (auto const& warning : ledger::managed::warnings(facts))
            spdlog::warn("record warning: {}", warning);
        if (ledger::managed::reasons_not_ready(facts).empty()) spdlog::info("record ready");
    });
    if (!redis_) return;
    redis_->on_change([this](redis_state now) {
        prober_->learn([this, now](readiness_facts& facts) {
            if (now == redis_state::up || now == redis_state::damaged)
                facts.damage = redis_->loading().errors;
        });
        if (now != redis_state::up) spdlog::warn("record redis: {}", redis_->reason());
    });
}

std::vector<std::string> running_store::reasons() const
{
    return ledger::managed::reasons_not_ready(prober_->facts());
}

void running_store::recounted(bool clean)
{
    prober_->learn([clean](readiness_facts& facts) {
        facts.ledger_recounted = true;
        facts.ledger_differs = !clean;
    });
}

std::vector<std::string> running_store::warnings() const
{
    return copy_ ? copy_->warnings() : std::vector<std::string>();
}

std::vector<ledger::redis::copy_figures> running_store::copies() const
{
    return copy_ ? copy_->figures() : std::vector<ledger::redis::copy_figures>();
}

void running_store::start()
{
    prober_->start();
    if (copy_) copy_->start();
}

void running_store::stop(std::function<void()> done)
{
    prober_->stop();
    if (copy_) copy_->stop();
    if (!redis_) return done();
    redis_->stop(std::move(done));
}

}  // namespace sejuta::app
