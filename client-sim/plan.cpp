// SPDX-License-Identifier: Apache-2.0
// Builds the plan in four steps: what is wanted → slots of regencies paired with slots of methods
// → reports of a few acceptors each → terminals with their reports in the order of the day.
#include "plan.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <numeric>

#include "base/assert.hpp"
#include "domain/service_date.hpp"
#include "margins.hpp"
#include "people.hpp"
#include "random.hpp"

namespace sejuta::sim {
namespace {

using domain::method;
using domain::place;
using domain::postpartum;
using domain::region_code;

// The register of one regency by kind of place, in the order of the codes.
using kinds = std::map<place, std::vector<domain::site const*>>;

// A scaled day has its share of the sites, of each kind at least one.
std::map<region_code, kinds> register_of(domain::event const& event, region_code region,
                                         double scale)
{
    std::map<region_code, kinds> out;
    for (auto const& [code, site] : event.sites)
        if (region.contains(site.regency)) out[site.regency][site.place].push_back(&site);
    for (auto& [regency, by_kind] : out)
        for (auto& [kind, sites] : by_kind) {
            std::sort(sites.begin(), sites.end(),
                      [](auto const* left, auto const* right) { return left->code < right->code; });
            auto const wanted = std::ceil(static_cast<double>(sites.size()) * scale);
            sites.resize(std::min(sites.size(), static_cast<std::size_t>(wanted)));
        }
    return out;
}

template <class E>
E draw(prng& random, shares<E> const& from)
{
    std::vector<double> weights;
    for (auto const& [value, share] : from) weights.push_back(share);
    return from[random.weighted(weights)].first;
}

// Draws everything about a report but how many acceptors of which method in which regency.
class writer {
public:
    writer(scenario const& from, domain::event const& event, std::uint64_t seed)
        : scenario_(from),
          event_(event),
          register_(register_of(event, from.region, from.scale)),
          random_(seed, "content"),
          sizes_(seed, "sizes"),
          times_(seed, "times")
    {
        for (auto const& size : from.sizes) size_weights_.push_back(size.share);
        for (auto const& part : from.day) part_weights_.push_back(part.share);
    }

    // A fault where no site of the regency may give the method.
    base::checked<void> write(region_code regency, method given, std::int64_t acceptors)
    {
        auto const sites = candidates(regency, given);
        if (sites.empty())
            return base::fault{"The register has no site in " + regency.text() + " that may give " +
                               std::string(domain::word(given)) +
                               "; add one to the event's sites or change the scenario's amounts."};
        while (acceptors > 0) {
            auto const count = std::min<std::int64_t>(acceptors, next_size());
            write_one(*next_site(sites), given, static_cast<std::uint32_t>(count));
            acceptors -= count;
        }
        return {};
    }

    std::map<std::string, planned_terminal> take() { return std::move(terminals_); }

private:
    using candidate = std::pair<double, std::vector<domain::site const*> const*>;

    std::vector<candidate> candidates(region_code regency, method given) const
    {
        std::vector<candidate> out;
        auto const found = register_.find(regency);
        if (found == register_.end()) return out;
        for (auto const& [kind, share] : scenario_.places) {
            auto const sites = found->second.find(kind);
            if (sites != found->second.end() && may_give(kind, given) && share > 0)
                out.emplace_back(share, &sites->second);
        }
        return out;
    }

    std::int64_t next_size()
    {
        auto const& size = scenario_.sizes[sizes_.weighted(size_weights_)];
        return static_cast<std::int64_t>(sizes_.between(size.from, size.to));
    }

    domain::site const* next_site(std::vector<candidate> const& from)
    {
        std::vector<double> weights;
        for (auto const& [share, sites] : from) weights.push_back(share);
        auto const& sites = *from[random_.weighted(weights)].second;
        return sites[random_.below(sites.size())];
    }

    postpartum next_postpartum(method given)
    {
        auto const drawn = draw(random_, scenario_.postpartums);
        if (given == method::mal) return postpartum::kb_pp;
        return given == method::mop ? postpartum::none : drawn;
    }

    // Within the window, at the site's own zone, or in the tail, which ends at one instant for all.
    base::unix_ms next_instant(domain::service_date date, domain::zone zone)
    {
        constexpr base::unix_ms minute_ms = 60'000;
        bool const in_tail = times_.unit() < scenario_.tail_share;
        auto const& part = scenario_.day[times_.weighted(part_weights_)];
        double const within = times_.unit();
        base::unix_ms from = date.begins_ms(zone) + part.from_minute * minute_ms;
        base::unix_ms to = date.begins_ms(zone) + part.to_minute * minute_ms;
        if (!in_tail) return from + static_cast<base::unix_ms>(within * double(to - from));
        from = date.begins_ms(zone) + scenario_.day.back().to_minute * minute_ms;
        to = date.begins_ms(domain::zone::wib) + scenario_.tail_until_wib_minute * minute_ms;
        // Squared: most of the stragglers come soon after the window.
        return from + static_cast<base::unix_ms>(within * within * double(to - from));
    }

