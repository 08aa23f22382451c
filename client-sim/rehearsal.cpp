// SPDX-License-Identifier: Apache-2.0
// See rehearsal.hpp.
#include "rehearsal.hpp"

#include <algorithm>

#include "words.hpp"

namespace sejuta::sim {
namespace {

constexpr auto tick_interval = std::chrono::milliseconds(250);
constexpr instant fine_samples = std::chrono::seconds(60);  // so long one a tick, then one a second
constexpr instant sample_interval = std::chrono::seconds(1);
constexpr auto http_deadline = std::chrono::milliseconds(3'000);
constexpr instant level_wait = std::chrono::seconds(5);
constexpr instant gone_least = std::chrono::seconds(5);
constexpr instant ask_deadline = std::chrono::seconds(120);

double seconds_of(instant span)
{
    return std::chrono::duration<double>(span).count();
}

std::vector<std::string> regions_of(domain::region_code region)
{
    if (region.is_nation()) return {"ID"};
    return {"ID", region.text()};
}

}  // namespace

rehearsal::rehearsal(boost::asio::io_context& io, server_address const& server,
                     rehearsal_options options, scenario const& scenario, plan const& plan,
                     base::clock const& clock, std::vector<std::unique_ptr<crew>> crews)
    : io_(io),
      server_(server),
      options_(std::move(options)),
      scenario_(scenario),
      plan_(plan),
      clock_(clock),
      crews_(std::move(crews)),
      began_(clock.monotonic()),
      book_(plan),
      ticker_(io),
      recounting_(io)
{
    if (scenario.load.closed) options_.pace = instant{0};
}

rehearsal::~rehearsal() = default;

void rehearsal::start()
{
    start_viewers();
    tick();
}

void rehearsal::start_viewers()
{
    for (std::size_t i = 0; i < scenario_.viewers; ++i) {
        viewers_.push_back(std::make_unique<viewer>(options_.event, regions_of(plan_.region)));
        watchers_.push_back(
            std::make_unique<watcher>(io_, server_, *viewers_.back(),
                                      prng(options_.seed, "viewer back-off " + std::to_string(i))));
        watchers_.back()->connect();
    }
    watchers_.front()->saw = [this] {
        heard_ = now();
        if (auto const* nation = viewers_.front()->topic("ID"))
            freshness_.seen(nation->epoch, nation->revision, now());
    };
}

void rehearsal::interrupt()
{
    if (stage_ == stage::awaiting) return end(ending::interrupted, "the run was interrupted.");
    if (stage_ == stage::running) return ask(ending::interrupted, "the run was interrupted.");
    if (stage_ != stage::ended) end(ending::interrupted, "the run was interrupted.");
}

void rehearsal::tick()
{
    if (stage_ == stage::ended) return;
    auto const at = now();
    if (stage_ == stage::awaiting && viewers_.front()->complete()) on_event_seen();
    if (stage_ == stage::awaiting && at - began_ > options_.server_wait)
        return end(ending::failed, options_.server_url + " did not show event " + options_.event +
                                       " on /v1/live: " + watchers_.front()->why() + ".");
    if (stage_ == stage::running || stage_ == stage::asking) run_on(at);
    if (stage_ == stage::settling) settle(at);
    if (stage_ == stage::ended) return;
    ticker_.expires_after(tick_interval);
    ticker_.async_wait([this](boost::system::error_code stopped) {
        if (!stopped) tick();
    });
}

void rehearsal::on_event_seen()
{
    auto const& event = *viewers_.front()->event();
    if (!event.accepts_reports)
        say("Event " + event.id + " accepts no new reports now, only ones that it has already.");
    if (!event.development_tokens)
        return end(ending::failed,
                   "the server does not accept simulated terminals: start it with --dev-tokens.");
    if (viewers_.front()->is_public())
        return end(ending::failed,
                   "the server shows only what everybody may see: give --access-token FILE, or "
                   "start it with --open-dashboards.");
    auto const wall = clock_.now_ms();
    auto const last = options_.pace.value_or(
        std::chrono::milliseconds(event.clock.due_wall_ms(plan_.last_ms) - wall));
    if (last > options_.max_duration)
        return end(ending::failed, "the last report would be due in " +
                                       std::to_string(static_cast<int>(seconds_of(last))) +
                                       " s, after --max-duration; give the event a faster clock, "
                                       "a --pace, or the run more time.");
    running_since_ = sampled_at_ = now();
    incidents_ = sim::incidents(running_since_);
    last_due_ = running_since_ + std::max<instant>(last, instant{0});
    stage_ = stage::running;
    for (auto& one : crews_)
        one->start({event.clock, running_since_, options_.pace.has_value(),
                    options_.pace.value_or(instant{0})});
    std::string const processes =
        crews_.size() == 1 ? "" : " in " + std::to_string(crews_.size()) + " processes";
    place_ledger();
    say("Event " + event.id + ": " + std::to_string(plan_.terminals.size()) + " terminals" +
        processes + ", " + std::to_string(plan_.reports) + " reports, the last one due in " +
        std::to_string(static_cast<int>(seconds_of(last_due_ - running_since_))) + " s.");
}

// What all crews say together; latencies and receipts go where they are summed.
void rehearsal::gather()
{
    crew_news fresh;
    fresh.all_ended = true;
    for (auto& one : crews_) fresh.merge(one->take_news());
    recent_us_.merge(fresh.latency_us);
    for (auto const& one : fresh.accepted) freshness_.accepted(one);
    fresh.accepted.clear();
    fresh.latency_us.merge(total_.latency_us);
    fresh.backlog_us.merge(total_.backlog_us);
    total_ = std::move(fresh);
    connected_max_ = std::max(connected_max_, total_.connected);
}

void rehearsal::run_on(instant at)
{
    gather();
    for (auto const& one : crews_)
        if (!one->trouble().empty()) return conclude(ending::failed, one->trouble() + ".");
    watch(at);
    if (at - running_since_ < fine_samples || at - sampled_at_ >= sample_interval) sample();
    tell(now_moment());
    if (stage_ == stage::asking) return collect();
    if (is_gone(at)) return ask(ending::failed, gone_words(at));
    if (total_.all_ended) return ask(ending::complete, "");
    if (at - running_since_ > options_.max_duration)
        ask(ending::out_of_time, "the run reached --max-duration.");
}

// What the viewer's connection and the terminals' answers say of the server.
void rehearsal::watch(instant at)
{
    auto const& viewer = *viewers_.front();
    auto const* const nation = viewer.topic("ID");
    incidents_.take({at, watchers_.front()->connected(), heard_, viewer.ledger_age_seconds(),
                     nation ? nation->epoch : 0, total_.unavailable, total_.lost});
    tell_incidents();
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

// Nobody has answered for so long that nothing more is to be expected.
bool rehearsal::is_gone(instant at) const
{
    auto const since = incidents_.unanswered_since();
    return since != never &&
           at - std::max(since, total_.last_receipt) > std::max(options_.server_wait, gone_least);
}

std::string rehearsal::gone_words(instant at) const
{
    auto const since = incidents_.unanswered_since();
    return format("the server answered nothing from second %.1f of the run on, for %.0f s",
                  seconds_of(since - running_since_), seconds_of(at - since)) +
           (watchers_.front()->connected() ? ", though the connection stood."
                                           : " (" + watchers_.front()->why() + ").");
}

// The books come in. Where the run was complete, every terminal first asks the ledger for all of
// it.
void rehearsal::ask(ending how, std::string why)
{
    ended_at_ = asking_since_ = now();
    ending_ = how;
    failure_ = std::move(why);
    stage_ = stage::asking;
    audited_ = how == ending::complete && total_.failure.empty();
    if (audited_) say("Every report is settled; each terminal asks the ledger for what it holds.");
    for (auto& one : crews_) one->finish(audited_);
}

void rehearsal::collect()
{
    if (ending_ == ending::complete && is_gone(now())) {
        ending_ = ending::failed;
        failure_ = gone_words(now());
        for (auto& one : crews_) one->finish(false);
    }
    bool const all =
        std::all_of(crews_.begin(), crews_.end(), [](auto const& one) { return one->finished(); });
    if (!all && now() - asking_since_ < ask_deadline) return;
    for (auto& one : crews_) one->give(book_, audit_);
    if (ending_ == ending::interrupted) return end(ending_, failure_);
    if (ending_ != ending::complete) return conclude(ending_, failure_);
    stage_ = stage::settling;
    settling_since_ = now();
}

void rehearsal::settle(instant at)
{
    if (reads_under_way_ == 0) judge_if_level();
    if (stage_ != stage::settling) return;
    if (at - settling_since_ > options_.settle_wait) return conclude(ending::complete, "");
    if (reads_under_way_ == 0) read_totals();
}

void rehearsal::read_totals()
{
    auto const read = [this](std::string const& region, std::optional<shown>& into) {
        ++reads_under_way_;
        http_get(io_, server_, "/v1/totals" + region + "?event=" + options_.event, http_deadline,
                 [this, &into](base::checked<http_answer> answer) {
                     --reads_under_way_;
                     took(into, std::move(answer));
                 });
    };
    read("", http_.nation);
    read("/" + plan_.region.text(), http_.region);
}

void rehearsal::took(std::optional<shown>& into, base::checked<http_answer> answer)
{
    into.reset();
    if (!answer) {
        last_read_failure_ = answer.error().sentence;
    } else if (answer->status != 200) {
        last_read_failure_ = "status " + std::to_string(answer->status);
    } else if (auto parsed = parse_totals(answer->body); parsed) {
        into = *parsed;
    } else {
        last_read_failure_ = parsed.error().sentence;
    }
}

account rehearsal::live_account() const
{
    account out{"the live frames", {}, {}};
    if (viewers_.empty()) return out;
    if (auto const* nation = viewers_.front()->topic("ID")) out.nation = *nation;
    if (auto const* region = viewers_.front()->topic(plan_.region.text())) out.region = *region;
    return out;
}

// The accounts are compared once all of them show one and the same sequence, and it is not before
// the newest receipt's. Where others report as well, a topic of ours may stand still while the
// ledger goes on: then it is enough that every account holds the newest receipt.
void rehearsal::judge_if_level()
{
    auto const live = live_account();
    auto const newest = book_.newest();
    if (!http_.nation || !http_.region || !live.nation || !live.region) return;
    bool const patient = now() - settling_since_ < level_wait;
    auto const& first = *http_.region;
    shown const* const all[] = {&first, &*http_.nation, &*live.nation, &*live.region};
    for (auto const* one : all) {
        if (patient && (one->epoch != first.epoch || one->revision != first.revision)) return;
        if (newest.revision != 0 && (one->epoch != newest.epoch || one->revision < newest.revision))
            return;
    }
    auto const& failed = total_.failure;
    conclude(failed.empty() ? ending::complete : ending::failed,
             failed.empty() ? "" : "a terminal gave up: " + failed + ".");
}

// While the server is there to be found.
void rehearsal::place_ledger()
{
    auto found = find_ledger(options_.ledger, server_.endpoint);
    if (found)
        ledger_ = std::move(*found);
    else
        no_recount_ = found.error().sentence;
}

// Everything else is known: the raw ledger speaks last, also of a run that failed.
void rehearsal::conclude(ending how, std::string why)
{
    if (ended_at_ == instant{0}) ended_at_ = now();
    ending_ = how;
    failure_ = std::move(why);
    if (!ledger_) return end(ending_, failure_);
    stage_ = stage::recounting;
    say("The raw ledger is recounted: " + ledger_->words());
    recounting_.start(*ledger_, options_.event, [this](recounted found) {
        if (stage_ != stage::recounting) return;
        recounted_ = std::move(found);
        end(ending_, failure_);
    });
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

void rehearsal::end(ending how, std::string why)
{
    if (ended_at_ == instant{0}) ended_at_ = now();
    if (how == ending::failed && why.empty()) why = total_.failure;
    stage_ = stage::ended;
    ending_ = how;
    failure_ = std::move(why);
    verdict_ = judge(scenario_, plan_, book_, {http_, live_account(), recounted_},
                     audited_ ? &audit_ : nullptr);
    if (verdict_.outcome == outcome::unproven) explain_unproven();
    ticker_.cancel();
    for (auto& one : watchers_) one->stop();
    for (auto& one : crews_) one->stop();
}

// A run that ended before its accounts were to be compared says why it ended, and nothing about
// accounts that nobody has read.
void rehearsal::explain_unproven()
{
    if (!last_read_failure_.empty())
        verdict_.reasons.push_back("the last read of the totals: " + last_read_failure_);
    if (failure_.empty()) return;
    if (settling_since_ == instant{0}) verdict_.reasons.clear();
    verdict_.sentence = "The ledger is not proven: " + failure_;
    if (recounted_.made())
        verdict_.sentence += " The recount of the raw ledger finds difference 0, and " +
                             counted_of(recounted_.reports + recounted_.closes, "report") +
                             " where the terminals hold receipts for " +
                             count_text(book_.counted()) + ".";
}

run_result rehearsal::result() const
{
    run_result out;
    out.ending = ending_;
    out.failure = failure_;
    out.server = options_.server_url;
    out.event = options_.event;
    out.seed = options_.seed;
    out.processes = crews_.size();
    out.seconds = running_since_ == instant{0} ? 0 : seconds_of(ended_at_ - running_since_);
    if (total_.first_sent != never)
        out.load_seconds =
            seconds_of(std::max(instant{0}, total_.last_receipt - total_.first_sent));
    out.connected_max = std::max(connected_max_, total_.connected_max);
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
    out.recount = recounted_;
    out.no_recount = no_recount_;
    out.incidents = incidents_.all();
    out.samples = samples_;
    out.thresholds = check(scenario_.thresholds, out, book_);
    out.verdict = verdict_;
    return out;
}

}  // namespace sejuta::sim
