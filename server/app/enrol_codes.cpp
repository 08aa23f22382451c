// SPDX-License-Identifier: Apache-2.0
#include "app/enrol_codes.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <functional>
#include <vector>

#include "app/say.hpp"
#include "app/settings.hpp"
#include "base/clock.hpp"
#include "base/limits.hpp"
#include "catalogue/csv_writer.hpp"
#include "catalogue/event_loader.hpp"
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

// The file appears with its owner's rights alone, whole or not at all.
base::checked<void> write_new(std::string const& file, std::string_view text)
{
    int const descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return base::fault{fmt::format("codes file {}: {}; name one that is not there yet", file,
                                       std::strerror(errno))};
    auto const written = ::write(descriptor, text.data(), text.size());
    bool const whole = written == static_cast<ssize_t>(text.size()) && ::fsync(descriptor) == 0;
    ::close(descriptor);
    if (whole) return {};
    ::unlink(file.c_str());
    return base::fault{fmt::format("codes file {}: cannot be written", file)};
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

}  // namespace

int run_enrol_codes(enrol_codes_options const& options)
{
    auto const event = catalogue::load_event(options.event_dir);
    if (!event) return refuse(event.error());
    auto const region =
        domain::region_code::from_text(options.region.empty() ? "ID" : options.region);
    if (!region || !(*event)->find_region(*region))
        return refuse(base::fault{fmt::format("region \"{}\": is not in the event's regions ({})",
                                              options.region, (*event)->region_set)});
    auto const sites = wanted_sites(**event, *region);
    if (sites.empty())
        return refuse(base::fault{
            fmt::format("event {}: no expected site in {}", (*event)->id, region->text())});
    auto const store = opened_store::open(options.where, store_user::application);
    if (!store) return refuse(store.error());

    auto const now = base::real_clock().now_ms() / 1000;
    auto const expires = now + std::chrono::seconds(limits::enrol_code_life).count();
    catalogue::csv_writer table({"code", "site", "regency"});
    std::vector<domain::code_issued> codes;
    for (auto const& site : sites) {
        auto const code = ingest::make_enrol_code();
        table.row({ingest::shown_code(code), site.code, site.regency.text()});
        codes.push_back({ingest::hash_of_code(code), {site.code}, expires});
    }
    if (auto const written = write_new(options.file, table.text()); !written)
        return refuse(written.error());
    auto const issued = issue((*store)->where(), (*event)->id, std::move(codes));
    if (!issued) {
        ::unlink(options.file.c_str());
        return refuse(issued.error());
    }
    fmt::print("{}: {} codes for {} in {}, each for one device during {} hours\n", options.file,
               *issued, (*event)->id, region->text(), limits::enrol_code_life.count());
    return exit_ok;
}

}  // namespace sejuta::app
