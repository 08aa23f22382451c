// SPDX-License-Identifier: Apache-2.0
#include "ledger/managed/ledger_watch.hpp"

#include <spdlog/spdlog.h>

#include <utility>

#include "base/limits.hpp"
#include "ledger/redis/functions.hpp"
#include "ledger/redis/opening.hpp"
#include "ledger/redis/reader.hpp"

namespace sejuta::ledger::managed {

// One look at all events, or one comparison, until every answer is there.
struct ledger_watch::question {
    std::size_t waiting = 0;
    std::vector<seen_ledger> seen;
    verdict found;
    redis::connection* over = nullptr;
    std::weak_ptr<int> trust;
    std::function<void()> done;
    std::function<void(verdict)> told;
};

ledger_watch::ledger_watch(boost::asio::io_context& io, redis::endpoint const& admin,
                           witness const& into, std::vector<std::string> events)
    : witness_(into),
      events_(std::move(events)),
      connection_(io, admin),
      timer_(io)
{
}

ledger_watch::~ledger_watch() = default;

void ledger_watch::start()
{
    connection_.on_state([this](bool connected) {
        if (connected) look([] {});
    });
    connection_.start();
    tick();
}

void ledger_watch::tick()
{
    timer_.expires_after(limits::witness_interval);
    timer_.async_wait([this, alive = std::weak_ptr(alive_)](boost::system::error_code wrong) {
        if (wrong || alive.expired()) return;
        look([] {});
        tick();
    });
}

void ledger_watch::trust()
{
    trust_ = std::make_shared<int>();
    look([] {});
}

void ledger_watch::look(std::function<void()> done)
{
    if (!trust_) return done();
    auto const about = std::make_shared<question>();
    about->waiting = events_.size();
    about->trust = trust_;
    about->done = std::move(done);
    for (auto const& event : events_)
        connection_.command({"HMGET", redis::key(event, "head"), "epoch", "revision", "chain"},
                            [this, about, event](base::result<redis::reply> const& answer) {
                                auto const revision =
                                    answer ? answer->at(1).integer() : std::nullopt;
                                if (revision)
                                    about->seen.push_back({event, std::string(answer->at(0).text()),
                                                           static_cast<ledger::revision>(*revision),
                                                           std::string(answer->at(2).text())});
                                if (--about->waiting == 0) looked(about);
                            });
}

void ledger_watch::looked(std::shared_ptr<question> const& about)
{
    if (!about->seen.empty() && !about->trust.expired())
        if (auto const written = witness_.write(about->seen); !written)
            spdlog::warn("record witness: {}", written.error().sentence);
    about->done();
}

void ledger_watch::compare(redis::connection& over, bool cut, std::function<void(verdict)> done)
{
    auto const before = witness_.read();
    auto const about = std::make_shared<question>();
    about->told = std::move(done);
    about->over = &over;
    if (cut) about->found.why = "the end of the append-only file was cut off";
    if (before) about->seen = before->ledgers;
    about->waiting = about->seen.size() + 1;
    for (auto const& one : about->seen) {
        auto const id = std::to_string(one.revision) + "-0";
        over.command({"XRANGE", redis::key(one.event, "ledger"), id, id},
                     [this, about, one](base::result<redis::reply> const& answer) {
                         auto const entries = answer ? redis::entries_of(*answer) : std::nullopt;
                         auto const* chain = entries && !entries->empty()
                                                 ? entries->front().find("chain")
                                                 : nullptr;
                         auto const why = regression(one, chain ? std::string(*chain) : "");
                         if (entries && why && about->found.why.empty()) about->found.why = *why;
                         if (!entries) about->found.failed = "the ledger cannot be read";
                         if (--about->waiting == 0) compared(about);
                     });
    }
    over.command({"PING"}, [this, about](base::result<redis::reply> const&) {
        if (--about->waiting == 0) compared(about);
    });
}

void ledger_watch::compared(std::shared_ptr<question> const& about)
{
    if (about->found.why.empty() || events_.empty()) return about->told(about->found);
    about->waiting = events_.size();
    for (auto const& event : events_)
        redis::begin_epoch(*about->over, event, redis::random_epoch(),
                           [about](base::checked<head> const& begun) {
                               if (!begun) about->found.failed = begun.error().sentence;
                               if (--about->waiting == 0) about->told(about->found);
                           });
}

}  // namespace sejuta::ledger::managed
