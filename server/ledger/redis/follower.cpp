// SPDX-License-Identifier: Apache-2.0
#include "ledger/redis/follower.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <span>
#include <utility>

#include "base/limits.hpp"

namespace sejuta::ledger::redis {
namespace {

constexpr auto printed_max = limits::differences_printed_max;

std::chrono::milliseconds backoff(unsigned reloads)
{
    using std::chrono::milliseconds;
    return std::min<milliseconds>(limits::follow_reload_backoff_max,
                                  limits::store_backoff_min * (1 << std::min(reloads, 16U)));
}

}  // namespace

follower::follower(boost::asio::io_context& io, endpoint where, domain::event_ptr event,
                   follower_sink& sink, base::clock const& clock)
    : event_(std::move(event)),
      sink_(sink),
      clock_(clock),
      connection_(io, std::move(where)),
      reader_(connection_, event_->id),
      timer_(io)
{
}

follower::~follower()
{
    stop();
}

void follower::start()
{
    connection_.on_state([this](bool is_connected) {
        if (stopped_) return;
        if (is_connected)
            connected();
        else
            disconnected();
    });
    connection_.start();
}

void follower::stop()
{
    stopped_ = true;
    timer_.cancel();
    connection_.stop();
}

void follower::connected()
{
    if (loaded_)
        resume();
    else
        load();
}

void follower::disconnected()
{
    timer_.cancel();
    pausing_ = false;
    trouble_ = "the connection to Redis is lost";
    spdlog::warn("follow event={} lost at revision {}: {}", event_->id, now_.revision,
                 connection_.trouble());
    sink_.lost();
}

// True where the reply is none: the connection's end is told by itself, a refusal begins again.
bool follower::failed(boost::system::error_code why)
{
    if (stopped_) return true;
    if (!why) return false;
    if (why == base::errc::store_refused || why == base::errc::store_nonsense)
        reload_later(fmt::format("{}: {}", why.message(), reader_.refusal()));
    return true;
}

void follower::load()
{
    loaded_ = false;
    reader_.counters([this](base::result<counters> stored) { loaded(std::move(stored)); });
}

void follower::loaded(base::result<counters> stored)
{
    if (failed(stored ? boost::system::error_code() : stored.error())) return;
    auto const head = head_of(stored->head);
    if (!head)
        return reload_later(stored->head.empty() ? "the event has not begun in this store"
                                                 : head.error().sentence);
    head_ = *head;
    now_ = {};
    chain_.clear();
    recount_ = std::make_unique<recount>(event_->id);
    recount_->expect(std::move(*stored));
    index_until_.reset();
    loaded_ = true;
    sink_.reset(head_);
    read();
}

void follower::resume()
{
    reader_.position_at(now_.revision, [this](base::result<position> const& at) { resumed(at); });
}

void follower::resumed(base::result<position> const& at)
{
    if (failed(at ? boost::system::error_code() : at.error())) return;
    bool const same = at->epoch == head_.now.epoch && at->chain == chain_;
    spdlog::info("follow event={} {} revision {}", event_->id,
                 same ? "resumes after" : "begins again, another ledger than at", now_.revision);
    if (same)
        go_on();
    else
        load();
}

// The index is read once, between the counters' revision and what comes after.
void follower::go_on()
{
    if (recount_ && recount_->compared() && !index_until_)
        read_index();
    else
        read();
}

void follower::read_index()
{
    recount_->begin_index();
    read_index_from({});
}

// A part after the other, so that no other command waits long.
void follower::read_index_from(std::string const& place)
{
    reader_.index(place, [this](base::result<hash_page> const& part) {
        if (failed(part ? boost::system::error_code() : part.error())) return;
        // Redis looks up the next part while this one is compared.
        if (!part->next.empty()) read_index_from(part->next);
        recount_->compare_index(part->fields);
        if (part->next.empty()) took_index();
    });
}

// Others may have recorded meanwhile: what the index has of that is compared when it was read.
void follower::took_index()
{
    reader_.position_at(now_.revision, [this](base::result<position> const& at) {
        if (failed(at ? boost::system::error_code() : at.error())) return;
        index_until_ = at->revision.value_or(now_.revision);
        finish_recount();
        read();
    });
}

void follower::finish_recount()
{
    if (!recount_ || !index_until_ || now_.revision < *index_until_) return;
    recount_->finish_index();
    report_recount();
}

void follower::read()
{
    read_after(now_.revision);
}

// Nobody waits for the answer any more where the ledger was begun again meanwhile.
void follower::read_after(revision last)
{
    auto const asked_ms = clock_.now_ms();
    reader_.wait_after(last,
                       [this, asked_ms, asked_in = abandoned_](base::result<page> const& read) {
                           if (asked_in == abandoned_) took(read, asked_ms);
                       });
}

void follower::took(base::result<page> const& arrived, base::unix_ms asked_ms)
{
    if (failed(arrived ? boost::system::error_code() : arrived.error())) return;
    if (arrived->entries.empty()) return prove_nothing_newer();
    bool const is_full = arrived->entries.size() == limits::follow_entries_per_read;
    auto const last = revision_of(arrived->entries.back().id);
    // Redis looks up the next page while this one is taken.
    bool const asked_next = is_full && last && *last < head_.now.revision;
    if (asked_next) read_after(*last);
    for (auto const& raw : arrived->entries)
        if (!take(raw) || stopped_) return;
    if (asked_next) return;
    if (is_full) return go_on();
    caught_up(asked_ms);
    if (recount_) return go_on();
    read_after_pause();
}

// What is recorded meanwhile comes in one answer, instead of each entry in one of its own.
void follower::read_after_pause()
{
    pausing_ = true;
    timer_.expires_after(limits::follow_pause);
    timer_.async_wait([this, alive = std::weak_ptr(alive_)](boost::system::error_code wrong) {
        if (!wrong && !alive.expired() && !stopped_ && std::exchange(pausing_, false)) read();
    });
}

// False where following cannot go on from here; then it is already seen to.
bool follower::take(stream_entry const& raw)
{
    auto const decoded = decode(raw);
    if (recount_) recount_->take(raw, decoded);
    if (!decoded) {
        reload_later(decoded.error().sentence);
        return false;
    }
    if (!is_next(raw, *decoded)) return false;
    now_ = decoded->sequence;
    chain_ = decoded->chain;
    head_ahead_ = false;
    sink_.apply(*decoded);
    finish_recount();
    return true;
}

// While loading, the chain and the epochs of the past are the recount's to judge.
bool follower::is_next(stream_entry const& raw, entry const& decoded)
{
    if (decoded.sequence.revision != now_.revision + 1) {
        reload_later(fmt::format("revision {} follows {}", raw.id, now_.revision));
        return false;
    }
    if (recount_) return true;
    if (decoded.sequence.epoch != head_.now.epoch) {
        reload_later(fmt::format("a new epoch, {}", to_hex(decoded.sequence.epoch)));
        return false;
    }
    if (chain_of(chain_, raw) != decoded.chain) {
        reload_later(fmt::format("revision {}: its chain does not match its content", raw.id));
        return false;
    }
    return true;
}

void follower::report_recount()
{
    auto const& counted = recount_->when_compared();
    recounted const found{counted.at, counted.acceptors, counted.reports, recount_->differences()};
    recount_.reset();
    index_until_.reset();
    if (found.ok())
        spdlog::info("follow event={} recounted {} acceptors at revision {}: difference 0",
                     event_->id, found.acceptors, found.at.revision);
    auto const& kept = found.differences.kept();
    for (auto const& one : std::span(kept).first(std::min(kept.size(), printed_max)))
        spdlog::error("follow event={} difference key={} field=\"{}\" expected=\"{}\" found=\"{}\"",
                      event_->id, one.key, one.field, one.expected, one.found);
    if (told_) told_(found);
}

// The stream brought nothing for a while; but only the head says whether it is still our ledger
// and not another one that has not yet come as far.
void follower::prove_nothing_newer()
{
    auto const asked_ms = clock_.now_ms();
    reader_.position_at(now_.revision, [this, asked_ms](base::result<position> const& at) {
        if (failed(at ? boost::system::error_code() : at.error())) return;
        if (at->epoch != head_.now.epoch || at->chain != chain_)
            return reload_later("the store holds another ledger than before");
        if (at->revision == now_.revision) {
            head_ahead_ = false;
            caught_up(asked_ms);
        } else if (std::exchange(head_ahead_, true)) {
            return reload_later("the head is ahead of the ledger's newest entry");
        }
        read();
    });
}

void follower::caught_up(base::unix_ms real_ms)
{
    reloads_ = 0;
    trouble_.clear();
    sink_.caught_up(now_, std::max(now_.as_of_ms, head_.event_time_at(real_ms)));
}

void follower::reload_later(std::string const& why)
{
    ++abandoned_;
    loaded_ = false;
    head_ahead_ = false;
    trouble_ = why;
    // What was compared only in part proves nothing; damage that was found is told.
    if (recount_) recount_->finish();
    if (recount_ && recount_->differences().total() > 0) report_recount();
    recount_.reset();
    auto const wait = backoff(reloads_++);
    spdlog::warn("follow event={} stops at revision {}, begins again in {} ms: {}", event_->id,
                 now_.revision, wait.count(), why);
    sink_.lost();
    timer_.expires_after(wait);
    timer_.async_wait([this, alive = std::weak_ptr(alive_)](boost::system::error_code wrong) {
        if (wrong || alive.expired() || stopped_ || !connection_.connected()) return;
        load();
    });
}

}  // namespace sejuta::ledger::redis
