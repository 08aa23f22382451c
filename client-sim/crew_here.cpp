// SPDX-License-Identifier: Apache-2.0
// See crew_here.hpp.
#include "crew_here.hpp"

#include "crew_link.hpp"

namespace sejuta::sim {
namespace {

constexpr double connects_per_second = 2'000;
constexpr instant audit_deadline = std::chrono::seconds(60);

instant span(double seconds)
{
    return std::chrono::duration_cast<instant>(std::chrono::duration<double>(seconds));
}

}  // namespace

crew_here::crew_here(boost::asio::io_context& io, crew_options options, scenario const& scenario,
                     plan const& plan, base::clock const& clock)
    : io_(io),
      options_(std::move(options)),
      scenario_(scenario),
      plan_(plan),
      clock_(clock),
      book_(plan),
      shared_{options_.event, plan, book_, latency_us_, backlog_us_, {}, {}, 0, 0, 0}
{
    shared_.accepted = [this](newest given) { note_accepted(given); };
    set_limits();
}

crew_here::~crew_here() = default;

void crew_here::set_limits()
{
    auto& limits = shared_.limits;
    limits.connect_ahead = span(scenario_.connect_ahead_seconds);
    if (scenario_.hang_up_after_seconds > 0)
        limits.hang_up_after = span(scenario_.hang_up_after_seconds);
    if (!scenario_.load.closed) return;
    limits.closed = true;
    limits.in_flight_max = scenario_.load.window;
    limits.reports_per_frame = scenario_.load.frame_reports;
    for (std::size_t i = 0; i < plan_.terminals.size(); ++i)
        if (options_.mine.owns(i)) ++shared_.ready_wanted;
}

// Receipts of one frame have one revision and one instant.
void crew_here::note_accepted(newest given)
{
    if (accepted_.empty() || accepted_.back().revision != given.revision)
        accepted_.push_back({given.revision, now(), 0});
    ++accepted_.back().times;
}

instant crew_here::due_of(planned_report const& report, crew_start const& with) const
{
    if (scenario_.load.closed) return with.begins;
    if (!with.paced)
        return now() +
               std::chrono::milliseconds(with.clock.due_wall_ms(report.due_ms()) - clock_.now_ms());
    auto const day = std::max<base::unix_ms>(1, plan_.last_ms - plan_.first_ms);
    auto const share = double(report.due_ms() - plan_.first_ms) / double(day);
    return with.begins + instant(static_cast<instant::rep>(double(with.pace.count()) * share));
}

std::vector<instant> crew_here::dues_of(planned_terminal const& planned,
                                        crew_start const& with) const
{
    std::vector<instant> dues;
    for (auto const& report : planned.reports)
        dues.push_back(std::max(with.begins, due_of(report, with)));
    return dues;
}

// Minutes of the first planned day (WIB) on our clock, by the same mapping as the reports'.
weather crew_here::weather_of(network const& net, crew_start const& with) const
{
    weather out;
    if (plan_.terminals.empty()) return out;
    auto first = plan_.terminals.front().reports.front().service_date;
    for (auto const& one : plan_.terminals)
        first = std::min(first, one.reports.front().service_date);
    auto const date = *domain::service_date::from_number(first);
    auto const at = [&](int minute) {
        planned_report then;
        then.at_ms = date.begins_ms(domain::zone::wib) + minute * base::unix_ms{60'000};
        return due_of(then, with);
    };
    out.event_minute_ns = double((at(1'001) - at(1'000)).count());
    if (net.outage_from_minute >= 0) {
        out.outage_from = at(net.outage_from_minute);
        out.outage_to = at(net.outage_to_minute);
    }
    for (auto const& one : scenario_.storms) out.storms.emplace_back(at(one.minute), one.share);
    return out;
}

// Those that are due as the run begins come one after the other; the others have the day's own
// spread, and a wait here would be counted as the server's.
instant crew_here::spread_of_first(crew_start const& with) const
{
    auto const at_once = std::count_if(
        plan_.terminals.begin(), plan_.terminals.end(), [&](planned_terminal const& one) {
            return due_of(one.reports.front(), with) - shared_.limits.connect_ahead <= with.begins;
        });
    return span(double(at_once) / connects_per_second);
}

void crew_here::start(crew_start const& with)
{
    event_clock_ = with.clock;
    shared_.run_begins = with.begins;
    shared_.limits.connect_spread = spread_of_first(with);
    auto const dealt = deal_networks(scenario_.networks, plan_.terminals.size(), options_.seed);
    std::vector<weather> weathers;
    for (auto const& net : scenario_.networks) weathers.push_back(weather_of(net, with));
    auto const fine = weather_of(good_, with);
    prng skews(options_.seed, "skews");
    for (std::size_t i = 0; i < plan_.terminals.size(); ++i) {
        bool const any = !scenario_.networks.empty();
        auto const& net = any ? scenario_.networks[dealt[i]] : good_;
        auto const span_s = static_cast<std::uint64_t>(net.skew_to_seconds - net.skew_from_seconds);
        auto const skew = net.skew_from_seconds + static_cast<int>(skews.below(span_s + 1));
        if (!options_.mine.owns(i)) continue;
        links_.push_back(std::make_unique<link>(
            *this,
            link::surroundings{i, dues_of(plan_.terminals[i], with), net,
                               any ? weathers[dealt[i]] : fine, skew * base::unix_ms{1'000}}));
    }
    for (auto& one : links_) one->act();
}

// Every connection stands: all of them speak at once.
void crew_here::begin_closed_loop()
{
    if (loop_begun_ || !shared_.limits.closed || shared_.ready < shared_.ready_wanted) return;
    loop_begun_ = true;
    for (auto& one : links_) one->act();
}

void crew_here::finish(bool ask)
{
    asking_ = ask;
    if (!ask) {
        for (auto& one : links_) one->count_waiting();
        return;
    }
    auto const spread = span(double(plan_.terminals.size()) / connects_per_second);
    asking_until_ = now() + audit_deadline + spread;
    for (auto& one : links_) one->audit(audit_, spread);
}

bool crew_here::finished() const
{
    return !asking_ || now() > asking_until_ ||
           std::all_of(links_.begin(), links_.end(), [](auto const& one) {
               return one->terminal().audited() ||
                      one->terminal().state() == terminal::phase::failed;
           });
}

void crew_here::stop()
{
    for (auto& one : links_) one->stop();
}

crew_news crew_here::take_news()
{
    crew_news out;
    out.counted = book_.counted();
    out.refused = book_.refused();
    out.rejections = book_.rejections_total();
    out.unexpected_rejections = book_.unexpected_rejections();
    out.reconnects = shared_.reconnects;
    out.receipt_timeouts = shared_.receipt_timeouts;
    out.nonsense = shared_.nonsense;
    auto const& codes = book_.rejections();
    auto const found = codes.find(static_cast<int>(domain::rejection_code::ledger_unavailable));
    out.unavailable = found == codes.end() ? 0 : found->second;
    out.lost = book_.reopened_count();
    out.connected = connected_;
    out.connected_max = connected_max_;
    out.first_sent = shared_.first_sent;
    out.last_receipt = shared_.last_receipt;
    out.all_ended = true;
    for (auto const& one : links_) {
        out.all_ended = out.all_ended && one->terminal().ended();
        if (out.failure.empty() && one->terminal().state() == terminal::phase::failed)
            out.failure = one->terminal().failure();
    }
    out.latency_us = latency_us_;
    out.backlog_us = backlog_us_;
    latency_us_.clear();
    backlog_us_.clear();
    out.accepted = std::exchange(accepted_, {});
    return out;
}

void crew_here::give(book& into, audit& seen)
{
    into.absorb(book_, options_.mine);
    seen.merge(audit_);
}

}  // namespace sejuta::sim
