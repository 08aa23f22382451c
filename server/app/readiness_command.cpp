// SPDX-License-Identifier: Apache-2.0
#include "app/readiness_command.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>

#include "app/say.hpp"
#include "app/settings.hpp"
#include "base/limits.hpp"
#include "catalogue/event_loader.hpp"
#include "ledger/entry.hpp"
#include "ledger/redis/blocking.hpp"
#include "ledger/redis/enrolment.hpp"
#include "ledger/redis/reader.hpp"

namespace sejuta::app {
namespace {

namespace fs = std::filesystem;
namespace redis = ledger::redis;

// Every entry of one event's ledger, in order.
base::checked<void> each_entry(redis::blocking& store, std::string const& event,
                               std::function<void(ledger::entry const&)> const& told)
{
    redis::reader reader(store.connection(), event);
    ledger::revision after = 0;
    while (true) {
        auto const page = store.wait<base::result<redis::page>>(
            [&](auto done) { reader.entries_after(after, std::move(done)); });
        if (!page) return store.fault_of(reader, page.error(), "reading the ledger of " + event);
        for (auto const& raw : page->entries) {
            auto const entry = ledger::decode(raw);
            if (!entry) return entry.error();
            told(*entry);
            after = std::max(after, entry->sequence.revision);
        }
        if (page->entries.size() < limits::follow_entries_per_read) return {};
    }
}

// The terminals of an event and the sites of each, as its ledger tells them.
class enrolled_terminals {
public:
    void apply(ledger::entry const& entry)
    {
        if (!entry.change) return;
        if (auto const* in = std::get_if<domain::enrolment>(&entry.change->what))
            sites_of_[in->terminal] = in->sites;
        if (auto const* out = std::get_if<domain::revocation>(&entry.change->what))
            sites_of_.erase(out->terminal);
    }
    // The sites of terminals that `wanted` names; of all where it is null.
    std::set<std::string> sites(std::map<std::string, base::unix_ms> const* wanted) const
    {
        std::set<std::string> all;
        for (auto const& [terminal, sites] : sites_of_)
            if (!wanted || wanted->contains(terminal)) all.insert(sites.begin(), sites.end());
        return all;
    }

private:
    std::map<std::string, std::vector<std::string>> sites_of_;
};

// Directories beside the event's own whose events rehearse it, and those that were named.
catalogue::loaded<std::vector<domain::event_ptr>> rehearsals_of(domain::event const& event,
                                                                readiness_options const& options)
{
    std::vector<domain::event_ptr> all;
    auto const take = [&](domain::event_ptr const& other) {
        bool const known = std::any_of(all.begin(), all.end(),
                                       [&](auto const& each) { return each->id == other->id; });
        if (!known && other->rehearses == event.id) all.push_back(other);
    };
    for (auto const& dir : options.rehearsals) {
        auto const other = catalogue::load_event(dir);
        if (!other) return other.error();
        take(*other);
    }
    std::error_code failed;
    auto const folder = fs::absolute(options.event_dir, failed).lexically_normal();
    auto const above = (folder.has_filename() ? folder : folder.parent_path()).parent_path();
    for (auto const& entry : fs::directory_iterator(above, failed)) {
        if (!fs::exists(entry.path() / "event.toml", failed)) continue;
        if (auto const other = catalogue::load_event(entry.path())) take(*other);
    }
    return all;
}

}  // namespace

base::checked<readiness_facts> gather_readiness(redis::endpoint where,
                                                domain::event_ptr const& event,
                                                std::vector<domain::event_ptr> const& rehearsals)
{
    redis::blocking store(std::move(where));
    if (auto const connected = store.connect(); !connected) return connected.error();
    readiness_facts facts;
    facts.event = event;
    enrolled_terminals terminals;
    auto read = each_entry(store, event->id, [&](auto const& entry) { terminals.apply(entry); });
    if (!read) return read.error();
    auto const seen = store.wait<base::checked<std::map<std::string, base::unix_ms>>>(
        [&](auto done) { redis::read_seen(store.connection(), event->id, std::move(done)); });
    if (!seen) return seen.error();
    facts.enrolled = terminals.sites(nullptr);
    facts.seen = terminals.sites(&*seen);
    for (auto const& each : rehearsals) {
        facts.rehearsals.push_back({each->id, each->region_set});
        read = each_entry(store, each->id, [&](ledger::entry const& entry) {
            for (auto const& report : entry.reports) facts.rehearsed.insert(report.site);
            if (entry.close) facts.rehearsed.insert(entry.close->site);
        });
        if (!read) return read.error();
    }
    return facts;
}

int run_readiness(readiness_options const& options)
{
    auto const event = catalogue::load_event(options.event_dir);
    if (!event) return refuse(event.error());
    auto const rehearsals = rehearsals_of(**event, options);
    if (!rehearsals) return refuse(rehearsals.error());
    readiness_facts facts;
    facts.event = *event;
    for (auto const& each : *rehearsals) facts.rehearsals.push_back({each->id, each->region_set});
    if (options.where.any()) {
        auto const store = opened_store::open(options.where, store_user::reader);
        if (!store) return refuse(store.error());
        auto gathered = gather_readiness((*store)->where(), *event, *rehearsals);
        if (!gathered) return refuse(gathered.error());
        facts = std::move(*gathered);
    }
    auto const verdict = assess(facts);
    if (options.json)
        fmt::print("{}\n", to_json(verdict));
    else
        fmt::print("{}", to_table(verdict));
    return verdict.go ? exit_ok : exit_failed;
}

}  // namespace sejuta::app
