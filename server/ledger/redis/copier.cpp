// SPDX-License-Identifier: Apache-2.0
#include "ledger/redis/copier.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <utility>

#include "base/limits.hpp"

namespace sejuta::ledger::redis {
namespace {

using steady = std::chrono::steady_clock;

}  // namespace

copier::copier(boost::asio::io_context& io, endpoint where, std::filesystem::path const& copy,
               std::string event, std::function<void(copy_figures const&)> told)
    : event_(std::move(event)),
      told_(std::move(told)),
      connection_(io, std::move(where)),
      reader_(connection_, event_),
      retry_(io),
      writer_(copy, event_)
{
    now_.event = event_;
    now_.trouble = "it was not compared with the ledger yet";
    now_.since = steady::now();
}

void copier::start()
{
    connection_.on_state([this](bool connected) {
        if (connected && !stopped_) place();
    });
    connection_.start();
}

void copier::stop()
{
    stopped_ = true;
    retry_.cancel();
    connection_.stop();
}

// True where the reply is none: a lost connection is placed anew by itself.
bool copier::failed(boost::system::error_code why)
{
    if (stopped_) return true;
    if (!why) return false;
    if (why == base::errc::store_refused || why == base::errc::store_nonsense)
        later(fmt::format("{}: {}", why.message(), reader_.refusal()));
    return true;
}

// Finds where the copy ends, and whether the ledger goes on from there.
void copier::place()
{
    retry_.cancel();
    if (auto const opened = writer_.open(); !opened) return later(opened.error().sentence);
    reader_.position_at(writer_.end().revision,
                        [this](base::result<position> const& at) { placed(at); });
}

void copier::placed(base::result<position> const& at)
{
    if (failed(at ? boost::system::error_code() : at.error())) return;
    if (!at->epoch || !at->revision) return later("the event has not begun in this store");
    bool const same = writer_.end().revision == 0 || at->chain == writer_.end().chain;
    if (!same)
        spdlog::warn(
            "copy event={} the store holds another ledger than the copy had at revision "
            "{}: the copy of that one stays, a new line begins",
            event_, writer_.end().revision);
    if (auto const ready = same ? writer_.resume() : writer_.begin_line(); !ready)
        return later(ready.error().sentence);
    now_.trouble.clear();
    now_.line = writer_.line();
    note(*at->revision - writer_.end().revision);
    read();
}

void copier::read()
{
    reader_.wait_after(writer_.end().revision,
                       [this](base::result<page> const& arrived) { took(arrived); });
}

void copier::took(base::result<page> const& arrived)
{
    if (failed(arrived ? boost::system::error_code() : arrived.error())) return;
    if (arrived->entries.empty()) return prove();
    for (auto const& raw : arrived->entries)
        if (auto const done = writer_.append(raw); !done) return later(done.error().sentence);
    if (auto const done = writer_.sync(); !done) return later(done.error().sentence);
    if (arrived->entries.size() == limits::follow_entries_per_read) return prove();
    note(0);
    read();
}

// How far the ledger is, and that it is still the one of the copy.
void copier::prove()
{
    reader_.position_at(writer_.end().revision, [this](base::result<position> const& at) {
        if (failed(at ? boost::system::error_code() : at.error())) return;
        bool const same = at->revision && at->chain == writer_.end().chain;
        if (!same && writer_.end().revision > 0) return place();
        note(at->revision.value_or(0) - writer_.end().revision);
        read();
    });
}

void copier::note(ledger::revision behind)
{
    bool const was_whole = now_.is_whole();
    now_.behind = behind;
    now_.revision = writer_.end().revision;
    if (was_whole || now_.is_whole()) now_.since = steady::now();
    told_(now_);
}

void copier::later(std::string why)
{
    if (now_.trouble != why) spdlog::warn("copy event={} {}", event_, why);
    if (now_.is_whole()) now_.since = steady::now();
    now_.trouble = std::move(why);
    told_(now_);
    retry_.expires_after(limits::copy_retry);
    retry_.async_wait([this, alive = std::weak_ptr(alive_)](boost::system::error_code wrong) {
        if (wrong || alive.expired() || stopped_ || !connection_.connected()) return;
        place();
    });
}

}  // namespace sejuta::ledger::redis
