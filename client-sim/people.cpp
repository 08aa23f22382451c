// SPDX-License-Identifier: Apache-2.0
// See people.hpp. While a terminal's items are drafts, `seq` is a draft's number from 1 and
// `corrects` names one; the plan numbers them for good once all are there.
#include "people.hpp"

#include <map>

#include "base/assert.hpp"
#include "domain/rejection.hpp"
#include "domain/service_date.hpp"
#include "margins.hpp"
#include "random.hpp"

namespace sejuta::sim {
namespace {

using domain::method;
using domain::place;

constexpr base::unix_ms minute_ms = 60'000;

// One terminal with its people.
class desk {
public:
    desk(planned_terminal& at, scenario const& from, domain::event const& event, prng& random)
        : at_(at),
          from_(from),
          event_(event),
          random_(random)
    {
        for (auto& one : at.reports) one.seq = ++drafts_;
    }

    void slip()
    {
        auto const& custom = from_.habits;
        auto const clean = at_.reports.size();
        for (std::size_t i = 0; i < clean; ++i) {
            double left = random_.unit();
            if ((left -= custom.corrections_share) < 0)
                replace_later(i, domain::correction_reason::salah_kutip);
            else if ((left -= custom.fat_fingers_share) < 0)
                replace_later(i, domain::correction_reason::salah_entry);
            else if ((left -= custom.voids_share) < 0)
                enter_twice(i);
            if (random_.unit() < custom.errors_share) add_error(i);
        }
    }
    // Every date of its reports, each with its own total.
    void close_days(domain::zone zone)
    {
        std::map<std::uint32_t, std::int64_t> totals;
        for (auto const& one : at_.reports) totals[one.service_date] += effect_of(one);
        for (auto const& [number, total] : totals) {
            auto const date = *domain::service_date::from_number(number);
            close_day(date, total,
                      date.begins_ms(zone) + from_.habits.close_day_minute * minute_ms);
        }
    }
    // Held back to the full `minutes` after midnight WIB, as a clerk enters slips in heaps.
    void batch(int minutes)
    {
        base::unix_ms const step = minutes * minute_ms;
        for (auto& one : at_.reports) one.held_until_ms = (one.at_ms + step - 1) / step * step;
    }
    std::uint32_t add(planned_report one)
    {
        one.seq = ++drafts_;
        at_.reports.push_back(one);
        return one.seq;
    }

private:
    void close_day(domain::service_date date, std::int64_t total, base::unix_ms when)
    {
        planned_report close = at_.reports.front();
        close.kind = item_kind::close_day;
        close.service_date = date.number();
        close.corrects = 0;
        close.expected_rejection = 0;
        close.confirmed = false;
        close.count = static_cast<std::uint32_t>(total);
        close.at_ms = when;
        add(close);
    }
    // By how much it moves the terminal's total.
    std::int64_t effect_of(planned_report const& one) const
    {
        if (one.kind == item_kind::close_day || one.expected_rejection != 0) return 0;
        if (one.corrects == 0) return one.count;
        auto const& before = at_.reports[one.corrects - 1];
        return one.kind == item_kind::replace ? std::int64_t{one.count} - before.count
                                              : -std::int64_t{before.count};
    }
    // Some time later, before the day's last minute.
    base::unix_ms later(planned_report const& than)
    {
        auto const date = *domain::service_date::from_number(than.service_date);
        auto const last =
            date.begins_ms(domain::zone::wib) + from_.tail_until_wib_minute * minute_ms;
        auto const span = static_cast<std::uint64_t>(2 * from_.habits.corrected_after_minutes);
        auto const after =
            than.at_ms + static_cast<base::unix_ms>(random_.between(1, span)) * minute_ms;
        return std::max(than.at_ms + 1'000, std::min(last, after));
    }
    void replace_later(std::size_t index, domain::correction_reason why)
    {
        planned_report right = at_.reports[index];
        auto& wrong = at_.reports[index];
        if (why == domain::correction_reason::salah_entry)
            wrong.count = std::min<std::uint32_t>(10'000, wrong.count * 10);
        else
            wrong.category = wrong.category == domain::category::ulang ? domain::category::baru
                                                                       : domain::category::ulang;
        wrong.confirmed = event_.ceiling != 0 && wrong.count > event_.ceiling;
        right.kind = item_kind::replace;
        right.corrects = wrong.seq;
        right.reason = why;
        right.at_ms = later(wrong);
        add(right);
    }
    void enter_twice(std::size_t index)
    {
        planned_report again = at_.reports[index];
        again.at_ms = later(again);
        auto const twin = add(again);
        planned_report back = again;
        back.kind = item_kind::take_back;
        back.corrects = twin;
        back.reason = domain::correction_reason::salah_hitung;
        back.at_ms = later(again);
        add(back);
    }
    // What an app with a fault sends: the server must refuse it, with this very code.
    void add_error(std::size_t index)
    {
        using code = domain::rejection_code;
        planned_report bad = at_.reports[index];
        bad.corrects = 0;
        bad.kind = item_kind::report;
        bad.confirmed = false;
        bad.count = 1;
        auto expected = code::count_out_of_range;
        switch (random_.below(3)) {
        case 0: bad.count = 0; break;
        case 1:
            bad.method = method::mal;
            bad.postpartum = domain::postpartum::none;
            expected = code::mal_needs_kb_pp;
            if (at_.place == place::imp) expected = code::method_not_at_place;
            break;
        default:
            bad.method = at_.place == place::imp ? method::iud : method::mop;
            bad.postpartum = domain::postpartum::none;
            expected = code::method_not_at_place;
            if (at_.place != place::imp && at_.place != place::pmb) {
                bad.postpartum = domain::postpartum::kb_pp;
                expected = code::mop_not_postpartum;
            }
        }
        bad.expected_rejection = static_cast<int>(expected);
        add(bad);
    }

    planned_terminal& at_;
    scenario const& from_;
    domain::event const& event_;
    prng& random_;
    std::uint32_t drafts_ = 0;
};

char const* word_of(anomaly_kind kind)
{
    switch (kind) {
    case anomaly_kind::jump: return "jump";
    case anomaly_kind::round_numbers: return "round_numbers";
    case anomaly_kind::night_burst: break;
    }
    return "night_burst";
}

// What is planted is counted like any other report, and so it is wanted too.
void plant(plan& out, scenario const& from, domain::event const& event, anomaly const& what,
           prng& random)
{
    std::string group = "pil";
    for (auto const& [name, parts] : from.methods_of_group)
        for (auto const& [given, share] : parts)
            if (given == method::pil && out.wanted.by_group.contains(name)) group = name;
    for (std::size_t site = 0; site < what.sites; ++site) {
        auto& at = out.terminals[random.below(out.terminals.size())];
        planned_report one = at.reports.front();
        auto const date = *domain::service_date::from_number(one.service_date);
        auto const zone = event.find_region(at.regency)->zone;
        one = {0,
               0,
               one.service_date,
               method::pil,
               domain::category::baru,
               domain::postpartum::none,
               domain::partner::none,
               0,
               false};
        for (std::uint32_t i = 0; i < 12; ++i) {
            one.count = what.kind == anomaly_kind::jump            ? 45 + i
                        : what.kind == anomaly_kind::round_numbers ? 10 * (1 + i % 4)
                                                                   : 1 + i % 2;
            one.at_ms = date.begins_ms(zone) + (what.kind == anomaly_kind::night_burst
                                                    ? 120 * minute_ms + i * 40'000
                                                    : (8 * 60 + 20 * i) * minute_ms);
            one.confirmed = event.ceiling != 0 && one.count > event.ceiling;
            at.reports.push_back(one);
            out.wanted.by_regency[at.regency] += one.count;
            out.wanted.by_group[group] += one.count;
        }
        ++out.planted[word_of(what.kind)];
    }
}

}  // namespace

void add_people(plan& out, scenario const& from, domain::event const& event, std::uint64_t seed)
{
    prng plants(seed, "anomalies");
    for (auto const& what : from.anomalies) plant(out, from, event, what, plants);
    prng random(seed, "habits");
    auto const& custom = from.habits;
    for (auto& terminal : out.terminals) {
        desk people(terminal, from, event, random);
        people.slip();
        if (random.unit() < custom.close_day_share)
            people.close_days(event.find_region(terminal.regency)->zone);
        if (random.unit() < custom.batching_share) people.batch(custom.batching_minutes);
    }
}

base::checked<void> share_out(plan& out, std::map<std::string, planned_terminal> of_sites,
                              std::size_t connections)
{
    std::size_t reports = 0;
    for (auto const& [code, at] : of_sites) reports += at.reports.size();
    if (reports < connections)
        return base::fault{"The scenario has " + std::to_string(reports) + " reports for " +
                           std::to_string(connections) +
                           " connections; give each at least one, or take fewer connections."};
    auto here = of_sites.begin();
    std::size_t taken = 0;
    for (std::size_t i = 0; i < connections; ++i) {
        std::size_t wanted = reports * (i + 1) / connections - reports * i / connections;
        planned_terminal terminal;
        terminal.id = "sim-c" + std::to_string(100'000 + i);
        for (; wanted > 0; --wanted) {
            if (taken == here->second.reports.size()) {
                ++here;
                taken = 0;
            }
            auto const& at = here->second;
            if (terminal.reports.empty()) {
                terminal.site = at.site;
                terminal.regency = at.regency;
                terminal.place = at.place;
            } else if (taken == 0) {
                terminal.more_sites.push_back({at.site, at.regency});
            }
            terminal.reports.push_back(at.reports[taken++]);
            auto& one = terminal.reports.back();
            one.site = static_cast<std::uint16_t>(terminal.more_sites.size());
            one.seq = static_cast<std::uint32_t>(terminal.reports.size());
        }
        if (terminal.more_sites.size() >= limits::sites_per_token_max)
            return base::fault{std::to_string(connections) +
                               " connections are too few for so many sites: one would have " +
                               std::to_string(terminal.more_sites.size() + 1) +
                               ", a token names at most 64."};
        out.terminals.push_back(std::move(terminal));
    }
    return {};
}

}  // namespace sejuta::sim
