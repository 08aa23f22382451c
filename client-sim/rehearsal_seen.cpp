// SPDX-License-Identifier: Apache-2.0
// What a rehearsal sees while it runs and leaves behind: figures, samples, what befell the server.
// See rehearsal.hpp.
#include <algorithm>

#include "endings.hpp"
#include "rehearsal.hpp"
#include "words.hpp"

namespace sejuta::sim {
namespace {

constexpr instant gone_least = std::chrono::seconds(5);

}  // namespace

// What the viewer's connection and the terminals' answers say of the server.
void rehearsal::watch(instant at)
{
    auto const& viewer = *viewers_.front();
    auto const* const nation = viewer.topic("ID");
    auto const& watcher = *watchers_.front();
    incidents_.take({at, watcher.connected() || watcher.mute(), heard_, viewer.ledger_age_seconds(),
                     nation ? nation->epoch : 0, total_.unavailable, total_.lost, mute_for()});
    tell_incidents();
}

// The longest for which a process of ours has said nothing.
instant rehearsal::mute_for() const
{
    instant longest{0};
    for (auto const& one : crews_) longest = std::max(longest, one->mute_for());
    return longest;
}

void rehearsal::note_losses()
{
    losses_.clear();
    for (auto const& one : crews_)
        if (auto const lost = one->lost()) losses_.push_back(*lost);
}

// Such a run ends: what the lost process knew of its reports nobody can say any more.
saying rehearsal::loss_words() const
{
    std::uint64_t reports = 0;
    for (auto const& lost : losses_)
        for (std::size_t i = 0; i < plan_.terminals.size(); ++i)
            if (lost.of.owns(i)) reports += plan_.terminals[i].reports.size();
    return endings::crew_lost(losses_, reports);
}

void rehearsal::tell_incidents()
{
    auto const& all = incidents_.all();
    for (std::size_t i = 0; i < all.size(); ++i) {
        bool const fresh = i >= told_.size();
        if (fresh) say(format("At %.1f s: ", all[i].from_seconds) + in_english(all[i]) + ".");
        if (!fresh && told_[i].open && !all[i].open)
            say(format("At %.1f s: that is over, after %.1f s.", all[i].to_seconds,
                       all[i].to_seconds - all[i].from_seconds));
    }
    told_ = all;
}

// No receipt has come for so long, and the server is such that none is to be expected.
bool rehearsal::is_gone(instant at) const
{
    auto const* const now = incidents_.open();
    if (!now) return false;
    auto const wait = seconds_of(std::max(options_.server_wait, gone_least));
    auto const receipt = seconds_of(total_.last_receipt - running_since_);
    return seconds_of(at - running_since_) - std::max(now->from_seconds, receipt) > wait;
}

saying rehearsal::gone_words(instant at) const
{
    auto const& now = *incidents_.open();
    auto const seconds = seconds_of(at - running_since_) - now.from_seconds;
    return endings::server_gone(now, seconds, watchers_.front()->why());
}

// What the last second was like, for the charts.
void rehearsal::sample()
{
    auto const at = now();
    auto const span = seconds_of(at - sampled_at_);
    if (span <= 0) return;
    auto const before = samples_.empty() ? 0 : samples_.back().receipts;
    auto const fresh = freshness_.take_recent();
    sim::sample one;
    one.seconds = seconds_of(at - running_since_);
    one.receipts = total_.counted;
    one.receipts_per_second = double(total_.counted - before) / span;
    one.connections = total_.connected;
    one.rejections = total_.rejections;
    one.p50_us = recent_us_.percentile(50);
    one.p95_us = recent_us_.percentile(95);
    one.p99_us = recent_us_.percentile(99);
    one.freshness_p50_us = fresh.percentile(50);
    one.freshness_p99_us = fresh.percentile(99);
    samples_.push_back(one);
    recent_us_.clear();
    sampled_at_ = at;
}

moment rehearsal::now_moment()
{
    auto const at = now();
    recent_.emplace_back(at, total_.counted);
    while (recent_.size() > 1 && recent_.front().first + std::chrono::seconds(5) < at)
        recent_.erase(recent_.begin());
    auto const span = seconds_of(at - recent_.front().first);
    moment out;
    out.elapsed_seconds = seconds_of(at - running_since_);
    out.reports = plan_.reports;
    out.settled = total_.counted + total_.refused;
    out.receipts = total_.counted;
    out.receipts_per_second = span > 0 ? double(total_.counted - recent_.front().second) / span : 0;
    auto const left = double(plan_.reports - std::min(plan_.reports, out.settled));
    out.eta_seconds = std::max(0.0, seconds_of(last_due_ - at));
    if (out.receipts_per_second > 0)
        out.eta_seconds = std::max(out.eta_seconds, left / out.receipts_per_second);
    out.connections = total_.connected;
    out.terminals = plan_.terminals.size();
    auto const& waits = total_.latency_us.count() == 0 ? total_.backlog_us : total_.latency_us;
    out.p50_us = waits.percentile(50);
    out.p95_us = waits.percentile(95);
    out.p99_us = waits.percentile(99);
    out.freshness_p99_us = freshness_.ages_us().percentile(99);
    out.rejections = total_.unexpected_rejections;
    out.reconnects = total_.reconnects;
    return out;
}

run_result rehearsal::result() const
{
    run_result out;
    out.ending = ending_;
    out.failure = failure_;
    out.server = options_.server_url;
    out.event = options_.event;
    out.begun_ms = begun_ms_;
    out.seed = options_.seed;
    out.processes = crews_.size();
    out.seconds = running_since_ == instant{0} ? 0 : seconds_of(ended_at_ - running_since_);
    if (total_.first_sent != never)
        out.load_seconds =
            seconds_of(std::max(instant{0}, total_.last_receipt - total_.first_sent));
    // Each process knows its own peak only; together they are what was seen of all.
    out.connected_max =
        crews_.size() == 1 ? std::max(connected_max_, total_.connected_max) : connected_max_;
    out.reconnects = total_.reconnects;
    out.receipt_timeouts = total_.receipt_timeouts;
    out.nonsense = total_.nonsense;
    for (auto const& one : viewers_) {
        out.nonsense += one->nonsense();
        out.live_frames += one->frames();
        out.live_gaps += one->gaps();
    }
    out.latency_us = total_.latency_us;
    out.backlog_us = total_.backlog_us;
    out.freshness_us = freshness_.ages_us();
    out.audited_terminals = audit_.terminals;
    out.audited_receipts = audit_.receipts;
    out.audited_days = audit_.site_days.size();
    out.recount = recounted_;
    out.no_recount = no_recount_;
    out.incidents = incidents_.all();
    out.losses = losses_;
    out.samples = samples_;
    out.thresholds = check(scenario_.thresholds, out, book_);
    out.verdict = verdict_;
    return out;
}

}  // namespace sejuta::sim
