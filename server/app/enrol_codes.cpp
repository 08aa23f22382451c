// SPDX-License-Identifier: Apache-2.0
#include "app/enrol_codes.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <functional>
#include <vector>

#include "app/enrol_sheets.hpp"
#include "app/say.hpp"
#include "app/settings.hpp"
#include "base/clock.hpp"
#include "base/limits.hpp"
#include "base/whole_file.hpp"
#include "catalogue/csv_writer.hpp"
#include "catalogue/event_loader.hpp"
#include "catalogue/site_names.hpp"
#include "ingest/authorise/enrol_code.hpp"
#include "ledger/redis/blocking.hpp"
#include "ledger/redis/enrolment.hpp"

namespace sejuta::app {
namespace {

constexpr std::string_view issuer = "command-line";

// Expected, active sites of the region, by code.
std::vector<domain::site> wanted_sites(domain::event const& event, domain::region_code region)
{
    std::vector<domain::site> sites;
    for (auto const& [code, site] : event.sites)
        if (site.expected && site.active && site.merged_into.empty() &&
            region.contains(site.regency))
            sites.push_back(site);
    std::sort(sites.begin(), sites.end(),
              [](auto const& a, auto const& b) { return a.code < b.code; });
    return sites;
}

// Files that only their owner may read; gone again unless they were kept.
class new_files {
public:
    ~new_files()
    {
        for (auto const& file : made_) ::unlink(file.c_str());
    }

    base::checked<void> write(std::string const& file, std::string_view text)
    {
        auto const wrong = base::create_file(file, text, 0600);
        if (wrong == std::errc::file_exists)
            return base::fault{fmt::format("codes file {}: is there already; name another", file)};
        if (wrong)
            return base::fault{
                fmt::format("codes file {}: cannot be written: {}", file, wrong.message())};
        made_.push_back(file);
        return {};
    }
    void keep() { made_.clear(); }

private:
    std::vector<std::string> made_;
};

char const* place_in_words(domain::place place)
{
    switch (place) {
    case domain::place::puskesmas: return "Puskesmas";
    case domain::place::pmb: return "Praktik mandiri bidan (PMB)";
    case domain::place::imp: return "Institusi masyarakat (IMP)";
    case domain::place::rs: return "Rumah sakit, klinik";
    case domain::place::kb_bergerak: return "KB bergerak";
    }
    return "";
}

std::string region_in_words(domain::event const& event, domain::region_code regency)
{
    auto const* here = event.find_region(regency);
    auto const* around = event.find_region(regency.parent());
    return (here ? here->name : regency.text()) + (around ? ", " + around->name : "");
}

// "25-11-2026 10.30 WIB", at the site's zone.
std::string until_in_words(domain::event const& event, domain::site const& site,
                           std::int64_t expires_at_seconds)
{
    auto const zone = event.zone_of(site);
    std::time_t const local =
        expires_at_seconds + std::chrono::seconds(domain::offset(zone)).count();
    std::tm parts{};
    ::gmtime_r(&local, &parts);
    return fmt::format("{:02}-{:02}-{} {:02}.{:02} {}", parts.tm_mday, parts.tm_mon + 1,
                       parts.tm_year + 1900, parts.tm_hour, parts.tm_min, domain::zone_name(zone));
}

base::checked<std::size_t> issue(ledger::redis::endpoint const& where, std::string const& event,
                                 std::vector<domain::code_issued> codes)
{
    using issued = base::checked<std::size_t>;
    ledger::redis::blocking store(where);
    if (auto const connected = store.connect(); !connected) return connected.error();
    return store.wait<issued>([&](std::function<void(issued)> done) {
        ledger::redis::issue_codes(store.connection(), event, std::string(issuer), std::move(codes),
                                   std::move(done));
    });
}

struct made_codes {
    std::string table;
    std::vector<enrol_card> cards;
    std::vector<domain::code_issued> issued;
};

made_codes make_codes(domain::event const& event, std::vector<domain::site> const& sites,
                      catalogue::site_names const& names, std::string const& url)
{
    auto const now = base::real_clock().now_ms() / 1000;
    auto const expires = now + std::chrono::seconds(limits::enrol_code_life).count();
    catalogue::csv_writer table({"code", "site", "regency"});
    made_codes made;
    for (auto const& site : sites) {
        auto const code = ingest::make_enrol_code();
        auto const name = names.find(site.code);
        table.row({ingest::shown_code(code), site.code, site.regency.text()});
        made.cards.push_back({site.code, name == names.end() ? "" : name->second,
                              place_in_words(site.place), region_in_words(event, site.regency),
                              ingest::shown_code(code), until_in_words(event, site, expires),
                              fmt::format("{}/terminal#code={}&event={}", url, code, event.id)});
        made.issued.push_back({ingest::hash_of_code(code), {site.code}, expires});
    }
    made.table = table.text();
    return made;
}

base::checked<void> write_files(enrol_codes_options const& options, domain::event const& event,
                                made_codes const& made, new_files& files)
{
    if (auto const written = files.write(options.file, made.table); !written) return written;
    if (options.sheets.empty()) return {};
    auto const pdf = draw_sheets(event.name, made.cards);
    if (!pdf) return pdf.error();
    return files.write(options.sheets, *pdf);
}

base::checked<std::vector<domain::site>> sites_to_enrol(domain::event const& event,
                                                        std::string const& region_text)
{
    auto const region = domain::region_code::from_text(region_text.empty() ? "ID" : region_text);
    if (!region || !event.find_region(*region))
        return base::fault{fmt::format("region \"{}\": is not in the event's regions ({})",
                                       region_text, event.region_set)};
    auto sites = wanted_sites(event, *region);
    if (sites.empty())
        return base::fault{
            fmt::format("event {}: no expected site in {}", event.id, region->text())};
    if (sites.size() > limits::codes_per_file_max)
        return base::fault{fmt::format("{} sites in {}: at most {} codes a file; give --region",
                                       sites.size(), region->text(), limits::codes_per_file_max)};
    return sites;
}

}  // namespace

int run_enrol_codes(enrol_codes_options const& options)
{
    auto const event = catalogue::load_event(options.event_dir);
    if (!event) return refuse(event.error());
    auto const names = catalogue::load_site_names(options.event_dir);
    if (!names) return refuse(names.error());
    auto const sites = sites_to_enrol(**event, options.region);
    if (!sites) return refuse(sites.error());
    std::string url;
    if (!options.sheets.empty()) {
        auto checked = checked_sheet_url(options.url);
        if (!checked) return refuse(checked.error());
        url = *checked;
    }
    auto const store = opened_store::open(options.where, store_user::application);
    if (!store) return refuse(store.error());

    auto made = make_codes(**event, *sites, *names, url);
    new_files files;
    if (auto const written = write_files(options, **event, made, files); !written)
        return refuse(written.error());
    auto const issued = issue((*store)->where(), (*event)->id, std::move(made.issued));
    if (!issued) return refuse(issued.error());
    files.keep();
    fmt::print("{}: {} codes for {} in {}, each for one device during {} hours\n", options.file,
               *issued, (*event)->id, options.region.empty() ? "ID" : options.region,
               limits::enrol_code_life.count());
    if (!options.sheets.empty()) fmt::print("{}: their cards, eight a page\n", options.sheets);
    return exit_ok;
}

}  // namespace sejuta::app
