// SPDX-License-Identifier: Apache-2.0
#include "ledger/memory/memory_ledger.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/assert.hpp"
#include "base/limits.hpp"
#include "domain/event_status.hpp"
#include "ledger/entry.hpp"

namespace sejuta::ledger {
namespace {

using domain::event_status;
using domain::rejection_code;

constexpr std::size_t conflicts_max = 10'000;
constexpr base::unix_ms minute_ms = 60'000;

// The part of an identity that a void repeats: site mark and cell, without the lateness.
std::string_view content(std::string const& identity)
{
    return std::string_view(identity).substr(16, 19);
}

domain::cell cell_of(index_value const& value)
{
    auto const cell = domain::from_compact(value.compact_cell());
    SEJUTA_ASSERT(cell.has_value(), "the index holds cells");
    return *cell;
}

std::string minute_field(base::unix_ms minute, domain::cell const& cell)
{
    return fmt::format("{}/{:02}", minute, cell.regency.number() / 100);
}

// When and as what something is recorded now: as its proof shows, as the status says, or not.
struct moment_of_recording {
    base::unix_ms event_time;
    bool late;
};
std::optional<moment_of_recording> moment_for(event_status status, base::unix_ms now,
                                              std::optional<domain::healing> const& healed)
{
    if (healed && domain::heals(status))
        return moment_of_recording{healed->event_time_ms, healed->late};
    if (!domain::records(status)) return std::nullopt;
    return moment_of_recording{now, status == event_status::late};
}

domain::lateness lateness_of(bool late)
{
    return late ? domain::lateness::late : domain::lateness::ontime;
}

outcome rejected(rejection_code why)
{
    return {.verdict = verdict::rejected, .reason = why};
}

}  // namespace

// What one call decides: written to the ledger at its end, if it recorded anything.
struct memory_ledger::batch {
    struct change {
        domain::cell cell;
        std::optional<base::unix_ms> healed_minute;  // nothing: the entry's own
        std::int64_t acceptors;
    };
    void add(domain::cell const& cell, std::optional<domain::healing> const& healed,
             std::int64_t acceptors)
    {
        auto const minute =
            healed ? std::optional(healed->event_time_ms / minute_ms) : std::nullopt;
        for (auto& one : changes)
            if (one.cell == cell && one.healed_minute == minute) {
                one.acceptors += acceptors;
                return;
            }
        changes.push_back({cell, minute, acceptors});
    }

