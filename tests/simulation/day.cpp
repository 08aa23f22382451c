// SPDX-License-Identifier: Apache-2.0
#include "day.hpp"

#include <algorithm>

#include "plans.hpp"

namespace sejuta::simulation {
namespace {

using namespace std::chrono_literals;

// Calm weather heals everything within this; what is left then is stuck.
constexpr milliseconds patience = 15min;
// After everything has settled: the screens' turn.
constexpr milliseconds settling = 20s;

}  // namespace

day::day(std::uint64_t seed)
    : random_(seed, "day"),
      weather_(weather::of(random_)),
      plan_(plan_of(random_)),
      book_(plan_),
      shared_{"uji-2020", plan_, book_, latency_, backlog_, {}, {}, 0, 0, 0},
      store_(time_, weather_, sim::prng(seed, "store"),
             std::make_shared<domain::event>(tests::small_event())),
      around_{time_,
              weather_,
              [this]() -> node* {
                  auto& one = *nodes_[random_.below(nodes_.size())];
                  return one.is_up() ? &one : nullptr;
              },
              [this](auto const& terminal, auto const& receipt) { saw_receipt(terminal, receipt); },
              [this](auto const& terminal) { forgot(terminal); },
              [this](sim::shown const& nation) { saw_total(nation); },
              [this] { violate("a screen was sent a delta that does not begin at what it has"); }}
{
    for (std::uint64_t i = random_.between(1, 2); i > 0; --i)
        nodes_.push_back(std::make_unique<node>(time_, store_));
    for (std::size_t i = 0; i < plan_.terminals.size(); ++i)
        handsets_.push_back(std::make_unique<handset>(
            around_, shared_, i, dues_of(plan_.terminals[i], random_), random_.next()));
    for (int i = 0; i < 2; ++i)
        screens_.push_back(std::make_unique<screen>(around_, "uji-2020", random_.next()));
    time_.after(1s, [this] { trouble(); });
}

outcome_of_a_day day::live()
{
    while (time_.step(bad_weather)) continue;
    weather_ = weather::calm();
    milliseconds const end = time_.now() + patience;
    while (!is_over() && time_.step(end)) continue;
    if (!is_over()) violate("not everything was settled in calm weather");
    milliseconds const last = time_.now() + settling + patience;
    milliseconds level_since = time_.now();
    while (time_.now() - level_since < settling && time_.step(last))
        if (!is_level()) level_since = time_.now();
    judge();
    outcome_.trace = time_.trace();
    outcome_.reports = plan_.reports;
    outcome_.duplicates = book_.duplicates();
    outcome_.restores = store_.restores();
    outcome_.healed = book_.reopened_count();
    for (auto const& each : screens_) outcome_.frames_seen += each->frames();
    return outcome_;
}

void day::trouble()
{
    if (time_.now() >= bad_weather) return;
    auto const& today = weather_;
    for (auto& each : handsets_) {
        if (chance(today.link_cut)) each->cut();
        if (chance(today.handset_crash)) each->crash(milliseconds(random_.between(1, 5'000)));
    }
    for (auto& each : screens_) {
        if (chance(today.link_cut)) each->cut();
        if (chance(today.viewer_deaf)) each->deafen(milliseconds(random_.between(1, 30'000)));
        if (chance(today.viewer_forgets)) each->forget();
    }
    misfortune_of_servers(today);
    time_.after(1s, [this] { trouble(); });
}

void day::misfortune_of_servers(weather const& today)
{
    auto const kill = [this](node& one) {
        if (!one.is_up()) return;
        ++outcome_.crashes;
        one.kill();
        time_.after(milliseconds(random_.between(1, 5'000)), [&one] { one.start(); });
    };
    for (auto& each : nodes_)
        if (chance(today.node_crash)) kill(*each);
    if (chance(today.ledger_outage)) store_.go_away(milliseconds(random_.between(1, 20'000)));
    if (chance(0.1)) store_.back_up();
    // Who restores a backup stops the servers first.
    if (chance(today.restore) && store_.restore())
        for (auto& each : nodes_) kill(*each);
}

bool day::is_over() const
{
    return std::ranges::all_of(handsets_, [](auto const& each) {
        return each->terminal() && each->terminal()->state() == sim::terminal::phase::ready &&
               each->terminal()->settled();
    });
}

// Everybody shows the ledger's newest state.
bool day::is_level()
{
    auto const& now = store_.ledger().now().now;
    return is_over() && std::ranges::all_of(screens_, [&](auto const& each) {
               auto const* nation = each->viewer().topic("ID");
               return nation && nation->epoch == now.epoch && nation->revision == now.revision;
           });
}

void day::violate(std::string what)
{
    if (outcome_.violations.size() < 10) outcome_.violations.push_back(std::move(what));
}

}  // namespace sejuta::simulation
