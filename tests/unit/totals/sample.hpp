// SPDX-License-Identifier: Apache-2.0
// A small event of two provinces in two zones, and a ledger that writes entries for it. Used by the
// tests of totals, fanout and the live session.
#pragma once

#include <initializer_list>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>

#include "ledger/ledger.hpp"
#include "totals/board.hpp"

namespace sejuta::tests {

inline domain::region_code code(char const* text)
{
    return domain::region_code::from_text(text).value();
}

inline constexpr base::unix_ms sample_start_ms = 1'593'392'400'000;  // 2020-06-29T08:00+07:00
inline constexpr ledger::epoch sample_epoch = 0x5e1074a11ce0ffee;

inline std::shared_ptr<domain::event> sample_event()
{
    using domain::place;
    auto event = std::make_shared<domain::event>();
    event->id = "latihan-2020";
    event->name = "Latihan 2020";
    event->service_dates = {*domain::service_date::from_number(20200629)};
    auto const region = [&](char const* c, char const* name, domain::zone zone) {
        event->regions.emplace(code(c), domain::region{code(c), name, zone});
    };
    region("ID", "Indonesia", domain::zone::wib);
    region("15", "Jambi", domain::zone::wib);
    region("15.01", "Kerinci", domain::zone::wib);
    region("15.71", "Kota Jambi", domain::zone::wib);
    region("51", "Bali", domain::zone::wita);
    region("51.71", "Kota Denpasar", domain::zone::wita);
    auto const site = [&](char const* c, place p, char const* regency, bool expected = true) {
        event->sites.emplace(c, domain::site{c, p, code(regency), expected});
    };
    site("kerinci-pkm", place::puskesmas, "15.01");
    site("jambi-pmb", place::pmb, "15.71");
    site("jambi-tamu", place::imp, "15.71", false);
    site("denpasar-rs", place::rs, "51.71");
    event->target_sets = {
        {.name = "Panitia Pusat",
         .by_region = {{code("ID"), 1'000'000}, {code("15"), 11'093}, {code("15.01"), 1'685}},
         .by_group = {{code("15"),
                       {{"implan+iud", 831}, {"suntik", 3'702}, {"kondom+pil", 6'560}}}}},
        {.name = "Provinsi",
         .by_region = {{code("15"), 9'999}, {code("51"), 500}},
         .by_group = {}}};
    return event;
}

struct sample_report {
    char const* site = "kerinci-pkm";
    domain::method method = domain::method::pil;
    std::int64_t acceptors = 1;  // negative takes back
    domain::category category = domain::category::baru;
    domain::postpartum postpartum = domain::postpartum::none;
    domain::partner partner = domain::partner::none;
    std::size_t date = 0;  // index into the event's service dates
    char const* terminal = "t-1";
};

// Writes entries in order, as the ledger would.
class sample_ledger {
public:
    explicit sample_ledger(domain::event_ptr event, ledger::epoch epoch = sample_epoch)
        : event_(std::move(event))
    {
        now_ = {epoch, 0, sample_start_ms};
    }

    ledger::head head() const
    {
        ledger::head out;
        out.now = now_;
        out.status = domain::event_status::open;
        out.clock_real_ms = sample_start_ms;
        out.clock_event_ms = sample_start_ms;
        return out;
    }
    ledger::sequence now() const { return now_; }
    void advance(base::unix_ms by) { now_.as_of_ms += by; }
    void advance_to(base::unix_ms at) { now_.as_of_ms = at; }

    ledger::entry reports(std::initializer_list<sample_report> reports)
    {
        auto out = next();
        for (auto const& r : reports) add(out, r);
        return out;
    }
    ledger::entry status(domain::event_status status)
    {
        auto out = next();
        out.what = ledger::entry::kind::status;
        out.status = status;
        return out;
    }
    // Takes back an earlier report, and counts `instead` where there is one.
    ledger::entry correct(domain::report const& earlier, std::optional<std::uint32_t> instead = {},
                          domain::correction_reason why = domain::correction_reason::salah_entry)
    {
        using domain::correction_kind;
        auto out = next();
        auto made = earlier;
        made.seq = ++seq_;
        made.corrects = {earlier.seq, instead ? correction_kind::replace : correction_kind::void_,
                         why};
        made.count = instead.value_or(earlier.count);
        out.deltas[domain::to_field(made.cell)] =
            static_cast<std::int64_t>(instead.value_or(0)) - earlier.count;
        out.reports.push_back(made);
        return out;
    }
    // An earlier report as it comes back from its terminal after the store lost it.
    ledger::entry heal(domain::report const& earlier, base::unix_ms event_time_ms)
    {
        auto out = next();
        out.reports = {earlier};
        out.reports[0].healed = {event_time_ms, false};
        out.deltas[domain::to_field(earlier.cell)] = earlier.count;
        return out;
    }
    ledger::entry close(char const* site, std::uint32_t own_total, std::size_t date = 0)
    {
        auto out = next();
        out.what = ledger::entry::kind::close;
        auto const known = event_->sites.find(site);
        out.close = {
            .terminal = "t-1",
            .seq = ++seq_,
            .site = site,
            .regency = known == event_->sites.end() ? code("15.01") : known->second.regency,
            .service_date = event_->service_dates.at(date),
            .own_total = own_total,
            .made_at_ms = now_.as_of_ms,
            .healed = {}};
        return out;
    }
    template <class What>
    ledger::entry change(What what)
    {
        auto out = next();
        out.what = ledger::entry::kind::change;
        out.change = {"panitia", std::move(what)};
        return out;
    }
    // 1 to 8 reports of any site and value, a few of them taking back.
    template <class Random>
    ledger::entry random_reports(Random& random)
    {
        auto const pick = [&random](int from, int to) {
            return std::uniform_int_distribution<int>(from, to)(random);
        };
        static constexpr char const* sites[] = {"kerinci-pkm", "jambi-pmb", "jambi-tamu",
                                                "denpasar-rs"};
        advance(pick(0, 90'000));
        auto out = next();
        for (int i = pick(1, 8); i > 0; --i)
            add(out, {.site = sites[pick(0, 3)],
                      .method = static_cast<domain::method>(pick(1, 10)),
                      .acceptors = pick(0, 5) == 0 ? -pick(1, 3) : pick(1, 30),
                      .category = static_cast<domain::category>(pick(1, 3)),
                      .postpartum = static_cast<domain::postpartum>(pick(1, 3)),
                      .partner = static_cast<domain::partner>(pick(1, 5))});
        return out;
    }
    // Takes back all that an earlier entry added.
    ledger::entry reverse(ledger::entry const& earlier)
    {
        auto out = next();
        for (auto const& [field, acceptors] : earlier.deltas) out.deltas[field] = -acceptors;
        out.reports = earlier.reports;
        return out;
    }

private:
    ledger::entry next()
    {
        ++now_.revision;
        ledger::entry out;
        out.sequence = now_;
        return out;
    }
    void add(ledger::entry& to, sample_report const& r)
    {
        auto const& site = event_->sites.at(r.site);
        domain::cell const cell{event_->service_dates.at(r.date),
                                site.regency,
                                r.method,
                                r.category,
                                r.postpartum,
                                site.place,
                                r.partner};
        to.deltas[domain::to_field(cell)] += r.acceptors;
        to.reports.push_back({.terminal = r.terminal,
                              .seq = ++seq_,
                              .site = r.site,
                              .cell = cell,
                              .count = static_cast<std::uint32_t>(std::abs(r.acceptors)),
                              .corrects = {}});
    }

    domain::event_ptr event_;
    ledger::sequence now_;
    std::uint32_t seq_ = 0;
};

}  // namespace sejuta::tests
