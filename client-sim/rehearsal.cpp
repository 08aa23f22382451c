// SPDX-License-Identifier: Apache-2.0
// See rehearsal.hpp.
#include "rehearsal.hpp"

#include <algorithm>
#include <utility>

#include "endings.hpp"
#include "words.hpp"

namespace sejuta::sim {
namespace {

constexpr auto tick_interval = std::chrono::milliseconds(250);
constexpr instant fine_samples = std::chrono::seconds(60);  // so long one a tick, then one a second
constexpr instant sample_interval = std::chrono::seconds(1);
constexpr auto http_deadline = std::chrono::milliseconds(3'000);
constexpr instant level_wait = std::chrono::seconds(5);
constexpr instant silent_wait = std::chrono::seconds(2);
constexpr int no_such_event = 4003;
constexpr int no_such_region = 4008;
constexpr instant ask_deadline = std::chrono::seconds(120);
constexpr instant hurry_deadline = std::chrono::seconds(10);

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
    if (stage_ == stage::awaiting) return end(ending::interrupted, endings::interrupted());
    if (stage_ == stage::running) return ask(ending::interrupted, endings::interrupted());
    if (stage_ == stage::asking) return hurry();
    if (stage_ != stage::ended) end(ending::interrupted, endings::interrupted());
}

void rehearsal::tick()
{
    if (stage_ == stage::ended) return;
    auto const at = now();
    if (stage_ == stage::awaiting && viewers_.front()->complete()) on_event_seen();
    note_losses();
    if (stage_ == stage::awaiting) await_event(at);
    if (stage_ == stage::running || stage_ == stage::asking) run_on(at);
    if (stage_ == stage::settling) settle(at);
    if (stage_ == stage::ended) return;
    ticker_.expires_after(tick_interval);
    ticker_.async_wait([this](boost::system::error_code stopped) {
        if (!stopped) tick();
    });
}

void rehearsal::await_event(instant at)
{
    if (!losses_.empty()) return end(ending::failed, loss_words());
    auto const& watcher = *watchers_.front();
    // Codes of docs/PROTOCOL.md that another try does not change.
    if (watcher.closed_with() == no_such_event || watcher.closed_with() == no_such_region)
        return end(ending::failed,
                   endings::not_served(options_.server_url, options_.event, watcher.why()));
    auto const waited = at - began_;
    if (waited > options_.server_wait)
        return end(ending::failed,
                   endings::not_shown(options_.server_url, options_.event, watcher.why()));
    if (waited < silent_wait || std::exchange(said_waiting_, true)) return;
    say("Waiting for " + options_.server_url + " to show event " + options_.event +
        format(", %.0f s at most: ", seconds_of(options_.server_wait)) + watcher.why() + ".");
}

void rehearsal::on_event_seen()
{
    auto const& event = *viewers_.front()->event();
    if (!event.accepts_reports)
        say("Event " + event.id + " accepts no new reports now, only ones that it has already.");
    if (!event.development_tokens) return end(ending::failed, endings::no_simulated_terminals());
    if (viewers_.front()->is_public()) return end(ending::failed, endings::public_only());
    auto const wall = clock_.now_ms();
    auto const last = options_.pace.value_or(
        std::chrono::milliseconds(event.clock.due_wall_ms(plan_.last_ms) - wall));
    if (last > options_.max_duration)
        return end(ending::failed, endings::too_long(static_cast<int>(seconds_of(last))));
    running_since_ = sampled_at_ = now();
    incidents_ = sim::incidents(running_since_);
    begun_ms_ = wall;
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
    watch(at);
    if (at - running_since_ < fine_samples || at - sampled_at_ >= sample_interval) sample();
    tell(now_moment());
    if (stage_ == stage::asking) return collect();
    if (!losses_.empty()) return ask(ending::failed, loss_words());
    if (is_gone(at)) return ask(ending::failed, gone_words(at));
    if (total_.all_ended) return ask(ending::complete, {});
    if (at - running_since_ > options_.max_duration)
        ask(ending::out_of_time, endings::out_of_time());
}

// The books come in. Where the run was complete, every terminal first asks the ledger for all of
// it.
void rehearsal::ask(ending how, saying why)
{
    ended_at_ = asking_since_ = now();
    ending_ = how;
    failure_ = std::move(why);
    stage_ = stage::asking;
    audited_ = how == ending::complete && total_.failure.empty();
    if (audited_) say("Every report is settled; each terminal asks the ledger for what it holds.");
    for (auto& one : crews_) one->finish(audited_);
}

// The books come in without further asking; what the ledger has said already counts.
void rehearsal::hurry()
{
    if (ending_ == ending::interrupted) return;
    asking_since_ = now();
    ending_ = ending::interrupted;
    failure_ = endings::interrupted();
    for (auto& one : crews_) one->finish(false);
}

void rehearsal::collect()
{
    bool const lost = !losses_.empty();
    if (ending_ == ending::complete && (lost || is_gone(now()))) {
        ending_ = ending::failed;
        failure_ = lost ? loss_words() : gone_words(now());
        for (auto& one : crews_) one->finish(false);
    }
    bool const all =
        std::all_of(crews_.begin(), crews_.end(), [](auto const& one) { return one->finished(); });
    auto const deadline = ending_ == ending::interrupted ? hurry_deadline : ask_deadline;
    if (!all && now() - asking_since_ < deadline) return;
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
    if (at - settling_since_ > settle_wait_of(options_)) return conclude(ending::complete, {});
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
        last_read_failure_.clear();
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
             failed.empty() ? saying() : endings::terminal_gave_up(failed));
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
void rehearsal::conclude(ending how, saying why)
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

void rehearsal::end(ending how, saying why)
{
    if (ended_at_ == instant{0}) ended_at_ = now();
    if (how == ending::failed && why.en.empty()) why = {total_.failure, total_.failure};
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

std::string rehearsal::held_by() const
{
    return book_.unknown() == 0 ? "terminals hold" : "terminals of the books that are left hold";
}

// A run that ended before its accounts were to be compared says why it ended, and nothing about
// accounts that nobody has read.
void rehearsal::explain_unproven()
{
    if (!last_read_failure_.empty())
        verdict_.reasons.push_back({"the last read of the totals: " + last_read_failure_,
                                    "pembacaan total yang terakhir: " + last_read_failure_});
    if (failure_.en.empty()) return;
    if (settling_since_ == instant{0}) verdict_.reasons.resize(verdict_.firm);
    verdict_.sentence = "The ledger is not proven: " + failure_.en;
    if (!recounted_.trouble.empty())
        verdict_.sentence += " The raw ledger could not be recounted: " + recounted_.trouble + ".";
    if (recounted_.made())
        verdict_.sentence += " The raw ledger, recounted, fits its own counters and has " +
                             counted_of(recounted_.reports + recounted_.closes, "report") +
                             (book_.sendings() == 0 ? "."
                                                    : "; the " + held_by() + " receipts for " +
                                                          count_text(book_.counted()) + ".");
}

}  // namespace sejuta::sim