    base::unix_ms event_time;
    ledger::revision revision;
    std::string bytes;
    std::vector<change> changes;
};

memory_ledger::memory_ledger(domain::event_ptr event, base::clock const& real, ledger::epoch epoch)
    : event_(std::move(event)),
      real_(real)
{
    auto const is_real = event_->kind == domain::event_kind::real;
    head_.now = {epoch, 0, 0};
    head_.status = event_->initial_status;
    head_.kind = event_->kind;
    if (!is_real) {
        head_.clock_real_ms = real_.now_ms();
        auto const starts = event_->clock.starts_at_ms;
        head_.clock_event_ms = starts == 0 ? head_.clock_real_ms : starts;
        head_.clock_event_end_ms = event_->clock.ends_at_ms;
        head_.clock_speed = event_->clock.speed;
    }
    append_begin();
}

void memory_ledger::record(domain::event const& event, std::vector<domain::report> const& reports,
                           on_recorded done)
{
    SEJUTA_ASSERT(event.id == event_->id, "a memory ledger holds one event");
    SEJUTA_ASSERT(!reports.empty() && reports.size() <= limits::batch_reports_max,
                  "a batch has 1 to batch_reports_max reports");
    if (!failures_.empty()) {
        auto const [when, why] = failures_.front();
        failures_.pop_front();
        if (when == moment::after_recording) record_now(reports);
        return defer([done = std::move(done), why = why] { done(why); });
    }
    defer([done = std::move(done), reply = record_now(reports)] { done(reply); });
}

void memory_ledger::lacking(domain::event const& event, std::string const& terminal,
                            std::vector<std::uint32_t> seqs,
                            std::function<void(base::result<std::vector<std::uint32_t>>)> done)
{
    SEJUTA_ASSERT(event.id == event_->id, "a memory ledger holds one event");
    std::erase_if(seqs, [&](auto seq) { return index_.contains({terminal, seq}); });
    missing_[terminal].insert(seqs.begin(), seqs.end());
    count_missing();
    defer([done = std::move(done), seqs = std::move(seqs)] { done(seqs); });
}

std::size_t memory_ledger::poll()
{
    auto const now = std::exchange(waiting_, {});
    for (auto const& one : now) one();
    return now.size();
}

void memory_ledger::run()
{
    while (poll() > 0) continue;
}

batch_reply memory_ledger::record_now(std::vector<domain::report> const& reports)
{
    batch into{event_time(), head_.now.revision + 1, {}, {}};
    batch_reply reply;
    for (auto const& report : reports) reply.outcomes.push_back(decide(into, report));
    if (!into.bytes.empty()) write(into);
    reply.now = head_.now;
    return reply;
}

outcome memory_ledger::decide(batch& into, domain::report const& report)
{
    id const name{report.terminal, report.seq};
    auto identity = identity_of(report);
    if (auto const it = index_.find(name); it != index_.end())
        return answer_known(name, it->second, identity);
    if (report.unless_known) return rejected(rejection_code::event_not_open);
    auto const when = moment_for(head_.status, into.event_time, report.healed);
    if (!when) return rejected(rejection_code::event_not_open);
    auto refused = outcome{};
    if (report.corrects && !take_back(into, report, refused)) return refused;

    auto cell = report.cell;
    cell.lateness = lateness_of(when->late);
    identity.back() = domain::letter(cell.lateness);
    auto const voids = report.corrects && report.corrects->kind == domain::correction_kind::void_;
    if (!voids) into.add(cell, report.healed, report.count);
    index_[name] = {std::move(identity), voids ? 'V' : 'C', report.count, into.revision,
                    when->event_time};
    into.bytes += encode(report);
    return {.verdict = verdict::recorded,
            .revision = into.revision,
            .epoch = head_.now.epoch,
            .event_time_ms = when->event_time,
            .late = when->late};
}

void memory_ledger::close_day(domain::event const& event, domain::day_close const& close,
                              on_closed done)
{
    SEJUTA_ASSERT(event.id == event_->id, "a memory ledger holds one event");
    if (!failures_.empty()) {
        auto const [when, why] = failures_.front();
        failures_.pop_front();
        if (when == moment::after_recording) close_now(close);
        return defer([done = std::move(done), why = why] { done(why); });
    }
    defer([done = std::move(done), reply = close_now(close)] { done(reply); });
}

close_reply memory_ledger::close_now(domain::day_close const& close)
{
    auto const decided = decide(close);
    return {head_.now, decided};
}

outcome memory_ledger::decide(domain::day_close const& close)
{
    id const name{close.terminal, close.seq};
    if (auto const it = index_.find(name); it != index_.end())
        return answer_known(name, it->second, identity_of(close, domain::lateness::ontime));
    if (close.unless_known) return rejected(rejection_code::event_not_open);
    auto const when = moment_for(head_.status, event_time(), close.healed);
    if (!when) return rejected(rejection_code::event_not_open);
    append({{"kind", "close"},
            {"epoch", to_hex(head_.now.epoch)},
            {"recorded_at", std::to_string(real_.now_ms())},
            {"event_time", std::to_string(event_time())},
            {"lateness", std::string(word(lateness_of(when->late)))},
            {"close", encode(close)}});
    auto const event_time = close.healed ? when->event_time : head_.now.as_of_ms;
    index_[name] = {identity_of(close, lateness_of(when->late)), 'D', close.own_total,
                    head_.now.revision, event_time};
    return {.verdict = verdict::recorded,
            .revision = head_.now.revision,
            .epoch = head_.now.epoch,
            .event_time_ms = event_time,
            .late = when->late};
}

// Takes the corrected report back; false with the reason where that must be refused.
bool memory_ledger::take_back(batch& into, domain::report const& report, outcome& refused)
{
    auto const it = index_.find({report.terminal, report.corrects->seq});
    auto const voids = report.corrects->kind == domain::correction_kind::void_;
    auto const refuse = [&refused](rejection_code why) {
        refused = rejected(why);
        return false;
    };
    if (it == index_.end()) return refuse(rejection_code::correction_target_missing);
    auto& target = it->second;
    if (target.state != 'C') return refuse(rejection_code::correction_target_gone);
    if (voids &&
        (report.count != target.count || content(identity_of(report)) != content(target.identity)))
        return refuse(rejection_code::correction_content_differs);
    auto const cell = cell_of(target);
    auto const counter = cells_.find(domain::to_field(cell));
    auto stored = counter == cells_.end() ? 0 : counter->second;
    for (auto const& one : into.changes)
        if (one.cell == cell) stored += one.acceptors;
    // The counters are damaged where this would leave less than nothing: wait for a rebuild.
    if (stored < target.count) return refuse(rejection_code::correction_target_missing);
    into.add(cell, report.healed, -static_cast<std::int64_t>(target.count));
    target.state = voids ? 'X' : 'R';
    return true;
}

outcome memory_ledger::answer_known(id const& name, index_value const& known,
                                    std::string const& identity)
{
    if (known.digest() != std::string_view(identity).substr(0, 16)) {
        if (conflicts_.size() < conflicts_max) conflicts_.insert({name, identity.substr(0, 16)});
        auto refused = rejected(rejection_code::conflict);
        refused.earlier = told_of(known);
        return refused;
    }
    auto epoch = head_.now.epoch;
    for (auto const& [first, began] : epochs_)
        if (first <= known.revision) epoch = began;
    return {.verdict = verdict::duplicate,
            .revision = known.revision,
            .epoch = epoch,
            .event_time_ms = known.event_time_ms,
            .late = known.identity.back() == domain::letter(domain::lateness::late)};
}

void memory_ledger::write(batch const& done)
{
    std::string lines;
    for (auto const& one : done.changes) {
        if (one.acceptors == 0) continue;
        auto const field = domain::to_field(one.cell);
        auto const minute = one.healed_minute.value_or(done.event_time / minute_ms);
        cells_[field] += one.acceptors;
        minutes_[minute_field(minute, one.cell)] += one.acceptors;
        auto const mark = one.healed_minute ? fmt::format("@{}", minute) : "";
        lines += fmt::format("{}{}{}={}", lines.empty() ? "" : "\n", field, mark, one.acceptors);
    }
    append({{"kind", "reports"},
            {"epoch", to_hex(head_.now.epoch)},
            {"recorded_at", std::to_string(real_.now_ms())},
            {"event_time", std::to_string(done.event_time)},
            {"lateness", std::string(word(lateness_of(head_.status == event_status::late)))},
            {"reports", done.bytes},
            {"deltas", lines}});
}

void memory_ledger::begin_epoch(ledger::epoch epoch)
{
    if (head_.now.epoch == epoch) return;
    head_.now.epoch = epoch;
    // Followers start again with a new epoch, so they do not see its first entry as one more.
    auto const sinks = std::exchange(sinks_, {});
    append_begin();
    for (auto* const sink : sinks) follow(*sink);
}

void memory_ledger::append_begin()
{
    epochs_.emplace_back(head_.now.revision + 1, head_.now.epoch);
    append({{"kind", "begin"},
            {"epoch", to_hex(head_.now.epoch)},
            {"recorded_at", std::to_string(real_.now_ms())},
            {"event_time", std::to_string(event_time())},
            {"status", std::string(word(head_.status))},
            {"event_kind", std::string(word(head_.kind))},
            {"clock_real", std::to_string(head_.clock_real_ms)},
            {"clock_event", std::to_string(head_.clock_event_ms)},
            {"clock_event_end", std::to_string(head_.clock_event_end_ms)},
            {"clock_speed", fmt::format("{}", head_.clock_speed)}});
}

// Adds the chain and the entry, and tells the followers. What is written is read back by the strict
// decoder, so that this ledger cannot drift from the encoding.
void memory_ledger::append(fields named)
{
    auto const stream_id = fmt::format("{}-0", head_.now.revision + 1);
    stream_entry raw{stream_id, {named.begin(), named.end()}};
    named.emplace_back("chain", chain_of(chain_, raw));
    raw.fields = {named.begin(), named.end()};
    auto const decoded = decode(raw);
    SEJUTA_ASSERT(decoded.has_value(), decoded.error().sentence.c_str());
    chain_ = decoded->chain;
    head_.now = decoded->sequence;
    raw_entries_.push_back(std::move(named));
    entries_.push_back(*decoded);
    for (auto* const sink : sinks_)
        defer([sink, one = *decoded] {
            sink->apply(one);
            sink->caught_up(one.sequence, one.sequence.as_of_ms);
        });
}

base::unix_ms memory_ledger::event_time() const
{
    return std::max(head_.event_time_at(real_.now_ms()), head_.now.as_of_ms);
}

void memory_ledger::follow(follower_sink& sink)
{
    sinks_.push_back(&sink);
    defer([this, &sink, now = head_, seen = entries_] {
        sink.reset(now);
        for (auto const& one : seen) sink.apply(one);
        sink.caught_up(now.now, event_time());
    });
}

index_value const* memory_ledger::find(std::string const& terminal, std::uint32_t seq) const
{
    auto const it = index_.find({terminal, seq});
    return it == index_.end() ? nullptr : &it->second;
}

void memory_ledger::fail_next(moment when, boost::system::error_code why)
{
    failures_.emplace_back(when, why);
}

}  // namespace sejuta::ledger
