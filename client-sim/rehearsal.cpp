// SPDX-License-Identifier: Apache-2.0
// See rehearsal.hpp.
#include "rehearsal.hpp"

#include <algorithm>
#include <boost/asio/ip/address_v4.hpp>

#include "rehearsal_links.hpp"

namespace sejuta::sim {
namespace {

constexpr auto tick_interval = std::chrono::milliseconds(250);
constexpr auto http_deadline = std::chrono::milliseconds(3'000);
constexpr instant level_wait = std::chrono::seconds(5);
constexpr double connects_per_second = 2'000;

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
                     base::clock const& clock)
    : io_(io),
      server_(server),
      options_(std::move(options)),
      scenario_(scenario),
      plan_(plan),
      clock_(clock),
      began_(clock.monotonic()),
      book_(plan),
      shared_{options_.event, plan, book_, latency_us_, backlog_us_, {}, {}, 0, 0, 0},
      viewer_(options_.event, regions_of(plan.region)),
      ticker_(io)
{
    shared_.limits.connect_spread = std::chrono::duration_cast<instant>(
        std::chrono::duration<double>(double(plan.terminals.size()) / connects_per_second));
}

rehearsal::~rehearsal() = default;

void rehearsal::start()
{
    viewer_link_ = std::make_unique<viewer_link>(*this);
    viewer_link_->connect();
    tick();
}

void rehearsal::interrupt()
{
    if (stage_ != stage::ended) end(ending::interrupted, "the run was interrupted.");
}

void rehearsal::tick()
{
    if (stage_ == stage::ended) return;
    auto const at = now();
    if (stage_ == stage::awaiting && viewer_.complete()) on_event_seen();
    if (stage_ == stage::awaiting && at > options_.server_wait)
        return end(ending::failed, options_.server_url + " did not show event " + options_.event +
                                       " on /v1/live: " + viewer_link_->why());
    if (stage_ == stage::running) {
        tell(now_moment());
        if (all_terminals_ended())
            settle();
        else if (at - running_since_ > options_.max_duration)
            return end(ending::out_of_time, "the run reached --max-duration.");
    }
    if (stage_ == stage::settling) {
        if (reads_under_way_ == 0) judge_if_level();
        if (stage_ == stage::settling && at - settling_since_ > options_.settle_wait)
            return end(ending::complete, "");
        if (stage_ == stage::settling && reads_under_way_ == 0) read_totals();
    }
    if (stage_ == stage::ended) return;
    ticker_.expires_after(tick_interval);
    ticker_.async_wait([this](boost::system::error_code stopped) {
        if (!stopped) tick();
    });
}

void rehearsal::on_event_seen()
{
    auto const& event = *viewer_.event();
    if (!event.accepts_reports)
        say("Event " + event.id + " accepts no new reports now, only ones that it has already.");
    if (!event.development_tokens)
        return end(ending::failed,
                   "the server does not accept simulated terminals: start it with --dev-tokens.");
    auto const wall = clock_.now_ms();
    auto const last = std::chrono::milliseconds(event.clock.due_wall_ms(plan_.last_ms) - wall);
    if (last > options_.max_duration)
        return end(ending::failed, "the last report would be due in " +
                                       std::to_string(last.count() / 1'000) +
                                       " s, after --max-duration; give the event a faster clock "
                                       "or the run more time.");
    running_since_ = now();
    last_due_ = running_since_ + std::max<instant>(last, instant{0});
    start_terminals();
    stage_ = stage::running;
}

std::vector<instant> rehearsal::dues_of(planned_terminal const& planned,
                                        event_time const& clock) const
{
    auto const wall = clock_.now_ms();
    auto const here = now();
    std::vector<instant> dues;
    for (auto const& report : planned.reports) {
        auto const ahead = std::chrono::milliseconds(clock.due_wall_ms(report.at_ms) - wall);
        dues.push_back(std::max(running_since_, here + instant(ahead)));
    }
    return dues;
}

void rehearsal::start_terminals()
{
    auto const& event = *viewer_.event();
    shared_.run_begins = running_since_;
    for (std::size_t i = 0; i < plan_.terminals.size(); ++i)
        links_.push_back(std::make_unique<terminal_link>(
            *this, i, dues_of(plan_.terminals[i], event.clock), event.clock));
    for (auto& link : links_) link->act();
    say("Event " + event.id + ": " + std::to_string(plan_.terminals.size()) + " terminals, " +
        std::to_string(plan_.reports) + " reports, the last one due in " +
        std::to_string(static_cast<int>(seconds_of(last_due_ - running_since_))) + " s.");
}

bool rehearsal::all_terminals_ended() const
{
    return std::all_of(links_.begin(), links_.end(),
                       [](auto const& link) { return link->terminal().ended(); });
}

std::string rehearsal::first_failure() const
{
    for (auto const& link : links_)
        if (link->terminal().state() == terminal::phase::failed) return link->terminal().failure();
    return "";
}

void rehearsal::settle()
{
    stage_ = stage::settling;
    settling_since_ = now();
    ended_at_ = now();
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
    if (auto const* nation = viewer_.topic("ID")) out.nation = *nation;
    if (auto const* region = viewer_.topic(plan_.region.text())) out.region = *region;
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
    auto const failed = first_failure();
    end(failed.empty() ? ending::complete : ending::failed,
        failed.empty() ? "" : "a terminal gave up: " + failed);
}

moment rehearsal::now_moment()
{
    auto const at = now();
    recent_.emplace_back(at, book_.counted());
    while (recent_.size() > 1 && recent_.front().first + std::chrono::seconds(5) < at)
        recent_.erase(recent_.begin());
    auto const span = seconds_of(at - recent_.front().first);
    moment out;
    out.elapsed_seconds = seconds_of(at - running_since_);
    out.reports = book_.reports();
    out.receipts = book_.counted();
    out.receipts_per_second =
        span > 0 ? double(book_.counted() - recent_.front().second) / span : 0;
    auto const left = double(book_.reports() - book_.settled());
    out.eta_seconds = std::max(0.0, seconds_of(last_due_ - at));
    if (out.receipts_per_second > 0)
        out.eta_seconds = std::max(out.eta_seconds, left / out.receipts_per_second);
    out.connections = connected_;
    out.terminals = links_.size();
    auto const& waits = latency_us_.count() == 0 ? backlog_us_ : latency_us_;
    out.p50_us = waits.percentile(50);
    out.p95_us = waits.percentile(95);
    out.p99_us = waits.percentile(99);
    out.rejections = book_.rejections_total();
    out.reconnects = shared_.reconnects;
    return out;
}

void rehearsal::end(ending how, std::string why)
{
    if (stage_ == stage::running) tell(now_moment());
    if (ended_at_ == instant{0}) ended_at_ = now();
    if (how == ending::failed && why.empty()) why = first_failure();
    stage_ = stage::ended;
    ending_ = how;
    failure_ = std::move(why);
    verdict_ = judge(scenario_, plan_, book_, {http_, live_account()});
    if (verdict_.outcome == outcome::unproven) explain_unproven();
    ticker_.cancel();
    viewer_link_->stop();
    for (auto& link : links_) link->stop();
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
}

run_result rehearsal::result() const
{
    run_result out;
    out.ending = ending_;
    out.failure = failure_;
    out.server = options_.server_url;
    out.event = options_.event;
    out.seed = options_.seed;
    out.seconds = seconds_of(ended_at_ - running_since_);
    out.connected_max = connected_max_;
    out.reconnects = shared_.reconnects;
    out.receipt_timeouts = shared_.receipt_timeouts;
    out.nonsense = shared_.nonsense + viewer_.nonsense();
    out.live_frames = viewer_.frames();
    out.live_gaps = viewer_.gaps();
    out.latency_us = latency_us_;
    out.backlog_us = backlog_us_;
    out.thresholds = check(scenario_.thresholds, latency_us_, book_);
    out.verdict = verdict_;
    return out;
}

}  // namespace sejuta::sim