    void write_one(domain::site const& site, method given, std::uint32_t count)
    {
        planned_report out;
        out.method = given;
        out.count = count;
        out.confirmed = event_.ceiling != 0 && count > event_.ceiling;
        out.category = draw(random_, scenario_.categories);
        out.postpartum = next_postpartum(given);
        out.partner = draw(random_, scenario_.partners);
        auto const date = event_.service_dates[random_.below(event_.service_dates.size())];
        out.service_date = date.number();
        out.at_ms = next_instant(date, event_.zone_of(site));
        auto& terminal = terminals_[site.code];
        terminal.site = site.code;
        terminal.regency = site.regency;
        terminal.place = site.place;
        terminal.reports.push_back(out);
    }

    scenario const& scenario_;
    domain::event const& event_;
    std::map<region_code, kinds> register_;
    prng random_;
    prng sizes_;
    prng times_;
    std::vector<double> size_weights_;
    std::vector<double> part_weights_;
    std::map<std::string, planned_terminal> terminals_;
};

// Numbers the reports in the order in which they are due and takes the first and last instant.
void number_reports(plan& out)
{
    for (auto& terminal : out.terminals) {
        auto& reports = terminal.reports;
        std::stable_sort(reports.begin(), reports.end(), [](auto const& left, auto const& right) {
            return left.due_ms() < right.due_ms();
        });
        std::vector<std::uint32_t> seq_of(reports.size() + 1);
        for (std::uint32_t i = 0; i < reports.size(); ++i)
            if (reports[i].seq != 0) seq_of[reports[i].seq] = i + 1;
        std::uint32_t seq = 0;
        for (auto& report : reports) {
            report.seq = ++seq;
            if (report.corrects != 0) report.corrects = seq_of[report.corrects];
            SEJUTA_ASSERT(report.corrects < report.seq, "a correction follows what it corrects");
            if (report.expected_rejection != 0) ++out.expected_rejections;
        }
        auto const first = reports.front().due_ms();
        auto const last = reports.back().due_ms();
        out.first_ms = out.reports == 0 ? first : std::min(out.first_ms, first);
        out.last_ms = std::max(out.last_ms, last);
        out.reports += reports.size();
    }
}

base::checked<void> adopt_terminals(plan& out, std::map<std::string, planned_terminal> terminals)
{
    std::map<std::string, std::string> site_of;
    for (auto& [site, terminal] : terminals) {
        terminal.id = terminal_id_of(site);
        if (terminal.id.size() > limits::terminal_id_bytes_max)
            return base::fault{"Site code " + site + " is too long for a simulated terminal: " +
                               terminal.id + " has more than 32 characters."};
        auto const [other, fresh] = site_of.emplace(terminal.id, site);
        if (!fresh)
            return base::fault{"Sites " + other->second + " and " + site +
                               " would both be terminal " + terminal.id +
                               "; site codes must differ by more than case and punctuation."};
        out.terminals.push_back(std::move(terminal));
    }
    std::sort(out.terminals.begin(), out.terminals.end(),
              [](auto const& left, auto const& right) { return left.id < right.id; });
    return {};
}

}  // namespace

bool may_give(place kind, method given)
{
    bool const sterilisation = given == method::mow || given == method::mop;
    if (kind == place::imp) return given == method::pil || given == method::kondom;
    return !sterilisation || kind != place::pmb;
}

std::string terminal_id_of(std::string const& site_code)
{
    std::string id = "sim-";
    for (char const letter : site_code) {
        auto const byte = static_cast<unsigned char>(letter);
        id += byte < 128 && std::isalnum(byte) ? static_cast<char>(std::tolower(byte)) : '-';
    }
    return id;
}

base::checked<plan> make_plan(scenario const& from, domain::event const& event, std::uint64_t seed)
{
    auto wanted = wanted_of(from, event);
    if (!wanted) return wanted.error();
    plan out;
    out.region = from.region;
    out.wanted = std::move(*wanted);
    writer into(from, event, seed);
    for (auto const& [cell, acceptors] : pair_margins(out.wanted, from, seed))
        if (auto done = into.write(cell.first, cell.second, acceptors); !done) return done.error();
    if (from.load.closed) {
        if (auto done = share_out(out, into.take(), from.load.connections); !done)
            return done.error();
    } else {
        if (auto done = adopt_terminals(out, into.take()); !done) return done.error();
        add_people(out, from, event, seed);
    }
    number_reports(out);
    return out;
}

}  // namespace sejuta::sim
